"""Tokens: the own ones, and those of the service accounts an administrator keeps."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms.tokens import RotateForm, TokenForm
from accounts.models import Token, User
from accounts.permissions import can_manage_tokens, visible_people, visible_tokens
from accounts.views.common import signed_in
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors


@never_cache
def tokens(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show an account's tokens and issue one; its clear text is on the answer, once."""
    user = signed_in(request)
    owner = user if pk is None else get_object_or_404(visible_people(user), pk=pk)
    if not can_manage_tokens(user, owner):
        raise PermissionDenied("只能管理自己的令牌；系统对接账号的令牌由系统管理员管理。")
    form = TokenForm(request.POST or None)
    if form.is_valid():
        try:
            token, clear_text = services.issue_token(owner=owner, by=user, **form.cleaned_data)
        except DomainError as error:
            show_errors(form, error)
        else:
            return _shown_once(request, token, clear_text)
    context = {
        "owner": owner,
        "is_own": owner.pk == user.pk,
        "form": form,
        "rotate_form": RotateForm(),
        "tokens": Token.objects.filter(user=owner),
        "now": clock.real_now(),
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def token_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a token like an old one, which ends after an overlap."""
    user = signed_in(request)
    token = get_object_or_404(visible_tokens(user).select_related("user"), pk=pk)
    form = RotateForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有更换：请选择旧令牌何时失效。")
        return redirect(_list_of(user, token.user))
    try:
        new, clear_text = services.rotate_token(
            token=token, overlap=timedelta(hours=int(form.cleaned_data["overlap"])), by=user
        )
    except DomainError as error:
        messages.error(request, f"没有更换：{error.message}")
        return redirect(_list_of(user, token.user))
    return _shown_once(request, new, clear_text)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a token be good for nothing from now on."""
    user = signed_in(request)
    token = get_object_or_404(visible_tokens(user).select_related("user"), pk=pk)
    try:
        services.revoke_token(token=token, by=user)
    except DomainError as error:
        messages.error(request, f"没有吊销：{error.message}")
    else:
        messages.success(request, f"令牌“{token.name}”已吊销。")
    return redirect(_list_of(user, token.user))


def _shown_once(request: HttpRequest, token: Token, clear_text: str) -> HttpResponse:
    context = {"token": token, "clear_text": clear_text, "back": _list_of(signed_in(request), token.user)}
    return render(request, "accounts/token_shown.html", context)


def _list_of(user: User, owner: User) -> str:
    if user.pk == owner.pk:
        return reverse("accounts:tokens")
    return reverse("accounts:tokens-of", kwargs={"pk": owner.pk})
