"""The conditions under which the log is read: the same for the page, the export and the REST interface."""

from typing import Any

from django.db.models import Q, QuerySet
from django.forms import DateInput
from django_filters import CharFilter
from django_filters.rest_framework import FilterSet

from audit.models import Entry
from audit.words import codes_saying
from core.clock import day_bounds
from core.filters import DayFilter, WholeFilter

DAY = DateInput(attrs={"type": "date"})


class EntryFilter(FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By text, person, unit, verb, object, request and day (both days included, Shanghai dates)."""

    q = CharFilter(label="对象或理由", method="contains", max_length=100)
    actor = CharFilter(label="操作人", field_name="actor_name", lookup_expr="icontains", max_length=100)
    unit = CharFilter(label="单位", field_name="unit_name", lookup_expr="icontains", max_length=100)
    action = CharFilter(label="动作", method="verb", max_length=80)
    object_type = CharFilter(label="对象类型", max_length=60)
    object_id = WholeFilter(label="对象编号", min_value=0)
    request_id = CharFilter(label="请求编号", max_length=64)
    since = DayFilter(label="自", method="from_day", widget=DAY)
    until = DayFilter(label="至", method="to_day", widget=DAY)

    class Meta:
        model = Entry
        fields = ("object_type", "object_id", "request_id")

    def contains(self, queryset: QuerySet[Entry], _name: str, text: str) -> QuerySet[Entry]:
        """Keep entries whose object or reason contains a text."""
        return queryset.filter(Q(object_name__icontains=text) | Q(reason__icontains=text))

    def verb(self, queryset: QuerySet[Entry], _name: str, text: str) -> QuerySet[Entry]:
        """Keep entries by code (`tasks.issued`) or by what a person reads (交办)."""
        codes, verbs = codes_saying(text)
        wanted = Q(action__icontains=text) | Q(action__in=codes)
        for verb in verbs:
            wanted |= Q(action__endswith=f".{verb}")
        return queryset.filter(wanted)

    def from_day(self, queryset: QuerySet[Entry], _name: str, value: Any) -> QuerySet[Entry]:
        """Keep entries from a day on."""
        return queryset.filter(at__gte=day_bounds(value)[0])

    def to_day(self, queryset: QuerySet[Entry], _name: str, value: Any) -> QuerySet[Entry]:
        """Keep entries up to a day, which is included."""
        return queryset.filter(at__lt=day_bounds(value)[1])
