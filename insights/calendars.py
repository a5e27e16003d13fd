"""The next four weeks as a small calendar: what is due on which day, and which days are off or made up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.workdays import WEEKEND, WorkCalendar

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: how many duties fall on it, whether it is off, and 休 or 班 where the week would say otherwise."""

    day: date
    label: str
    count: int
    late: int
    is_off: bool
    mark: str
    is_today: bool
    is_past: bool


def four_weeks(due: Iterable[date | None], today: date, calendar: WorkCalendar) -> list[list[Cell]]:
    """Return four weeks from this week's Monday; counts before today are late ones."""
    counted = Counter(day for day in due if day is not None)
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(7 * WEEKS)]
    cells = [_cell(day, counted[day], today, calendar) for day in days]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _cell(day: date, count: int, today: date, calendar: WorkCalendar) -> Cell:
    working = calendar.is_working(day)
    weekend = day.weekday() >= WEEKEND
    mark = "班" if working and weekend else "休" if not working and not weekend else ""
    return Cell(
        day=day,
        label=f"{day.month}/{day.day}" if day.day == 1 else str(day.day),
        count=count if day >= today else 0,
        late=count if day < today else 0,
        is_off=not working,
        mark=mark,
        is_today=day == today,
        is_past=day < today,
    )
