"""Deny by default, and sessions that end: after a while without a request, after a working day, with the password."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from accounts.models import User
from core import clock
from core.http import problem_response

BEGAN, SEEN = "began_at", "seen_at"
# in the session of somebody who signed in by the identity platform
BY_SSO = "by_sso"
# a session row is written at most so often for being seen
SEEN_EVERY = timedelta(minutes=1)
Handler = Callable[[HttpRequest], HttpResponse]


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page asks for sign-in unless it says `login_not_required`; htmx gets a 401 instead of a swapped-in page."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Return the way to the sign-in page, None for whoever may go on."""
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None and request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        return refused


class SessionLimitMiddleware:
    """Sign a person out after the idle and the absolute time-out; both run on the real clock."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            reason = self._check(request)
            if reason:
                logout(request)
                messages.info(request, reason)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> str:
        now = clock.real_now()
        began, seen = _moment(request, BEGAN), _moment(request, SEEN)
        if began is None or seen is None:
            request.session[BEGAN] = request.session[SEEN] = now.isoformat()
            return ""
        if now - began > timedelta(minutes=settings.DUBAN_SESSION_MINUTES):
            return "登录时间已到上限，请重新登录。"
        if now - seen > timedelta(minutes=settings.DUBAN_SESSION_IDLE_MINUTES):
            return f"已超过 {settings.DUBAN_SESSION_IDLE_MINUTES} 分钟没有操作，请重新登录。"
        if now - seen > SEEN_EVERY:
            request.session[SEEN] = now.isoformat()
        return ""


def _moment(request: HttpRequest, key: str) -> datetime | None:
    written = request.session.get(key)
    return datetime.fromisoformat(written) if written else None


class PasswordChangeMiddleware:
    """Lead somebody whose password is another person's or too old to the page that changes it, before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        # who came by the identity platform has no password here to change
        if not isinstance(user, User) or request.session.get(BY_SSO):
            return self.get_response(request)
        if not (user.must_change_password or user.password_is_old):
            return self.get_response(request)
        allowed = {resolve_url("accounts:password"), resolve_url("accounts:sign-out")}
        if request.path in allowed:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return problem_response(403, "auth.password_change", "请先修改密码。")
        return redirect(f"{resolve_url('accounts:password')}?{urlencode({'next': request.get_full_path()})}")
