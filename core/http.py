"""Small helpers for pages and the REST interface."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme


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
    """Return the address a form asks to go on to, `default` where it is missing or leads to another host."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=hosts, require_https=request.is_secure())
    return asked if safe else resolve_url(default)


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
