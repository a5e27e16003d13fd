"""Sign-in, sign-out, being locked out, and the government a person works in."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import services, sso
from accounts.forms import SignInForm
from accounts.lockout import lock_time, tries_of
from accounts.models import User
from accounts.permissions import visible_jurisdictions
from core.government import choose
from core.http import safe_next, whole

WRONG = "用户名或密码不正确，还可再试 {left} 次。"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a person in by name and password and go on to `next`."""
    onward = safe_next(request, settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return HttpResponseRedirect(onward) if request.user.is_authenticated else _page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    username = form.cleaned_data["username"]
    if tries_of(request, username).until:
        return locked_out(request)
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if not isinstance(user, User) or user.is_service:
        return _refused(request, form, username)
    login(request, user)
    services.note_sign_in(user=user)
    return HttpResponseRedirect(onward)


def _refused(request: HttpRequest, form: SignInForm, username: str) -> HttpResponse:
    tries = tries_of(request, username)
    if tries.until:
        services.note_lock_out(username=username)
        return locked_out(request)
    form.add_error(None, WRONG.format(left=tries.left))
    return _page(request, form, status=422)


@login_not_required
def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Tell a person until when sign-in is locked, and whom to call; the name is kept."""
    username = request.POST.get("username", "")
    form = SignInForm(initial={"username": username})
    return _page(request, form, status=429, locked_until=tries_of(request, username).until)


def _page(request: HttpRequest, form: SignInForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the sign-in page; `locked_until` is a moment or None."""
    minutes = int(lock_time().total_seconds() // 60)
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "tries": settings.AXES_FAILURE_LIMIT,
        "lock_minutes": minutes,
        "locked_until": None,
        "sso_url": _sso_url(request),
    }
    return render(request, "accounts/sign_in.html", context | more, status=status)


def _sso_url(request: HttpRequest) -> str:
    """Return where single sign-on begins, with the page to go on to; empty where it is not set up."""
    if not sso.is_on():
        return ""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    return resolve_url("accounts:sso") + (f"?{urlencode({'next': onward})}" if onward else "")


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, User):
        services.note_sign_out(user=request.user)
    logout(request)
    return redirect(resolve_url(settings.LOGOUT_REDIRECT_URL or "accounts:sign-in"))


@require_POST
def switch_government(request: HttpRequest) -> HttpResponse:
    """Show the pages of another government in which the person holds a role."""
    choice = visible_jurisdictions(request.user)
    jurisdiction = get_object_or_404(choice, pk=whole(request.POST.get("government")) or 0)
    choose(request, jurisdiction.pk)
    return HttpResponseRedirect(safe_next(request, settings.LOGIN_REDIRECT_URL))
