"""The own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.forms import PasswordForm
from accounts.models import User
from core.exceptions import DomainError
from core.forms import show_errors
from core.http import safe_next


@never_cache
@sensitive_post_parameters("old_password", "new_password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """Show and take the form that changes the own password; other sessions of the person end with it."""
    assert isinstance(request.user, User)  # noqa: S101 the middleware lets nobody else in
    form = PasswordForm(request.POST or None)
    if form.is_valid() and _changed(request.user, form):
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改，其他设备上的登录已失效。")
        return HttpResponseRedirect(safe_next(request, settings.LOGIN_REDIRECT_URL))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next") or ""}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


def _changed(user: User, form: PasswordForm) -> bool:
    try:
        services.change_password(
            user=user,
            old_password=form.cleaned_data["old_password"],
            new_password=form.cleaned_data["new_password"],
        )
    except DomainError as error:
        show_errors(form, error)
    return form.is_valid()
