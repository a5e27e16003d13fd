"""The conditions of the ledger: the same query string for the page and for the REST interface."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import access_of
from core import clock
from core.filters import DayFilter, WholeFilter, YesNoFilter
from departments.models import Department
from policies.models import Policy, UnitRole
from tasks import lighting
from tasks.lights import Code
from tasks.models import (
    Assignment,
    AssignmentState,
    Cadence,
    Dispute,
    DisputeState,
    Evidence,
    Extension,
    ExtensionState,
    ProgressReport,
    ReportState,
    Task,
    TaskSource,
    TaskState,
    Urging,
    UrgingLevel,
)
from tasks.selectors import QUEUE_NAMES, QUEUES, URGED_LATELY_DAYS, lazy_thresholds, thresholds_for


class OneOf(filters.MultipleChoiceFilter):  # type: ignore[misc]
    """Several values of one column are alternatives; none brings a row twice, so nothing is sorted out (DISTINCT)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"distinct": False} | kwargs))


LIGHT_WORDS = {Code.RED: "红", Code.YELLOW: "黄", Code.BLUE: "蓝", Code.GREEN: "绿", Code.GREY: "灰"}
LIGHT_CHOICES = [(code.value, word) for code, word in LIGHT_WORDS.items()]
ANY = "不限"
SORTS = {"light": "灯、期限", "due": "现行期限", "-due": "现行期限，后到先排", "number": "编号", "-id": "新立在前"}


def _policies(request: Any) -> QuerySet[Policy]:
    access = access_of(request.user) if request is not None else None
    return Policy.objects.filter(jurisdiction__in=access.business) if access else Policy.objects.none()


def _units(request: Any) -> QuerySet[Department]:
    access = access_of(request.user) if request is not None else None
    return Department.objects.filter(jurisdiction__in=access.business) if access else Department.objects.none()


class TaskFilter(filters.FilterSet):  # type: ignore[misc]
    """Conditions on rows of `selectors.rows`; several values of one condition are alternatives."""

    q = filters.CharFilter(label="编号、事项、原文", method="search")
    queue = filters.ChoiceFilter(
        label="视图", choices=[(queue.name, queue.label) for queue in QUEUES], method="in_queue"
    )
    light = OneOf(label="灯", choices=LIGHT_CHOICES, method="of_light")
    state = OneOf(label="状态", choices=TaskState.choices)
    source = OneOf(label="来源", choices=TaskSource.choices)
    policy = filters.ModelChoiceFilter(label="政策文件", queryset=_policies, empty_label=ANY)
    unit = filters.ModelChoiceFilter(label="责任单位", queryset=_units, empty_label=ANY, method="of_unit")
    role = filters.ChoiceFilter(label="单位角色", choices=UnitRole.choices, empty_label=ANY, method="of_unit")
    lead = filters.ModelChoiceFilter(
        label="牵头单位", queryset=_units, empty_label=ANY, field_name="lead_id", method="led_by"
    )
    cadence = OneOf(label="报送周期", choices=Cadence.choices)
    due_from = DayFilter(label="期限不早于", field_name="due_on", lookup_expr="gte")
    due_to = DayFilter(label="期限不晚于", field_name="due_on", lookup_expr="lte")
    extended = YesNoFilter(label="已延期", method="was_extended")
    archived = YesNoFilter(label="含已归档", method="with_archived")

    class Meta:
        model = Task
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        """Leave archived matters out unless they are asked for, or somebody searches."""
        found = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("archived") or self.form.cleaned_data.get("q")
        return found if asked else found.filter(archived_at=None)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Keep what has every word in number, title, source words or first lead."""
        for word in value.split():
            queryset = queryset.filter(
                Q(number__icontains=word)
                | Q(title__icontains=word)
                | Q(quotation__icontains=word)
                | Q(lead__department__name__icontains=word)
            )
        return queryset

    def in_queue(self, queryset: Any, name: str, value: str) -> Any:
        """Keep what a saved view shows to this person."""
        queue, user, today = QUEUE_NAMES[value], self.request.user, clock.today()
        if queue.lit and "light" not in queryset.query.annotations:
            queryset = lighting.tasks_with_light(queryset, today, thresholds_for(user))
        return queryset.filter(queue.keep(user, today))

    def of_light(self, queryset: Any, name: str, value: list[str]) -> Any:
        """Keep what shows one of these lights."""
        thresholds = lazy_thresholds(self.request.user)
        return lighting.tasks_of_light(queryset, value, clock.today(), thresholds) if value else queryset

    def of_unit(self, queryset: Any, name: str, value: Any) -> Any:
        """Keep tasks a unit is on, in the role asked for beside it; a role alone means any unit."""
        unit, role = self.form.cleaned_data.get("unit"), self.form.cleaned_data.get("role")
        if name == "role" and unit is not None:
            # both stand in one condition: it was applied with the unit
            return queryset
        parts = Assignment.objects.standing().filter(task=OuterRef("pk"))
        if unit is not None:
            parts = parts.filter(department=unit)
        if role:
            parts = parts.filter(role=role)
        return queryset.filter(Exists(parts))

    def led_by(self, queryset: Any, name: str, value: Department) -> Any:
        """Keep tasks whose first lead is this unit."""
        return queryset.filter(lead__department=value)

    def was_extended(self, queryset: Any, name: str, value: bool) -> Any:
        """Keep tasks whose date was moved, or was not."""
        return queryset.filter(due_version__gt=1) if value else queryset.filter(due_version=1)

    def with_archived(self, queryset: Any, name: str, value: bool) -> Any:
        """Read in `filter_queryset`."""
        return queryset


class _OfTask(filters.FilterSet):  # type: ignore[misc]
    """Conditions shared by everything that hangs on a unit's part."""

    task = WholeFilter(label="事项", field_name="assignment__task")
    assignment = WholeFilter(label="单位任务", field_name="assignment")
    department = filters.ModelChoiceFilter(
        label="单位", queryset=_units, empty_label=ANY, field_name="assignment__department"
    )


