"""The only door to the time.

`now` and `today` follow the office's day, which `DUBAN_TODAY` can move for rehearsals (development and tests only);
`real_now` never moves: sign-in, tokens and leases ask for it.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def real_now() -> datetime:
    """Return the machine's own time, aware, in UTC."""
    return timezone.now()


def _shift() -> timedelta:
    """Return how far the office's day stands from the real one, in whole days."""
    moved = settings.DUBAN_TODAY
    if not moved:
        return timedelta(0)
    return date.fromisoformat(moved) - timezone.now().astimezone(SHANGHAI).date()


def now() -> datetime:
    """Return the office's time, aware, in UTC; the time of day is always the real one."""
    return timezone.now() + _shift()


def today() -> date:
    """Return the office's date in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """Return an aware moment as Asia/Shanghai time."""
    return moment.astimezone(SHANGHAI)


def is_moved() -> bool:
    """Say whether `DUBAN_TODAY` moves the office's day."""
    return bool(settings.DUBAN_TODAY)
