"""What is kept and for how long: archived matters, and those whose retention term is over. Terms are dated rules."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from core import clock
from departments.models import Jurisdiction
from departments.rules import rule
from tasks.models import Task, TaskSource
from tasks.permissions import Visitor, visible_to

RULE = "archive.retention_years"
DEFAULT = "default"


def terms(jurisdiction: Jurisdiction, on: date) -> Mapping[str, int | None]:
    """Return the years a matter of each source is kept after archiving; None is for ever (永久)."""
    written: dict[str, int | None] = rule(jurisdiction, RULE, on)
    return {source: written.get(source, written.get(DEFAULT)) for source in TaskSource.values}


def later(day: date, years: int) -> date:
    """Return the same day some years on, the last of February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def kept_until(task: Task, years: Mapping[str, int | None]) -> date | None:
    """Return the last day a matter has to be kept, None where it is not archived or kept for ever."""
    term = years[task.source]
    if task.archived_at is None or term is None:
        return None
    return later(clock.local(task.archived_at).date(), term)


def archived(user: Visitor, jurisdiction: Jurisdiction) -> Any:
    """Return the archived matters of a government that a person may see, latest first."""
    rows = visible_to(user).filter(jurisdiction=jurisdiction, archived_at__isnull=False)
    return rows.order_by("-archived_at", "-pk")


def term_over(user: Visitor, jurisdiction: Jurisdiction, on: date) -> Any:
    """Return the archived matters whose term ended before a day; only a leader's decision deletes them."""
    over = Q(pk__in=[])
    for source, years in terms(jurisdiction, on).items():
        if years is not None:
            # kept through the same day some years on, deleted after it at the earliest
            over |= Q(source=source, archived_at__date__lt=later(on, -years))
    return archived(user, jurisdiction).filter(over)
