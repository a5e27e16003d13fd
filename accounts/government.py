"""In which government a person works right now: the chosen one, else the first in which it holds a role."""

from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import visible_jurisdictions
from departments.models import Jurisdiction

SESSION_KEY = "government"


def governments_of(user: User) -> list[Jurisdiction]:
    """Return the governments a person may switch between, in the register's order."""
    return list(visible_jurisdictions(user).order_by("id"))


def current_government(request: HttpRequest) -> Jurisdiction | None:
    """Return the government whose pages are shown; None for a stranger and for somebody without any role."""
    if not isinstance(request.user, User):
        return None
    known = getattr(request, "_government", False)
    if known is False:
        choice = governments_of(request.user)
        picked = request.session.get(SESSION_KEY)
        known = next((one for one in choice if one.pk == picked), choice[0] if choice else None)
        request._government = known  # type: ignore[attr-defined]
    return known  # type: ignore[return-value]


def switch_government(request: HttpRequest, jurisdiction: Jurisdiction) -> None:
    """Show another government's pages from now on; the caller has checked that it is one of the person's own."""
    request.session[SESSION_KEY] = jurisdiction.pk
    request._government = jurisdiction  # type: ignore[attr-defined]
