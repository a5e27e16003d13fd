"""Subscriptions of systems outside, kept by administrators: where to, which events, what came of it."""

from typing import Any

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.government import current_government
from accounts.models import User
from core.exceptions import DomainError, VersionConflict
from core.forms import show_errors
from core.http import whole
from departments.models import Jurisdiction
from outward.forms import NewSubscriptionForm, SubscriptionForm
from outward.models import Push, PushState, Subscription
from outward.permissions import may_keep
from outward.services import keeping, pushing

PAGE = 50


def keeper(request: HttpRequest) -> tuple[User, Jurisdiction]:
    """Return the administrator who asks and the government it keeps; 403 for everybody else."""
    government = current_government(request)
    if government is None or not may_keep(request.user, government):
        raise PermissionDenied("只有本级系统管理员可以管理推送订阅。")
    assert isinstance(request.user, User)  # noqa: S101 narrows a type
    return request.user, government


def kept(request: HttpRequest, pk: int) -> tuple[User, Subscription]:
    """Return the administrator and a subscription of the own government; 404 for any other."""
    by, government = keeper(request)
    rows = Subscription.objects.filter(jurisdiction=government).select_related("jurisdiction", "account")
    return by, get_object_or_404(rows, pk=pk)


@login_required
@require_GET
def subscriptions(request: HttpRequest) -> HttpResponse:
    """List the systems that are told."""
    _, government = keeper(request)
    rows = Subscription.objects.filter(jurisdiction=government).select_related("account")
    return render(request, "outward/subscriptions.html", {"subscriptions": rows})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def subscription_new(request: HttpRequest) -> HttpResponse:
    """Enter a subscription; its secret is on the answer, once."""
    by, government = keeper(request)
    form = NewSubscriptionForm(request.POST or None, jurisdiction=government)
    if form.is_valid():
        try:
            row, secret = keeping.subscribe(jurisdiction=government, by=by, **form.cleaned_data)
        except DomainError as error:
            show_errors(form, error)
        else:
            return render(request, "outward/secret.html", {"subscription": row, "secret": secret})
    return render(request, "outward/subscription_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a subscription with what it was told, and correct it."""
    by, row = kept(request, pk)
    form = SubscriptionForm(request.POST) if request.method == "POST" else _form(row)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            keeping.correct(subscription=row, by=by, **form.cleaned_data)
        except VersionConflict:
            row.refresh_from_db()
            form.data = {**form.data.dict(), "version": row.version}  # type: ignore[attr-defined]
            form.add_error(None, f"有人先修改了这个订阅（现为“{row.name}”，{row.shown_url}），请核对后再保存。")
            status = 409
        except DomainError as error:
            row.refresh_from_db()
            show_errors(form, error)
        else:
            toasts.success(request, f"已保存“{row.name}”。")
            return redirect("outward:subscription", pk=pk)
    status = 422 if form.errors and status == 200 else status
    return render(request, "outward/subscription.html", _context(request, row, form), status=status)


def _form(row: Subscription) -> SubscriptionForm:
    return SubscriptionForm(initial={"name": row.name, "version": row.version, "types": "\n".join(row.types)})


def _context(request: HttpRequest, row: Subscription, form: SubscriptionForm) -> dict[str, Any]:
    state = request.GET.get("state", "")
    pushes = Push.objects.filter(subscription=row)
    shown = pushes.filter(state=state) if state in PushState.values else pushes
    tabs = [("", "全部"), *PushState.choices]
    return {
        "subscription": row,
        "form": form,
        "pushes": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "tabs": [
            {"label": label, "url": f"?state={key}", "count": None, "current": key == state} for key, label in tabs
        ],
    }


@login_required
@never_cache
@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a subscription another secret, shown once."""
    by, row = kept(request, pk)
    try:
        changed, clear = keeping.renew_secret(subscription=row, version=_version(request), by=by)
    except DomainError as error:
        toasts.error(request, error.message)
        return redirect("outward:subscription", pk=pk)
    return render(request, "outward/secret.html", {"subscription": changed, "secret": clear})


@login_required
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause or resume."""
    by, row = kept(request, pk)
    active = request.POST.get("active") == "1"
    try:
        keeping.switch(subscription=row, version=_version(request), active=active, by=by)
    except DomainError as error:
        toasts.error(request, error.message)
    else:
        toasts.success(request, "已恢复推送，暂停期间发生的事将补推。" if active else "已暂停推送。")
    return redirect("outward:subscription", pk=pk)


@login_required
@require_POST
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test event and say what came of it."""
    by, row = kept(request, pk)
    push = pushing.try_out(subscription=row, by=by)
    if push.state == PushState.SENT:
        toasts.success(request, "对方已接受测试事件。")
    else:
        toasts.error(request, f"测试没有成功：{push.last_error}")
    return redirect("outward:subscription", pk=pk)


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a failed push be sent again."""
    by, government = keeper(request)
    rows = Push.objects.filter(subscription__jurisdiction=government).select_related("subscription__jurisdiction")
    push = get_object_or_404(rows, pk=pk)
    try:
        keeping.send_again(push=push, by=by)
    except DomainError as error:
        toasts.error(request, error.message)
    else:
        toasts.success(request, "已列入重发。")
    return redirect("outward:subscription", pk=push.subscription_id)


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version")) or 0
