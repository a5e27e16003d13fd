"""In which government a person works right now: the chosen one, else the first in which it holds a role."""

from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import visible_jurisdictions
from departments.models import Jurisdiction

SESSION_KEY = "government"


def governments_of(request: HttpRequest) -> list[Jurisdiction]:
    """Return the governments a person may switch between, in the register's order; asked once a request."""
    if not isinstance(request.user, User):
        return []
    known: list[Jurisdiction] | None = getattr(request, "_governments", None)
    if known is None:
        known = list(visible_jurisdictions(request.user).order_by("id"))
        request._governments = known  # type: ignore[attr-defined]
    return known


def current_government(request: HttpRequest) -> Jurisdiction | None:
    """Return the government whose pages are shown; None for a stranger and for somebody without any role."""
    choice = governments_of(request)
    picked = request.session.get(SESSION_KEY) if len(choice) > 1 else None
    return next((one for one in choice if one.pk == picked), choice[0] if choice else None)


def switch_government(request: HttpRequest, jurisdiction: Jurisdiction) -> None:
    """Show another government's pages from now on; the caller has checked that it is one of the person's own."""
    request.session[SESSION_KEY] = jurisdiction.pk
