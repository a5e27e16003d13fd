"""The supervisor's board: where it is red, what changed, which policies come to their end. Reads only.

Every figure is a query over today's data; what a day back looked like is computed from dates that are kept (issued,
due, completed), and where that is not possible nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from core import clock
from departments.models import Jurisdiction
from policies.models import Policy
from tasks.lighting import assignments_with_light, counts_by_light, light_of, tasks_with_light, thresholds_of
from tasks.lights import RANKS, word
from tasks.models import Assignment, Task, TaskEvent, TaskQuerySet
from tasks.words import act_said

TREND_DAYS = 30
EXPIRY_DAYS = 180


@dataclass(frozen=True, slots=True)
class LightRow:
    """A unit or a policy with its open matters by light."""

    id: int
    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return the number of open matters."""
        return sum(self.counts.values())

    @property
    def order(self) -> tuple[int, int, int]:
        """Return the sort key: most red first, then yellow, then the larger."""
        return -self.counts["red"], -self.counts["yellow"], -self.total


@dataclass(frozen=True, slots=True)
class LateTask:
    """A matter of the overdue work list."""

    task: Task
    lead: str
    light: str
    word: str
    last_report: str
    last_urging: str


class Board:
    """The board of one government on a day; each part is one or two queries."""

    def __init__(self, jurisdiction: Jurisdiction, today: date, narrow: TaskQuerySet | None = None) -> None:
        self.jurisdiction = jurisdiction
        self.today = today
        # the conditions of the address, as a queryset of the matters that keep them
        self._narrow = None if narrow is None else narrow.order_by().values("pk")
        self.thresholds = thresholds_of([jurisdiction], today)

    @property
    def tasks(self) -> TaskQuerySet:
        """Return the government's matters that keep the conditions."""
        found = Task.objects.filter(jurisdiction=self.jurisdiction)
        return found if self._narrow is None else found.filter(pk__in=self._narrow)

    @property
    def open_tasks(self) -> QuerySet[Any]:
        """Return the government's open matters with their lights."""
        return tasks_with_light(self.tasks.open(), self.today, self.thresholds)

    def counts(self) -> dict[str, int]:
        """Return the open matters by light."""
        return counts_by_light(self.open_tasks)

    def trend(self) -> tuple[list[date], list[int]]:
        """Return the last thirty days and how many matters were past their due date on each; one query."""
        days = [self.today - timedelta(days=back) for back in range(TREND_DAYS - 1, -1, -1)]
        sums = {f"d{n}": Sum(_one_if_late(day)) for n, day in enumerate(days)}
        found = self.tasks.issued().aggregate(**sums)
        return days, [int(found[f"d{n}"] or 0) for n in range(len(days))]

    def late_tasks(self, limit: int) -> list[LateTask]:
        """Return the red matters, the latest first."""
        rows = (
            self.open_tasks.filter(light="red")
            .order_by("light_since", "id")
            .prefetch_related("assignments__department", "assignments__reports", "assignments__urgings")[:limit]
        )
        return [self._late_task(task) for task in rows]

    def by_unit(self) -> list[LightRow]:
        """Return the units with their open parts by light; a matter of several units counts in each."""
        parts = Assignment.objects.open().filter(task__jurisdiction=self.jurisdiction)
        if self._narrow is not None:
            parts = parts.filter(task__in=self._narrow)
        parts = assignments_with_light(parts, self.today, self.thresholds)
        return _grouped(parts, "department_id", "department__name")

    def by_policy(self) -> list[LightRow]:
        """Return the policies with their open matters by light."""
        return _grouped(self.open_tasks.filter(policy__isnull=False), "policy_id", "policy__title")

    def changes(self) -> list[tuple[str, str, int]]:
        """Return what happened since yesterday's start: action code, the office's verb, count; most frequent first."""
        rows = self.events().order_by().values("action").annotate(n=Count("id")).order_by("-n", "action")
        return [(row["action"], act_said(row["action"]), row["n"]) for row in rows]

    def events(self) -> QuerySet[TaskEvent]:
        """Return what happened since yesterday's start, without what units do among themselves."""
        start, _ = clock.day_bounds(self.today - timedelta(days=1))
        found = TaskEvent.objects.filter(task__jurisdiction=self.jurisdiction, at__gte=start, is_internal=False)
        return found if self._narrow is None else found.filter(task__in=self._narrow)

    def expiring(self) -> list[Policy]:
        """Return the policies in force whose last day comes within half a year."""
        last = self.today + timedelta(days=EXPIRY_DAYS)
        found = Policy.objects.in_force(self.today).filter(jurisdiction=self.jurisdiction, expires_on__lte=last)
        return list(found.order_by("expires_on")[:5])

    def late_on(self, day: date) -> TaskQuerySet:
        """Return the matters that stood past their due date on a day."""
        return self.tasks.filter(_late(day))

    def _late_task(self, task: Any) -> LateTask:
        standing = [one for one in task.assignments.all() if one.state not in ("withdrawn", "handed_over")]
        first = next((one for one in standing if one.is_first_lead), None)
        light = light_of(task)
        reports = [r for r in first.reports.all() if r.submitted_on] if first else []
        urgings = [u for u in first.urgings.all() if u.issued_on] if first else []
        return LateTask(
            task=task,
            lead=first.department.name if first else "",
            light=light.code.value,
            word=word(light.reason, light.since, self.today, cadence=task.cadence),
            last_report=max(reports, key=lambda r: r.period_end).period_label if reports else "未报送",
            last_urging=_urging_words(max(urgings, key=lambda u: u.number)) if urgings else "无",
        )


def _urging_words(urging: Any) -> str:
    return f"{urging.issued_on.month}月{urging.issued_on.day}日 {urging.get_level_display()}"


def _late(day: date) -> Q:
    """Match what was issued, past its due date and not finished on a day."""
    unfinished = Q(completed_on=None) | Q(completed_on__gt=day)
    return Q(issued_on__lte=day, due_on__lt=day) & unfinished & ~Q(state__in=["cancelled", "suspended", "transferred"])


def _one_if_late(day: date) -> Any:
    return Case(When(_late(day), then=Value(1)), default=Value(0), output_field=IntegerField())


def _grouped(rows: Any, key: str, name: str) -> list[LightRow]:
    found: dict[int, tuple[str, dict[str, int]]] = {}
    for row in rows.order_by().values(key, name, "light").annotate(n=Count("pk", distinct=True)):
        _, counts = found.setdefault(row[key], (row[name], {code.value: 0 for code in RANKS}))
        counts[row["light"]] += row["n"]
    listed = [LightRow(pk, title, counts) for pk, (title, counts) in found.items()]
    return sorted(listed, key=lambda row: row.order)
