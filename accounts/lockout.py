"""How often a name may still be tried from an address, and until when it is locked. The counting is django-axes's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest

from core import clock
from core.http import client_address


@dataclass(frozen=True, slots=True)
class Tries:
    """What is left to a name at an address: `until` is set once it is locked."""

    left: int
    until: datetime | None = None


def lock_time() -> timedelta:
    """Return how long a name is locked after the last allowed try."""
    return get_cool_off() or timedelta(0)


def tries_of(request: HttpRequest, username: str) -> Tries:
    """Return the tries left; the same for names that exist and names that do not."""
    limit = int(settings.AXES_FAILURE_LIMIT)
    if not settings.AXES_ENABLED:
        return Tries(limit)
    since = clock.real_now() - lock_time()
    rows = AccessAttempt.objects.filter(
        username=username, ip_address=client_address(request) or None, attempt_time__gte=since
    )
    failed, last = 0, since
    for count, at in rows.values_list("failures_since_start", "attempt_time"):
        failed, last = failed + count, max(last, at)
    return Tries(limit - failed) if failed < limit else Tries(0, last + lock_time())
