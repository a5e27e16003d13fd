"""What the boards count: lights of a government's open rows, trend, acts, urgings, as queries compiled once.

With the conditions of an address (`narrow`, a subquery of keys) the same query is written for that address alone.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from core.prepared import Prepared
from tasks.lighting import assignments_with_light, latest_first, tasks_with_light
from tasks.lights import Thresholds
from tasks.models import Assignment, Task, TaskEvent, Urging

TREND_DAYS = 30
LATE_TASKS = 50


class Counted:
    """A query of a government's rows that conditions may narrow; `build` takes the values and `narrow`."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self.prepared = Prepared(partial(build, narrow=None))

    def rows(self, narrow: Any, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for the whole government, or for what the conditions keep."""
        return self.prepared.rows(**values) if narrow is None else list(self.build(narrow=narrow, **values))


def late(day: Any) -> Q:
    """Match what was issued, past its due date and not finished on a day."""
    unfinished = Q(completed_on=None) | Q(completed_on__gt=day)
    return Q(issued_on__lte=day, due_on__lt=day) & unfinished & ~Q(state__in=["cancelled", "suspended", "transferred"])


def _tasks(government: Any, narrow: Any) -> Any:
    found = Task.objects.filter(jurisdiction=government)
    return found if narrow is None else found.filter(pk__in=narrow)


def _by_policy(government: Any, today: Any, near: Any, points: Any, narrow: Any) -> Any:
    lit: Any = tasks_with_light(_tasks(government, narrow).open(), today, {government: Thresholds(near, points)})
    return lit.order_by().values_list("policy_id", "policy__title", "light").annotate(n=Count("pk"))


def _by_unit(government: Any, today: Any, near: Any, points: Any, narrow: Any) -> Any:
    parts = Assignment.objects.open().filter(task__jurisdiction=government)
    if narrow is not None:
        parts = parts.filter(task__in=narrow)
    lit: Any = assignments_with_light(parts, today, {government: Thresholds(near, points)})
    return lit.order_by().values_list("department_id", "department__name", "light").annotate(n=Count("pk"))


def _trend(government: Any, first: Any, last: Any, narrow: Any, **days: Any) -> Any:
    """Only what can have been late within the days: past its date by the last, not done before the first."""
    sums = {
        name: Sum(Case(When(late(day), then=Value(1)), default=Value(0), output_field=IntegerField()))
        for name, day in days.items()
    }
    rows: Any = _tasks(government, narrow).filter(Q(completed_on=None) | Q(completed_on__gt=first), due_on__lt=last)
    return rows.order_by().values("jurisdiction").annotate(**sums).values_list(*sums)


def _latest(government: Any, today: Any, narrow: Any) -> Any:
    return latest_first(_tasks(government, narrow), today).values_list("pk")[:LATE_TASKS]


def events_since(government: Any, start: Any, narrow: Any) -> Any:
    """Return what happened since a moment, without what units do among themselves."""
    found = TaskEvent.objects.filter(task__jurisdiction=government, at__gte=start, is_internal=False)
    return found if narrow is None else found.filter(task__in=narrow)


def _acts(government: Any, start: Any, narrow: Any) -> Any:
    rows = events_since(government, start, narrow).order_by()
    return rows.values_list("action").annotate(n=Count("id")).order_by("-n", "action")


by_policy, by_unit = Counted(_by_policy), Counted(_by_unit)
latest_tasks, acts_since = Counted(_latest), Counted(_acts)
_trends = Counted(_trend)
last_urgings = Prepared(
    lambda parts: (
        Urging.objects.issued().filter(assignment__in=parts).order_by("number")
        .values_list("assignment_id", "issued_on", "level")
    )
)  # fmt: skip


def trend(government: int, today: date, narrow: Any) -> tuple[list[date], list[int]]:
    """Return the last thirty days and how many matters were past their due date on each; one query."""
    days = [today - timedelta(days=back) for back in range(TREND_DAYS - 1, -1, -1)]
    named: dict[str, Any] = {f"d{n}": day for n, day in enumerate(days)}
    rows = _trends.rows(narrow, government=government, first=days[0], last=today, **named)
    return days, [int(value or 0) for value in rows[0]] if rows else [0] * TREND_DAYS
