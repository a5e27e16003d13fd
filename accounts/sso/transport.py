"""Asking the identity platform from server to server: certificates checked, no redirects, bounded time and size."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

LONGEST_ANSWER = 512 * 1024
UNREACHABLE = "统一身份认证平台暂时无法连接，请稍后再试，或使用本系统账号登录。"
REFUSED = "统一身份认证没有通过，请重新登录。"


class SsoError(Exception):
    """Sign-in by the platform failed; the text is for the person, without any detail of what was received."""


def fetch(url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """GET, or POST a form, and return the body of a 200; raises `SsoError` for everything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SsoError(REFUSED)
    seconds = settings.DUBAN_SSO_SECONDS
    connection = (
        http.client.HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)
    )
    sent = dict(headers or {})
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET" if form is None else "POST", target, urlencode(form) if form else None, sent)
        answer = connection.getresponse()
        body = answer.read(LONGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise SsoError(UNREACHABLE) from error
    finally:
        connection.close()
    if answer.status != 200 or len(body) > LONGEST_ANSWER:
        raise SsoError(UNREACHABLE if answer.status >= 500 else REFUSED)
    return body


def fetch_json(
    url: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the JSON object at an address."""
    try:
        found = json.loads(fetch(url, form=form, headers={"Accept": "application/json", **(headers or {})}))
    except ValueError as error:
        raise SsoError(REFUSED) from error
    if not isinstance(found, dict):
        raise SsoError(REFUSED)
    return found
