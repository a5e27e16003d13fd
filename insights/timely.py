"""按期率: of what fell due, how much was finished in time, by first lead; the rows behind each figure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from departments.models import Jurisdiction
from tasks.models import Assignment, Task, TaskQuerySet

# neither finished nor late: somebody decided that they do not count
LEFT_OUT = ("cancelled", "suspended", "transferred")


@dataclass(frozen=True, slots=True)
class TimelyRow:
    """A first lead with what fell due since the year began and what of it was finished by its current deadline."""

    unit: int
    name: str
    due: int
    timely: int

    @property
    def percent(self) -> int:
        """Return the share finished in time, in per cent."""
        return round(100 * self.timely / self.due)


def fallen_due(jurisdiction: Jurisdiction, today: date) -> TaskQuerySet:
    """Return what was issued and fell due from the first of January to yesterday, archived or not."""
    found = Task.objects.issued().filter(jurisdiction=jurisdiction, due_on__gte=date(today.year, 1, 1))
    return found.filter(due_on__lt=today).exclude(state__in=LEFT_OUT)


def in_time() -> Q:
    """Match what was finished on or before its current deadline."""
    return Q(completed_on__isnull=False, completed_on__lte=F("due_on"))


def ranking(jurisdiction: Jurisdiction, today: date) -> list[TimelyRow]:
    """Return every first lead with its on-time rate, the lowest first, then the one with more matters; two queries."""
    tasks = fallen_due(jurisdiction, today)
    timely = set(tasks.filter(in_time()).values_list("pk", flat=True))
    leads = Assignment.objects.standing().filter(is_first_lead=True, task__in=tasks)
    counted: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for unit, name, task in leads.order_by().values_list("department", "department__name", "task"):
        counted[unit, name][0] += 1
        counted[unit, name][1] += task in timely
    rows = [TimelyRow(unit, name, due, done) for (unit, name), (due, done) in counted.items()]
    return sorted(rows, key=lambda row: (row.timely / row.due, -row.due, row.name))


def rows_behind(jurisdiction: Jurisdiction, today: date, *, unit: int | None, timely: bool | None) -> Any:
    """Return the matters behind a figure of the ranking, those not finished in time first."""
    tasks = fallen_due(jurisdiction, today)
    if unit is not None:
        leads = Assignment.objects.standing().filter(is_first_lead=True, department=unit)
        tasks = tasks.filter(pk__in=leads.values("task"))
    if timely is not None:
        tasks = tasks.filter(in_time()) if timely else tasks.exclude(pk__in=tasks.filter(in_time()).values("pk"))
    return tasks.select_related("policy").order_by(F("completed_on").asc(nulls_first=True), "due_on", "pk")
