"""The addresses outside: which hosts may be called, where webhooks and robots stand, and a test of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.government import current_government
from accounts.models import User
from core.exceptions import DomainError, NotPermitted, VersionConflict
from core.forms import show_errors
from departments.models import Jurisdiction
from notifications import services
from notifications.forms import EndpointForm, HostForm, NewEndpointForm, SecretForm, VersionForm
from notifications.models import ChannelName, Endpoint
from notifications.permissions import endpoints_visible_to, hosts_visible_to, may_keep_endpoints


def keeper(request: HttpRequest) -> tuple[User, Jurisdiction]:
    """Return the administrator who asks and the government it keeps; 403 for everybody else."""
    government = current_government(request)
    if government is None or not may_keep_endpoints(request.user, government):
        raise PermissionDenied("只有本级系统管理员可以管理对外地址。")
    assert isinstance(request.user, User)  # noqa: S101 narrows a type
    return request.user, government


@login_required
@require_GET
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """List the addresses outside and the allowed hosts."""
    _, government = keeper(request)
    return _list(request, government, HostForm())


def _list(request: HttpRequest, government: Jurisdiction, form: HostForm) -> HttpResponse:
    context = {
        "endpoints": endpoints_visible_to(request.user).filter(jurisdiction=government).order_by("-is_active", "id"),
        "hosts": hosts_visible_to(request.user).filter(jurisdiction=government),
        "form": form,
    }
    return render(request, "notifications/endpoints.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def host_add(request: HttpRequest) -> HttpResponse:
    """Put a host on the list."""
    by, government = keeper(request)
    form = HostForm(request.POST)
    if form.is_valid():
        try:
            row = services.allow_host(jurisdiction=government, by=by, **form.cleaned_data)
        except DomainError as error:
            show_errors(form, error)
        else:
            toasts.success(request, f"已允许访问 {row.host}。")
            return redirect("notifications:endpoints")
    return _list(request, government, form)


@login_required
@require_POST
def host_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a host off the list."""
    row = get_object_or_404(hosts_visible_to(request.user), pk=pk)
    return _done(request, f"已移出 {row.host}。", lambda by: services.drop_host(allowed=row, by=by))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def endpoint_new(request: HttpRequest) -> HttpResponse:
    """Enter an address; its secret is on the answer, once."""
    by, government = keeper(request)
    form = NewEndpointForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            row, secret = services.add_endpoint(
                jurisdiction=government, channel=ChannelName(values["channel"]), name=values["name"], url=values["url"],
                secret=form.given_secret, by=by,
            )  # fmt: skip
        except DomainError as error:
            show_errors(form, error)
        else:
            return _shown_once(request, row, secret)
    hosts = hosts_visible_to(request.user).filter(jurisdiction=government)
    context = {"form": form, "hosts": hosts}
    return render(request, "notifications/endpoint_new.html", context, status=422 if form.errors else 200)


def _shown_once(request: HttpRequest, row: Endpoint, secret: str) -> HttpResponse:
    if secret:
        return render(request, "notifications/endpoint_secret.html", {"endpoint": row, "secret": secret})
    toasts.success(request, f"已启用“{row.name}”。")
    return redirect("notifications:endpoint", pk=row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an address and correct it; the second of two writers sees both versions."""
    row = get_object_or_404(endpoints_visible_to(request.user), pk=pk)
    form = EndpointForm(request.POST or None, initial={"name": row.name, "version": row.version})
    differences: list[tuple[str, str, str]] = []
    status = 422 if form.errors else 200
    if form.is_valid():
        values = form.cleaned_data
        assert isinstance(request.user, User)  # noqa: S101 only an administrator sees the row
        try:
            services.correct_endpoint(endpoint=row, by=request.user, **values)
        except VersionConflict as conflict:
            current: Endpoint = conflict.params["current"]
            current.jurisdiction = row.jurisdiction
            typed = values["url"] and "您填写的新地址"
            pairs = [("名称", current.name, values["name"]), ("地址", current.shown_url, typed or current.shown_url)]
            differences = [pair for pair in pairs if pair[1] != pair[2]]
            row, form, status = current, form.again(current.version), 409
        except DomainError as error:
            show_errors(form, error)
            row.refresh_from_db()
            status = 422
        else:
            toasts.success(request, f"已保存“{row.name}”。")
            return redirect("notifications:endpoint", pk=pk)
    return _detail(request, row, status, form=form, differences=differences)


def _detail(request: HttpRequest, row: Endpoint, status: int = 200, **context: Any) -> HttpResponse:
    own = {
        "endpoint": row,
        "form": EndpointForm(initial={"name": row.name, "version": row.version}),
        "secret_form": SecretForm(initial={"version": row.version}),
        "has_secret": row.channel != ChannelName.WECOM,
    }
    return render(request, "notifications/endpoint.html", own | context, status=status)


@login_required
@never_cache
@require_POST
def endpoint_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an address another secret, shown once."""
    row = get_object_or_404(endpoints_visible_to(request.user), pk=pk)
    form = SecretForm(request.POST)
    if form.is_valid():
        assert isinstance(request.user, User)  # noqa: S101 only an administrator sees the row
        try:
            changed, secret = services.change_secret(
                endpoint=row, version=form.cleaned_data["version"], secret=form.given_secret, by=request.user
            )
        except DomainError as error:
            show_errors(form, error)
            row.refresh_from_db()
        else:
            return _shown_once(request, changed, secret)
    return _detail(request, row, 422, secret_form=form)


@login_required
@require_POST
def endpoint_try(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one test message and say what came of it."""
    row = get_object_or_404(endpoints_visible_to(request.user), pk=pk)
    assert isinstance(request.user, User)  # noqa: S101 only an administrator sees the row
    try:
        tried = services.try_endpoint(endpoint=row, by=request.user)
    except DomainError as error:
        toasts.error(request, error.message)
    else:
        say = toasts.success if tried.tried_well else toasts.error
        say(request, f"试发“{tried.name}”：{tried.tried_words}。")
    return redirect("notifications:endpoint", pk=pk)


@login_required
@require_POST
def endpoint_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Send nothing more to an address."""
    return _switch(request, pk, services.pause_endpoint, "已暂停")


@login_required
@require_POST
def endpoint_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Use an address again."""
    return _switch(request, pk, services.resume_endpoint, "已恢复使用")


def _switch(request: HttpRequest, pk: int, act: Callable[..., Endpoint], said: str) -> HttpResponse:
    row = get_object_or_404(endpoints_visible_to(request.user), pk=pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return _done(request, f"{said}“{row.name}”。", lambda by: act(endpoint=row, version=version, by=by))


def _done(request: HttpRequest, said: str, act: Callable[[User], object]) -> HttpResponse:
    """Do what a button asks and go back to the list with what came of it."""
    assert isinstance(request.user, User)  # noqa: S101 narrows a type
    try:
        act(request.user)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        toasts.error(request, error.message)
    else:
        toasts.success(request, said)
    return redirect("notifications:endpoints")