class PartFilter(filters.FilterSet):  # type: ignore[misc]
    """Conditions on units' parts."""

    task = WholeFilter(label="事项", field_name="task")
    department = filters.ModelChoiceFilter(label="单位", queryset=_units, empty_label=ANY)
    state = OneOf(label="状态", choices=AssignmentState.choices)
    role = OneOf(label="角色", choices=UnitRole.choices)
    is_first_lead = YesNoFilter(label="第一牵头")
    light = OneOf(label="灯", choices=LIGHT_CHOICES, method="of_light")

    class Meta:
        model = Assignment
        fields: list[str] = []

    def of_light(self, queryset: Any, name: str, value: list[str]) -> Any:
        """Keep what shows one of these lights."""
        thresholds = lazy_thresholds(self.request.user)
        return lighting.parts_of_light(queryset, value, clock.today(), thresholds) if value else queryset


class OverdueFilter(filters.FilterSet):  # type: ignore[misc]
    """Conditions on rows of `selectors.work_list`: what is late and may be urged."""

    department = filters.ModelChoiceFilter(label="单位", queryset=_units, empty_label=ANY)
    # the same under the names that the ledger and the board use, so that one query fits every view
    unit = filters.ModelChoiceFilter(label="单位", queryset=_units, empty_label=ANY, field_name="department")
    lead = filters.ModelChoiceFilter(label="牵头单位", queryset=_units, empty_label=ANY, method="led_by")
    role = OneOf(label="角色", choices=UnitRole.choices)
    policy = filters.ModelChoiceFilter(label="政策文件", queryset=_policies, empty_label=ANY, field_name="task__policy")
    unurged = filters.BooleanFilter(label="只看 7 日内未催", method="was_not_urged", widget=forms.CheckboxInput)

    class Meta:
        model = Assignment
        fields: list[str] = []

    def led_by(self, queryset: Any, name: str, value: Department) -> Any:
        """Keep parts of the matters whose first lead is this unit."""
        leads = Assignment.objects.standing().filter(is_first_lead=True, department=value)
        return queryset.filter(task__in=leads.values("task"))

    def was_not_urged(self, queryset: Any, name: str, value: bool) -> Any:
        """Keep what was not urged lately; without a tick everything."""
        since = clock.today() - timedelta(days=URGED_LATELY_DAYS)
        return queryset.filter(Q(last_urged_on=None) | Q(last_urged_on__lte=since)) if value else queryset


class ReportFilter(_OfTask):
    """Conditions on reports."""

    state = OneOf(label="状态", choices=ReportState.choices)
    due_from = DayFilter(label="报送时限不早于", field_name="due_on", lookup_expr="gte")
    due_to = DayFilter(label="报送时限不晚于", field_name="due_on", lookup_expr="lte")
    missed = YesNoFilter(label="逾期未报", method="was_missed")

    class Meta:
        model = ProgressReport
        fields: list[str] = []

    def was_missed(self, queryset: Any, name: str, value: bool) -> Any:
        """Keep what was not sent by its day, or all the rest."""
        late = queryset.missed(clock.today())
        return late if value else queryset.exclude(pk__in=late.values("pk"))


class EvidenceFilter(filters.FilterSet):  # type: ignore[misc]
    """Conditions on files."""

    report = WholeFilter(label="报送", field_name="report")
    task = WholeFilter(label="事项", field_name="report__assignment__task")

    class Meta:
        model = Evidence
        fields: list[str] = []


class ExtensionFilter(_OfTask):
    """Conditions on requests for a later date."""

    state = OneOf(label="状态", choices=ExtensionState.choices)

    class Meta:
        model = Extension
        fields: list[str] = []


class DisputeFilter(_OfTask):
    """Conditions on disputes."""

    state = OneOf(label="状态", choices=DisputeState.choices)

    class Meta:
        model = Dispute
        fields: list[str] = []


class UrgingFilter(_OfTask):
    """Conditions on urgings."""

    level = OneOf(label="级别", choices=UrgingLevel.choices)
    unanswered = YesNoFilter(label="待回复", method="waits")

    class Meta:
        model = Urging
        fields: list[str] = []

    def waits(self, queryset: Any, name: str, value: bool) -> Any:
        """Keep what waits for the unit's reply, or all the rest."""
        waiting = queryset.unanswered()
        return waiting if value else queryset.exclude(pk__in=waiting.values("pk"))
