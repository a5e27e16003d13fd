"""How many requests a caller may make: one count for each token, one for each person in a browser."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class CallerThrottle(SimpleRateThrottle):
    """`DUBAN_API_RATE` ("600/min"; empty sets no limit); beyond it 429 with Retry-After.

    Callers without sign-in are refused before they are counted.
    """

    scope = "caller"

    def get_rate(self) -> str | None:
        """Return the rate of the settings at the time of the request."""
        return settings.DUBAN_API_RATE or None

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """Return whose count it is: tokens of one account count apart."""
        if not request.user or not request.user.is_authenticated:
            return None
        kind, key = ("token", request.auth.pk) if request.auth is not None else ("user", request.user.pk)
        return self.cache_format % {"scope": f"{self.scope}-{kind}", "ident": key}
