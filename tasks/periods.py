"""Reporting periods: which there are between two days, how they are called, and when their report is due. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
# the day of the month after the period on which its report is due; a month has at least so many days
LAST_DAY_OF_MONTH = 28


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted, with its printed name and the report's day."""

    start: date
    end: date
    label: str
    due_on: date


def periods(
    cadence: str,
    first: date,
    last: date,
    *,
    day_of_month: int,
    next_working_day: Callable[[date], date],
    due_on: date | None = None,
) -> list[Period]:
    """Return every period that has begun by `last`, from the one `first` lies in.

    A report is due on `day_of_month` of the month after its period (weekly: the Monday after), moved to a working day
    where it falls on a day off. `once` is one period up to the matter's own `due_on`, none without a date.
    """
    if cadence == "once":
        return [Period(first, due_on, "一次性报送", due_on)] if due_on and due_on >= first and first <= last else []
    found = []
    for start, end in _spans(cadence, first, last):
        due = end + timedelta(days=min(day_of_month, LAST_DAY_OF_MONTH) if cadence in MONTHS else 1)
        found.append(Period(start, end, label(cadence, start), next_working_day(due)))
    return found


def _spans(cadence: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    start = start_of(cadence, first)
    while start is not None and start <= last:
        onward = _next(cadence, start)
        yield start, onward - timedelta(days=1)
        start = onward


def start_of(cadence: str, day: date) -> date | None:
    """Return the first day of the period a day lies in; None for a cadence without periods."""
    if cadence == "weekly":
        return day - timedelta(days=day.weekday())
    months = MONTHS.get(cadence)
    if months is None:
        return None
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _next(cadence: str, start: date) -> date:
    if cadence == "weekly":
        return start + timedelta(days=7)
    months = start.month - 1 + MONTHS[cadence]
    return date(start.year + months // 12, months % 12 + 1, 1)


def label(cadence: str, start: date) -> str:
    """Name the period that begins on a day: 2025年9月, 2025年第3季度, 2025年上半年, 2025年, 2025年第38周."""
    if cadence == "weekly":
        year, week, _ = start.isocalendar()
        return f"{year}年第{week}周"
    if cadence == "quarterly":
        return f"{start.year}年第{(start.month + 2) // 3}季度"
    if cadence == "half_yearly":
        return f"{start.year}年{'上' if start.month == 1 else '下'}半年"
    return f"{start.year}年" if cadence == "yearly" else f"{start.year}年{start.month}月"
