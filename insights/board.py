"""The supervisor's board: where it is red, what changed, which policies come to their end. Reads only.

Every figure is a query over today's data; what a day back looked like is computed from dates that are kept (issued,
due, completed), and where that is not possible nothing is said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from core import clock
from departments.models import Jurisdiction
from insights import counting
from policies.models import Policy
from tasks import reading
from tasks.lighting import light_of, tasks_with_light, thresholds_of
from tasks.lights import RANKS, word
from tasks.models import Task, TaskEvent, TaskQuerySet, UrgingLevel
from tasks.words import act_said

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
        found = {code.value: 0 for code in RANKS}
        for _, _, light, number in self._tasks_by_policy:
            found[light] += number
        return found

    def trend(self) -> tuple[list[date], list[int]]:
        """Return the last thirty days and how many matters were past their due date on each; one query."""
        return counting.trend(self.jurisdiction.pk, self.today, self._narrow)

    def late_tasks(self, limit: int) -> list[LateTask]:
        """Return the red matters, the latest first, at most `counting.LATE_TASKS`."""
        rows = counting.latest_tasks.rows(self._narrow, government=self.jurisdiction.pk, today=self.today)
        keys = [key for (key,) in rows[:limit]]
        tasks = reading.tasks_by_key(keys, self.today, lambda: self.thresholds)
        leads = {part.pk: part.task_id for task in tasks for part in task.assignments.all() if part.is_first_lead}
        urged = {
            leads[part]: _urging_words(on, level)
            for part, on, level in (counting.last_urgings.rows(parts=leads) if leads else [])
        }
        return [self._late_task(task, urged.get(task.pk, "无")) for task in tasks]

    def by_unit(self) -> list[LightRow]:
        """Return the units with their open parts by light; a matter of several units counts in each."""
        return _grouped(counting.by_unit.rows(self._narrow, **self._values))

    def by_policy(self) -> list[LightRow]:
        """Return the policies with their open matters by light."""
        return _grouped(row for row in self._tasks_by_policy if row[0] is not None)

    def changes(self) -> list[tuple[str, str, int]]:
        """Return what happened since yesterday's start: action code, the office's verb, count; most frequent first."""
        rows = counting.acts_since.rows(self._narrow, government=self.jurisdiction.pk, start=self._yesterday)
        return [(action, act_said(action), number) for action, number in rows]

    def events(self) -> QuerySet[TaskEvent]:
        """Return what happened since yesterday's start, without what units do among themselves."""
        found: QuerySet[TaskEvent] = counting.events_since(self.jurisdiction.pk, self._yesterday, self._narrow)
        return found

    def expiring(self) -> list[Policy]:
        """Return the policies in force whose last day comes within half a year."""
        last = self.today + timedelta(days=EXPIRY_DAYS)
        found = Policy.objects.in_force(self.today).filter(jurisdiction=self.jurisdiction, expires_on__lte=last)
        return list(found.order_by("expires_on")[:5])

    def late_on(self, day: date) -> TaskQuerySet:
        """Return the matters that stood past their due date on a day."""
        return self.tasks.filter(counting.late(day))

    @property
    def _yesterday(self) -> Any:
        return clock.day_bounds(self.today - timedelta(days=1))[0]

    @property
    def _values(self) -> dict[str, Any]:
        own = self.thresholds[self.jurisdiction.pk]
        return {
            "government": self.jurisdiction.pk,
            "today": self.today,
            "near": own.near_until,
            "points": own.behind_points,
        }

    @cached_property
    def _tasks_by_policy(self) -> list[tuple[Any, ...]]:
        return counting.by_policy.rows(self._narrow, **self._values)

    def _late_task(self, task: Any, last_urging: str) -> LateTask:
        light = light_of(task)
        return LateTask(
            task=task,
            lead=task.lead_name or "",
            light=light.code.value,
            word=word(light.reason, light.since, self.today, cadence=task.cadence),
            last_report=task.last_label or "未报送",
            last_urging=last_urging,
        )


def _urging_words(issued_on: date, level: str) -> str:
    return f"{issued_on.month}月{issued_on.day}日 {UrgingLevel(level).label}"


def _grouped(rows: Iterable[tuple[Any, ...]]) -> list[LightRow]:
    found: dict[int, tuple[str, dict[str, int]]] = {}
    for key, name, light, number in rows:
        _, counts = found.setdefault(key, (name, {code.value: 0 for code in RANKS}))
        counts[light] += number
    listed = [LightRow(pk, title, counts) for pk, (title, counts) in found.items()]
    return sorted(listed, key=lambda row: row.order)
