"""Which policies and measures: one set of conditions for pages and the REST interface."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from core import clock
from core.filters import DayFilter, WholeFilter, YesNoFilter
from departments.models import Department, Jurisdiction
from policies.models import Finding, Measure, MeasureState, Policy, PolicyKind, PolicyState
from policies.search.kinds import KINDS
from policies.search.text import LONGEST_QUERY

EXPIRED = ("expired", "已到期")
UNKNOWN = ("unknown", "有效期不明")


class PolicyFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Conditions on policies; a state may be the derived 已到期 or 有效期不明."""

    q = django_filters.CharFilter(label="标题或文号", method="find")
    state = django_filters.ChoiceFilter(
        label="状态", choices=[*PolicyState.choices, EXPIRED, UNKNOWN], method="by_state", empty_label="全部状态"
    )
    kind = django_filters.ChoiceFilter(label="类型", choices=PolicyKind.choices, empty_label="全部类型")
    year = WholeFilter(label="成文年份", field_name="issued_on__year", min_value=1949, max_value=2999)
    unit = django_filters.ModelChoiceFilter(
        label="责任单位", queryset=Department.objects.all(), method="by_unit", empty_label="全部单位"
    )
    expires_before = DayFilter(label="有效期早于", field_name="expires_on", lookup_expr="lt")
    expires_after = DayFilter(label="有效期不早于", field_name="expires_on", lookup_expr="gte")

    class Meta:
        model = Policy
        fields: list[str] = []

    def find(self, queryset: QuerySet[Policy], name: str, value: str) -> QuerySet[Policy]:
        """Keep the policies whose title or number holds every typed word."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(doc_number__icontains=word))
        return queryset

    def by_state(self, queryset: Any, name: str, value: str) -> Any:
        """Keep a state; what is expired follows from the date."""
        today = clock.today()
        if value == "expired":
            return queryset.expired(today)
        if value == "unknown":
            return queryset.without_end()
        if value in (PolicyState.PUBLISHED, PolicyState.EXTENDED):
            return queryset.filter(state=value).in_force(today)
        return queryset.filter(state=value)

    def by_unit(self, queryset: QuerySet[Policy], name: str, value: Department) -> QuerySet[Policy]:
        """Keep the policies in whose current version a unit answers for a measure."""
        named = Measure.objects.current().filter(responsibilities__department=value, responsibilities__is_dropped=False)
        return queryset.filter(pk__in=named.exclude(state=MeasureState.REJECTED).values("policy_version__policy"))


class MeasureFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Conditions on measures of current versions."""

    policy = WholeFilter(label="政策文件", field_name="policy_version__policy", min_value=1)
    state = django_filters.ChoiceFilter(label="状态", choices=MeasureState.choices)
    unit = WholeFilter(label="责任单位", method="by_unit", min_value=1)
    q = django_filters.CharFilter(label="标题或原文", method="find")

    class Meta:
        model = Measure
        fields: list[str] = []

    def by_unit(self, queryset: QuerySet[Measure], name: str, value: Any) -> QuerySet[Measure]:
        """Keep the measures that a unit answers for."""
        return queryset.filter(responsibilities__department=int(value), responsibilities__is_dropped=False).distinct()

    def find(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """Keep the measures whose title or text holds every typed word."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(text__icontains=word))
        return queryset


class FindingFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Conditions on findings."""

    policy = WholeFilter(label="政策文件", field_name="policy_version__policy", min_value=1)
    measure = WholeFilter(label="举措", field_name="measure", min_value=1)
    open = YesNoFilter(label="未处理", field_name="resolved_at", lookup_expr="isnull")

    class Meta:
        model = Finding
        fields: list[str] = []


class SearchForm(forms.Form):
    """Conditions of the full text search, the same in the page and over REST."""

    q = forms.CharField(label="查找", max_length=LONGEST_QUERY, required=False)
    jurisdiction = forms.ModelChoiceField(label="管辖", queryset=Jurisdiction.objects.none(), required=False)
    kind = forms.ChoiceField(label="种类", required=False)
    year = forms.IntegerField(label="年份", min_value=1949, max_value=2999, required=False)
    unit = forms.ModelChoiceField(label="责任单位", queryset=Department.objects.none(), required=False)
    state = forms.ChoiceField(label="状态", required=False)
    order = forms.ChoiceField(label="排序", choices=[("newest", "最新在前"), ("best", "最相关在前")], required=False)
    before = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds, states = self.fields["kind"], self.fields["state"]
        assert isinstance(kinds, forms.ChoiceField)  # noqa: S101 narrows a type
        assert isinstance(states, forms.ChoiceField)  # noqa: S101 narrows a type
        kinds.choices = [("", "全部种类"), *((name, kind.label) for name, kind in KINDS.items())]
        # kinds whose objects stand in the same states are one group
        groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for kind in KINDS.values():
            groups.setdefault(kind.states, []).append(kind.label)
        states.choices = [("", "全部状态"), *(("、".join(labels), list(words)) for words, labels in groups.items())]

    def offer(self, governments: QuerySet[Jurisdiction], units: QuerySet[Department]) -> None:
        """Offer these governments and units."""
        for name, rows, all_of_them in (("jurisdiction", governments, ""), ("unit", units, "全部单位")):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 narrows a type
            field.queryset = rows
            field.empty_label = all_of_them
