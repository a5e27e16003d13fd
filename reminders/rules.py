"""When what is reminded, as pure functions of dates and rules.

A step is one reminder of one rule: `due-7` (seven days before), `overdue+4`, `receipt+1`. Its anchor is the date it is
reckoned from, its occurrence the working day it is said on: before-steps move to the working day before, the others to
the next one, so that nothing falls on a day off.
"""

import calendar as months
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from core.workdays import WorkCalendar

# no run of days off is longer
REACH = 31
LONGEST_MONTH, SHORTEST_MONTH = 31, 28

CLERK, UNIT_HEAD, SUPERVISOR, LEADER = "clerk", "unit_head", "supervisor", "leader"
WAITING_ROLES = {"unit_review": UNIT_HEAD, "submitted": SUPERVISOR, "forwarded": LEADER, "dispute": SUPERVISOR}


@dataclass(frozen=True, slots=True)
class Step:
    """One reminder of one rule for every subject with this anchor."""

    name: str
    anchor_on: date
    occurrence_on: date
    roles: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Window:
    """The working days from `first` to `today`, in which occurrences fall."""

    calendar: WorkCalendar
    first: date
    today: date

    @cached_property
    def _days(self) -> list[date]:
        length = (self.today - self.first).days + 2 * REACH
        return [self.first + timedelta(days=n - REACH) for n in range(length + 1)]

    @cached_property
    def _moved_back(self) -> dict[date, date]:
        return {day: self.calendar.on_or_before(day) for day in self._days}

    @cached_property
    def _moved_on(self) -> dict[date, date]:
        return {day: self.calendar.on_or_after(day) for day in self._days}

    def holds(self, day: date) -> bool:
        """Say whether a day lies in the window."""
        return self.first <= day <= self.today

    def before(self) -> Iterator[tuple[date, date]]:
        """Yield (wished day, working day up to it) for what is said ahead."""
        return ((day, moved) for day, moved in self._moved_back.items() if self.holds(moved))

    def after(self) -> Iterator[tuple[date, date]]:
        """Yield (wished day, working day from it on) for what is said afterwards."""
        return ((day, moved) for day, moved in self._moved_on.items() if self.holds(moved))


def overdue_roles(days: int, ladder: Mapping[str, int]) -> tuple[str, ...]:
    """Return who hears of something late by so many days: the clerk always, the others from their rung on."""
    return (CLERK, *(role for role in (UNIT_HEAD, SUPERVISOR, LEADER) if role in ladder and days >= ladder[role]))


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of steps: its name, and the words for its date and for being late."""

    name: str
    anchor: str
    late: str = ""


DUE, OVERDUE = Kind("due", "时限"), Kind("overdue", "时限", "逾期")
RECEIPT, REPORT = Kind("receipt", "签收时限", "未签收"), Kind("report", "报送时限", "逾期未报")
VALIDITY, EXPIRED = Kind("validity", "有效期"), Kind("expired", "有效期", "到期未作决定")
DECISIONS = {"evaluate": "应组织评估", "report": "应提出处理意见", "submit": "应报请决定"}


def due_steps(window: Window, rules: Mapping[str, Any]) -> list[Step]:
    """Return the steps around the due date of a task."""
    steps = [step for n in rules["reminder.due_days"] for step in _ahead(window, DUE, n, _told(rules, DUE))]
    for n in rules["reminder.overdue_days"]:
        steps += _late(window, OVERDUE, n, overdue_roles(n, rules["reminder.ladder"]))
    return steps


def receipt_steps(window: Window, rules: Mapping[str, Any]) -> list[Step]:
    """Return the steps around the day by which a unit signs for a task."""
    return _around(window, RECEIPT, rules["reminder.receipt_days"], rules)


def report_steps(window: Window, rules: Mapping[str, Any]) -> list[Step]:
    """Return the steps around the day by which a report is sent."""
    return _around(window, REPORT, rules["reminder.report_days"], rules)


def validity_steps(window: Window, rules: Mapping[str, Any]) -> list[Step]:
    """Return the steps before and after the last day of a policy, the decisions on its expiry among them."""
    office = _told(rules, VALIDITY)
    steps = [step for n in rules["reminder.validity_days"] for step in _ahead(window, VALIDITY, n, office)]
    for n in rules["reminder.validity_months"]:
        steps += _months_ahead(window, f"validity-{n}m", n, office)
    for decision, n in rules["validity.decisions"].items():
        steps += _months_ahead(window, f"{decision}-{n}m", n, office, f"，{DECISIONS.get(decision, decision)}")
    for n in rules["reminder.expired_days"]:
        steps += _late(window, EXPIRED, n, _told(rules, EXPIRED))
    return steps


def waiting_steps(window: Window, rules: Mapping[str, Any], states: Sequence[str]) -> list[Step]:
    """Return the steps after the day something was asked; the state in the step's name says who has to answer."""
    days: list[int] = rules["reminder.waiting_working_days"]
    # so many working days fit at the worst into twice as many days and one long holiday
    earliest = window.first - timedelta(days=2 * max(days, default=0) + REACH)
    asked = [earliest + timedelta(days=n) for n in range((window.today - earliest).days + 1)]
    return [
        Step(f"{state}+{n}", day, occurrence, (WAITING_ROLES[state],), f"{_day(day)}提出，已等待{n}个工作日")
        for n in days
        for day in asked
        if window.holds(occurrence := window.calendar.add(day, n))
        for state in states
    ]


