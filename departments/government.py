"""In which government a person works right now."""

from django.http import HttpRequest

from core.access import access_of
from core.government import chosen_among
from departments.models import Jurisdiction


def governments_of(request: HttpRequest) -> list[Jurisdiction]:
    """Return the governments a person may switch between, in the register's order; asked once a request."""
    known: list[Jurisdiction] | None = getattr(request, "_governments", None)
    if known is None:
        ids = access_of(request.user).any
        known = list(Jurisdiction.objects.filter(pk__in=ids).order_by("id")) if ids else []
        request._governments = known  # type: ignore[attr-defined]
    return known


def current_government(request: HttpRequest) -> Jurisdiction | None:
    """Return the government whose pages are shown; None for a stranger and for somebody without any role."""
    choice = {one.pk: one for one in governments_of(request)}
    picked = chosen_among(request, choice)
    return choice[picked] if picked is not None else None
