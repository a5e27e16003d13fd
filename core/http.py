"""Small helpers for pages and the REST interface."""

from django.http import HttpRequest


def wants_partial(request: HttpRequest) -> bool:
    """Say whether htmx asked for a part of the page (and not for the page on a history restore)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"
