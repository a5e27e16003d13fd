"""What every page knows: jurisdiction, navigation, theme, the moved clock, unread messages. Nothing is asked twice."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from core import clock

THEMES = ("light", "dark")


@dataclass
class Site:
    """The frame of a page as `base.html` reads it; costly parts are found on first use."""

    request: HttpRequest
    theme: str = "light"
    as_of: datetime = field(default_factory=clock.now)

    @property
    def moved_to(self) -> date | None:
        """Return the day of a rehearsal, None in ordinary life."""
        return clock.today() if clock.is_moved() else None

    @cached_property
    def jurisdiction(self) -> str:
        """Return the short name of the visitor's government, empty for a stranger."""
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page: `site`."""
    theme = request.COOKIES.get("duban_theme", "")
    return {"site": Site(request=request, theme=theme if theme in THEMES else "light")}
