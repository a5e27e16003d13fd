"""Small helpers for pages and the REST interface."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

# digits; a key of the database has at most 19, and of those not every one
LONGEST_NUMBER = 19


def wants_partial(request: HttpRequest) -> bool:
    """Say whether htmx asked for a part of the page (and not for the page on a history restore)."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def client_address(request: HttpRequest) -> str:
    """Return the address a request comes from.

    `X-Forwarded-For` is believed only as far as `DUBAN_PROXY_COUNT` own proxies wrote it: a visitor can send any.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    count: int = settings.DUBAN_PROXY_COUNT
    written = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return written[-count] if 0 < count <= len(written) else direct


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the address a form asks to go on to, `default` where it is missing, none or leads to another host."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=hosts, require_https=request.is_secure())
    # without a slash it would be taken for the name of a page
    return asked if safe and "/" in asked else resolve_url(default)


def whole(raw: object) -> int | None:
    """Return the whole number that a form or an address carries; None for any other text and what no key can be."""
    text = str(raw)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None


def wholes(raw: Iterable[object]) -> list[int]:
    """Return the whole numbers among what a form carries under one name, in its order."""
    return [number for one in raw if (number := whole(one)) is not None]


def problem_body(status: int, code: str, message: str) -> dict[str, Any]:
    """Return the members every problem document has."""
    return {"type": f"urn:duban:{code}", "title": message, "status": status, "code": code}


def problem_response(status: int, code: str, message: str) -> JsonResponse:
    """Answer with a problem document from outside a REST view (middleware)."""
    return JsonResponse(
        problem_body(status, code, message),
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def file_response(data: bytes, filename: str, content_type: str) -> HttpResponse:
    """Answer with a file to be saved under a name that may be Chinese."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    return response
