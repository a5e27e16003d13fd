"""The light of a matter or of one unit's part: shape of the rule, its reasons and their words. Pure.

`tasks.lighting` says the same in SQL for lists and counts; a test holds the two against each other. A light is derived
from a day and never stored. No deadline is not a breach.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Code(StrEnum):
    """The five lights, most urgent first."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    GREY = "grey"


class Reason(StrEnum):
    """Why a light shows; the first that holds in this order."""

    NOT_OPEN = "not_open"
    OVERDUE = "overdue"
    REPORT_MISSED = "report_missed"
    RECEIPT_LATE = "receipt_late"
    RETURNED = "returned"
    URGED = "urged"
    BEHIND = "behind"
    NEAR = "near"
    UNSIGNED = "unsigned"
    NO_DATE = "no_date"
    ON_SCHEDULE = "on_schedule"


CODES: dict[Reason, Code] = {
    Reason.NOT_OPEN: Code.GREY,
    Reason.OVERDUE: Code.RED,
    Reason.REPORT_MISSED: Code.RED,
    Reason.RECEIPT_LATE: Code.RED,
    Reason.RETURNED: Code.YELLOW,
    Reason.URGED: Code.YELLOW,
    Reason.BEHIND: Code.YELLOW,
    Reason.NEAR: Code.BLUE,
    Reason.UNSIGNED: Code.GREY,
    Reason.NO_DATE: Code.GREY,
    Reason.ON_SCHEDULE: Code.GREEN,
}
RANKS: dict[Code, int] = {code: rank for rank, code in enumerate(Code)}
WORDS: dict[Reason, str] = {
    Reason.RETURNED: "退回补报",
    Reason.URGED: "催办待复",
    Reason.BEHIND: "滞后",
    Reason.NEAR: "临期",
    Reason.UNSIGNED: "待签收",
    Reason.NO_DATE: "无期限",
    Reason.ON_SCHEDULE: "正常",
}
LATE: dict[Reason, str] = {Reason.OVERDUE: "逾期", Reason.RECEIPT_LATE: "签收逾期"}
REPORTS: dict[str, str] = {
    "weekly": "周报", "monthly": "月报", "quarterly": "季报", "half_yearly": "半年报", "yearly": "年报",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A government's rules as they stand on a day: blue up to `near_until`, yellow from so many points behind."""

    near_until: date
    behind_points: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a light is read from; for a whole matter reports, urgings and receipt are those of its first lead."""

    is_open: bool
    due_on: date | None = None
    issued_on: date | None = None
    signed: bool = True
    receipt_due_on: date | None = None
    missed_on: date | None = None
    returned: bool = False
    urged: bool = False
    percent: int | None = None
    on_schedule: bool | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """A light with its reason and the day from which lateness counts."""

    reason: Reason
    since: date | None = None

    @property
    def code(self) -> Code:
        """Return the colour."""
        return CODES[self.reason]


def planned_percent(issued_on: date | None, due_on: date | None, today: date) -> int | None:
    """Return where the calendar wants a matter to stand, 0 to 100; None without a deadline."""
    if due_on is None or issued_on is None:
        return None
    whole, passed = (due_on - issued_on).days, (today - issued_on).days
    if whole <= 0 or passed >= whole:
        return 100
    return max(0, 100 * passed // whole)


def read(facts: Facts, today: date, thresholds: Thresholds) -> Light:
    """Return the light of a matter or a part on a day: the first reason that holds."""
    for reason, holds, since in _reasons(facts, today, thresholds):
        if holds:
            return Light(reason, since)
    return Light(Reason.ON_SCHEDULE)


def _reasons(facts: Facts, today: date, thresholds: Thresholds) -> list[tuple[Reason, bool, date | None]]:
    def past(day: date | None) -> bool:
        return day is not None and day < today

    near = facts.due_on is not None and facts.due_on <= thresholds.near_until
    return [
        (Reason.NOT_OPEN, not facts.is_open, None),
        (Reason.OVERDUE, past(facts.due_on), facts.due_on),
        (Reason.REPORT_MISSED, past(facts.missed_on), facts.missed_on),
        (Reason.RECEIPT_LATE, not facts.signed and past(facts.receipt_due_on), facts.receipt_due_on),
        (Reason.RETURNED, facts.returned, None),
        (Reason.URGED, facts.urged, None),
        (Reason.BEHIND, _behind(facts, today, thresholds.behind_points), None),
        (Reason.NEAR, near, None),
        (Reason.UNSIGNED, not facts.signed, None),
        (Reason.NO_DATE, facts.due_on is None, None),
    ]


def _behind(facts: Facts, today: date, points: int) -> bool:
    if facts.on_schedule is False:
        return True
    planned = planned_percent(facts.issued_on, facts.due_on, today)
    return planned is not None and facts.percent is not None and planned - facts.percent >= points


def word(reason: Reason, since: date | None, today: date, *, state_word: str = "", cadence: str = "") -> str:
    """Write the light's reason: 逾期 6 天, 月报逾期 3 天, 滞后; what is not open says its state."""
    if reason is Reason.NOT_OPEN:
        return state_word
    if since is None:
        return WORDS[reason]
    subject = LATE.get(reason) or f"{REPORTS.get(cadence, '报送')}逾期"
    return f"{subject} {(today - since).days:,} 天"
