"""Signing in by the government's identity platform: to the platform, and back from it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import services, sso
from accounts.middleware import BY_SSO
from accounts.models import User
from core.http import safe_next

MEMORY = "sso"
NO_ACCOUNT = "统一身份认证已通过，但您在本系统没有可用的账号，请联系本单位系统管理员。"


@login_not_required
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the platform; one request at a time is remembered in the session."""
    if not sso.is_on():
        raise Http404
    try:
        address, memory = sso.begin()
    except sso.SsoError as error:
        return _again(request, error)
    request.session[MEMORY] = memory | {"next": safe_next(request, settings.LOGIN_REDIRECT_URL)}
    return HttpResponseRedirect(address)


@login_not_required
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Sign the person in whom the platform names; accounts are never made here."""
    if not sso.is_on():
        raise Http404
    # taken out first: an answer that failed cannot be tried again
    memory = request.session.pop(MEMORY, None) or {}
    try:
        username = sso.finish(request.GET.dict(), memory)
    except sso.SsoError as error:
        return _again(request, error)
    user = User.objects.filter(username=username, is_active=True, is_service=False).first()
    if user is None:
        return _again(request, NO_ACCOUNT)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[BY_SSO] = True
    services.note_sign_in(user=user, way=settings.DUBAN_SSO)
    return HttpResponseRedirect(memory["next"])


def _again(request: HttpRequest, reason: object) -> HttpResponse:
    messages.info(request, str(reason))
    return redirect("accounts:sign-in")
