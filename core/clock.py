"""The only door to the time.

`now` and `today` follow the office's day, which `DUBAN_TODAY` can move for rehearsals (development and tests only);
`real_now` never moves: sign-in, tokens and leases ask for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_standing_at: ContextVar[date | None] = ContextVar("standing_at", default=None)


def real_now() -> datetime:
    """Return the machine's own time, aware, in UTC."""
    return timezone.now()


def _shift() -> timedelta:
    """Return how far the office's day stands from the real one, in whole days."""
    moved = _standing_at.get() or (date.fromisoformat(settings.DUBAN_TODAY) if settings.DUBAN_TODAY else None)
    if moved is None:
        return timedelta(0)
    return moved - timezone.now().astimezone(SHANGHAI).date()


def now() -> datetime:
    """Return the office's time, aware, in UTC; the time of day is always the real one."""
    return timezone.now() + _shift()


def today() -> date:
    """Return the office's date in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """Return an aware moment as Asia/Shanghai time."""
    return moment.astimezone(SHANGHAI)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a Shanghai day and that of the next."""
    start = datetime.combine(day, time.min, tzinfo=SHANGHAI)
    return start, start + timedelta(days=1)


@contextmanager
def standing_at(day: date) -> Iterator[None]:
    """Let the office live on another day inside the block: how the example gets its past; refused in production."""
    if not settings.DUBAN_EXAMPLES_ALLOWED:
        raise RuntimeError("生产环境不得改动系统日期")
    token = _standing_at.set(day)
    try:
        yield
    finally:
        _standing_at.reset(token)


def is_moved() -> bool:
    """Say whether `DUBAN_TODAY` moves the office's day."""
    return bool(settings.DUBAN_TODAY)
