"""The conditions under which units are listed over REST and on pages."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import CharFilter, ChoiceFilter
from django_filters.rest_framework import FilterSet

from core import clock
from core.filters import WholeFilter, YesNoFilter
from departments.models import Department, DepartmentKind


class DepartmentFilter(FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By government, kind, parent, part of a name, and whether the unit exists today."""

    jurisdiction = WholeFilter(label="管辖", min_value=1)
    parent = WholeFilter(label="上级单位", min_value=1)
    kind = ChoiceFilter(label="类别", choices=DepartmentKind.choices)
    q = CharFilter(label="名称（含别称）", method="named", max_length=100)
    active = YesNoFilter(label="今日存在", method="existing")

    class Meta:
        model = Department
        fields = ("kind",)

    def named(self, queryset: QuerySet[Department], _name: str, text: str) -> QuerySet[Department]:
        """Keep units one of whose names contains a text."""
        return queryset.filter(Q(name__icontains=text) | Q(names__name__icontains=text)).distinct()

    def existing(self, queryset: Any, _name: str, value: bool) -> QuerySet[Department]:
        """Keep units that exist today, or those that do not."""
        today = clock.today()
        existing = Department.objects.active(today).values("pk")
        kept: QuerySet[Department] = queryset.filter(pk__in=existing) if value else queryset.exclude(pk__in=existing)
        return kept
