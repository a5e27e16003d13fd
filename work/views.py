"""我的后台作业: how far long work has come, what failed, and what came of it."""

import mimetypes

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import access_of
from accounts.models import User
from core import clock
from core.exceptions import DomainError, NotPermitted
from core.http import file_response, wants_partial
from departments.rules import rule
from work import services
from work.kinds import label_of
from work.models import UNFINISHED, Job
from work.permissions import is_own, may_cancel, may_open_result, visible_to

ROWS = 30


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List a person's long work; administrators see everybody's of their government under `?all=1`."""
    administers = bool(access_of(request.user).administered)
    everybody = administers and "all" in request.GET
    rows = visible_to(request.user).select_related("created_by")
    if not everybody:
        rows = rows.filter(created_by=request.user.pk)
    page = Paginator(rows.order_by("-pk"), ROWS).get_page(request.GET.get("page"))
    shown = [(job, label_of(job.kind), is_own(request.user, job)) for job in page]
    running = sum(job.state in UNFINISHED for job, _, _ in shown)
    tabs = [
        {"label": "我的", "url": "?", "count": None, "current": not everybody},
        {"label": "全部人员", "url": "?all=1", "count": None, "current": everybody},
    ]
    context = {
        "page": page,
        "rows": shown,
        "running": running,
        "everybody": everybody,
        "tabs": tabs if administers else [],
    }
    return render(request, "work/list_rows.html" if wants_partial(request) else "work/list.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one job: its progress, what failed, what came of it."""
    job = _job(request, pk)
    context = {
        "job": job,
        "kind": label_of(job.kind),
        "may_cancel": may_cancel(request.user, job) and (job.is_unfinished or job.state == "asks"),
        "may_open": may_open_result(request.user, job),
        "keep_days": rule(job.jurisdiction, "export.keep_days", clock.today()) if job.file else None,
    }
    return render(request, "work/state.html" if wants_partial(request) else "work/detail.html", context)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    assert isinstance(request.user, User), "login_required comes first"  # noqa: S101 narrows a type
    try:
        job = services.cancel(job=_job(request, pk), by=request.user)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "正在处理的一项做完后停止。" if job.is_stopping else "作业已取消。")
    return redirect("work:detail", pk=pk)


@login_required
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the file that came of a job to the person who started it."""
    job = _job(request, pk)
    if not job.file or not may_open_result(request.user, job):
        raise Http404
    kind = mimetypes.guess_type(job.filename)[0] or "application/octet-stream"
    with job.file.open("rb") as file:
        return file_response(file.read(), job.filename, kind)


def _job(request: HttpRequest, pk: int) -> Job:
    found: Job = get_object_or_404(visible_to(request.user).select_related("jurisdiction", "created_by"), pk=pk)
    return found
