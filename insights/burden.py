"""The burden meter: how many reports a unit is asked for in a month, against the others."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from departments.models import Jurisdiction
from tasks.models import ProgressReport


@dataclass(frozen=True, slots=True)
class Burden:
    """Reports due this month and last month for some units, and what a unit of the government is asked on average."""

    this_month: int
    last_month: int
    average: float


def burden_of(jurisdiction: Jurisdiction, department_ids: Collection[int], today: date) -> Burden:
    """Return the burden of units; three queries."""
    first = today.replace(day=1)
    last = today.replace(day=monthrange(today.year, today.month)[1])
    before = first - timedelta(days=1)
    asked = ProgressReport.objects.filter(assignment__task__jurisdiction=jurisdiction)
    own = asked.filter(assignment__department__in=department_ids)
    by_unit = asked.filter(due_on__range=(first, last)).values("assignment__department").annotate(n=Count("id"))
    counts = [row["n"] for row in by_unit]
    return Burden(
        this_month=own.filter(due_on__range=(first, last)).count(),
        last_month=own.filter(due_on__range=(before.replace(day=1), before)).count(),
        average=round(sum(counts) / len(counts), 1) if counts else 0,
    )