def _told(rules: Mapping[str, Any], kind: Kind) -> tuple[str, ...]:
    """Return who is told by rule without being late."""
    return tuple(rules["reminder.recipients"][kind.name])


def _around(window: Window, kind: Kind, days: Mapping[str, Iterable[int]], rules: Mapping[str, Any]) -> list[Step]:
    steps = [step for n in days["before"] for step in _ahead(window, kind, n, _told(rules, kind))]
    for n in days["after"]:
        steps += _late(window, kind, n, overdue_roles(n, rules["reminder.ladder"]))
    return steps


def _ahead(window: Window, kind: Kind, days: int, roles: tuple[str, ...]) -> list[Step]:
    """Return the steps `days` calendar days before their anchors."""
    lead = f"前{days}天" if days else "当天"
    return [
        Step(
            f"{kind.name}-{days}",
            anchor := wished + timedelta(days=days),
            moved,
            roles,
            f"{kind.anchor}{_day(anchor)}{lead}{_moved(wished, moved)}",
        )
        for wished, moved in window.before()
    ]


def _late(window: Window, kind: Kind, days: int, roles: tuple[str, ...]) -> list[Step]:
    """Return the steps `days` calendar days after their anchors."""
    return [
        Step(
            f"{kind.name}+{days}",
            anchor := wished - timedelta(days=days),
            moved,
            roles,
            f"{kind.late}{days}天，{kind.anchor}{_day(anchor)}{_moved(wished, moved)}",
        )
        for wished, moved in window.after()
    ]


def _months_ahead(window: Window, name: str, count: int, roles: tuple[str, ...], duty: str = "") -> list[Step]:
    """Return the steps `count` calendar months before the last day of policies."""
    first = window.first + timedelta(days=SHORTEST_MONTH * count)
    last = window.today + timedelta(days=LONGEST_MONTH * count + REACH)
    known = dict(window.before())
    steps = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        wished = months_before(day, count)
        if wished in known:
            words = f"{VALIDITY.anchor}{_day(day)}前{count}个月{duty}{_moved(wished, known[wished])}"
            steps.append(Step(name, day, known[wished], roles, words))
    return steps


def months_before(day: date, count: int) -> date:
    """Return the same day of the month `count` months earlier, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moved(wished: date, moved: date) -> str:
    """Say why a reminder is not said on the day itself."""
    if wished == moved:
        return ""
    word = "提前到" if moved < wished else "顺延到"
    return f"（{wished.month}月{wished.day}日休息，{word}{moved.month}月{moved.day}日）"
