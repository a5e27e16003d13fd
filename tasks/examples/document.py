"""The example documents, their dates computed from the day the example is made."""

from datetime import date, timedelta
from pathlib import Path

AGE_DAYS = 60


def issued_on(today: date) -> date:
    """Return the day the example policy was issued: some two months ago."""
    return today - timedelta(days=AGE_DAYS)


def document_text(name: str, today: date) -> str:
    """Return an example document (`policy`, `plan`) as a government would have published it."""
    template = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    issued = issued_on(today)
    month_end = (today.replace(day=28) + timedelta(days=35)).replace(day=1) - timedelta(days=1)
    return template.format(
        year=issued.year,
        last_year=issued.year - 1,
        issued=printed(issued),
        valid_until=printed(today + timedelta(days=200)),
        overdue=printed(today - timedelta(days=9)),
        soon=printed(today + timedelta(days=4)),
        near=printed(today + timedelta(days=12)),
        behind=printed(today + timedelta(days=40)),
        month_end=printed(month_end),
        year_end=printed(today + timedelta(days=120)),
        next_half=printed(today + timedelta(days=170)),
    )


def printed(day: date) -> str:
    """Return a date as documents print it: 2025年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"
