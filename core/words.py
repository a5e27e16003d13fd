"""How the office writes days, times, quantities and what is left: the one place for these words.

Dates and moments are read in Asia/Shanghai; every function returns plain text. `None` stands for "not known".
"""

from datetime import date, datetime
from decimal import Decimal

from core import clock

UNDECIDED = "未定"
WEEKDAYS = "一二三四五六日"
MINUS = "−"

Day = date | datetime


def as_date(value: Day) -> date:
    """Return the Shanghai date of a date or of an aware moment."""
    return clock.local(value).date() if isinstance(value, datetime) else value


def day(value: Day | None) -> str:
    """Write 9月25日 within the office's year, 2025年12月31日 otherwise, 未定 for no date."""
    if value is None:
        return UNDECIDED
    when = as_date(value)
    if when.year == clock.today().year:
        return f"{when.month}月{when.day}日"
    return long_day(when)


def long_day(value: Day | None) -> str:
    """Write 2025年9月18日 whatever the year, 未定 for no date."""
    if value is None:
        return UNDECIDED
    when = as_date(value)
    return f"{when.year}年{when.month}月{when.day}日"


def iso_day(value: Day | None) -> str:
    """Write 2025-09-18 (ledgers and files), 未定 for no date."""
    return UNDECIDED if value is None else as_date(value).isoformat()


def weekday(value: Day) -> str:
    """Write 星期四."""
    return f"星期{WEEKDAYS[as_date(value).weekday()]}"


def minute(value: datetime) -> str:
    """Write 10:42, the Shanghai time of an aware moment."""
    return f"{clock.local(value):%H:%M}"


def stamp(value: datetime | None) -> str:
    """Write 9月18日 10:42 (with the year when it is another one), — for no moment."""
    return "—" if value is None else f"{day(value)} {minute(value)}"


def number(value: float | Decimal) -> str:
    """Write 1,006 or 296.4: grouped, without trailing zeros, with a true minus sign."""
    exact = Decimal(str(value))
    text = f"{exact:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def quantity(value: float | Decimal, classifier: str) -> str:
    """Write 5 件, 296.4 亿元, 78%: a space before the classifier, none before a per cent sign."""
    return number(value) + ("%" if classifier == "%" else f" {classifier}")


def signed(value: float | Decimal) -> str:
    """Write a change: +4, −2, 0."""
    return ("+" if value > 0 else "") + number(value)


def left(*, overdue_days: int | None = None, working_days: int | None = None, provisional: bool = False) -> str:
    """Write 逾期 3 天 or 剩 5 个工作日; an empty text when nothing is due.

    `overdue_days` are calendar days past the deadline (1 and more), `working_days` those that remain (0: due today);
    `provisional` says that the calendar of that year is not published yet.
    """
    if overdue_days:
        return f"逾期 {number(overdue_days)} 天"
    if working_days is None:
        return ""
    words = f"剩 {number(working_days)} 个工作日" if working_days else "今天到期"
    return f"{words}（暂估）" if provisional else words


def file_size(octets: int) -> str:
    """Write 48 KB or 1.2 MB for a number of bytes."""
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))} KB"
    return f"{octets / 1024 / 1024:.1f} MB"
