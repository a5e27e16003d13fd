"""Which of a person's governments its pages show: the number kept in the session, else the first."""

from collections.abc import Collection

from django.http import HttpRequest

SESSION_KEY = "government"


def chosen_among(request: HttpRequest, ids: Collection[int]) -> int | None:
    """Return the government chosen in this session if it is among `ids`, else the first of them, None of none."""
    if not ids:
        return None
    picked = request.session.get(SESSION_KEY) if len(ids) > 1 else None
    return picked if picked in ids else min(ids)


def choose(request: HttpRequest, jurisdiction_id: int) -> None:
    """Show another government's pages from now on; the caller has checked that it is one of the person's own."""
    request.session[SESSION_KEY] = jurisdiction_id
