"""Single sign-on: which way is set up, where it begins, and whom an answer names.

`begin` returns where to send the browser and what the session must remember; `finish` returns the name of the account
that the identity platform vouches for, or raises `SsoError` with one Chinese sentence.
"""

import secrets
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.sso import cas, oidc
from accounts.sso.transport import SsoError

__all__ = ["SsoError", "begin", "finish", "is_on"]
STALE = "登录请求已失效，请重新登录。"


def is_on() -> bool:
    """Say whether single sign-on is set up."""
    return bool(settings.DUBAN_SSO)


def back_url() -> str:
    """Return the address the identity platform sends the browser back to; it is registered there."""
    return settings.DUBAN_BASE_URL.rstrip("/") + reverse("accounts:sso-back")


def begin() -> tuple[str, dict[str, str]]:
    """Return the platform's address and what is remembered until the browser is back."""
    memory = {"state": secrets.token_urlsafe(32)}
    if settings.DUBAN_SSO == "cas":
        return cas.sign_in_url(service(memory)), memory
    memory |= {"nonce": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(64)}
    return oidc.sign_in_url(back_url(), memory), memory


def finish(answer: dict[str, str], memory: dict[str, Any]) -> str:
    """Return the name of the account; the memory is good for one answer."""
    state = str(memory.get("state", ""))
    if not state or not constant_time_compare(answer.get("state", ""), state):
        raise SsoError(STALE)
    if settings.DUBAN_SSO == "cas":
        return cas.user_of(answer.get("ticket", ""), service(memory))
    return oidc.user_of(answer, back_url(), memory)


def service(memory: dict[str, str]) -> str:
    """Return the address a CAS ticket is made for: it carries the state, which CAS itself knows nothing of."""
    return f"{back_url()}?state={memory['state']}"
