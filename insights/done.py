"""我的办理记录: what one person did, day by day, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from accounts.models import User
from core import clock
from tasks.models import TaskEvent
from tasks.permissions import events_visible_to
from tasks.words import act_said


@dataclass(frozen=True, slots=True)
class DoneDay:
    """One day with its acts, the latest first; `words` counts them by verb."""

    day: date
    acts: list[tuple[TaskEvent, str]]

    @property
    def words(self) -> str:
        """Return the day in one line: 报送 3 件、签收 1 件."""
        counts: dict[str, int] = {}
        for _, verb in self.acts:
            counts[verb] = counts.get(verb, 0) + 1
        return "、".join(f"{verb} {n} 次" for verb, n in sorted(counts.items(), key=lambda pair: -pair[1]))


def done_by(user: User, start: date | None = None, end: date | None = None, query: str = "") -> QuerySet[TaskEvent]:
    """Return what a person did on matters it may still see, newest first, between two days."""
    rows = events_visible_to(user).filter(by=user).select_related("task", "assignment__department")
    if start is not None:
        rows = rows.filter(at__gte=clock.day_bounds(start)[0])
    if end is not None:
        rows = rows.filter(at__lt=clock.day_bounds(end)[1])
    for word in query.split():
        rows = rows.filter(task__title__icontains=word) | rows.filter(task__number__icontains=word)
    return rows.order_by("-at", "-id")


def by_day(events: Iterable[TaskEvent]) -> list[DoneDay]:
    """Return acts grouped by their day in the office's time zone."""
    return [
        DoneDay(day, [(one, act_said(one.action)) for one in of_day])
        for day, of_day in groupby(events, key=lambda one: clock.local(one.at).date())
    ]
