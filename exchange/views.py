"""The ledger out to Excel or CSV and in again: previewed, then confirmed; and the paper of one task."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from accounts.government import current_government
from audit.services import record, unit_of_work
from core.exceptions import DomainError
from core.sheets import pack, unpack
from exchange.documents.order import order_sheet
from exchange.downloads import FORMS, ledger_response
from exchange.forms import ConfirmLedgerForm, LedgerForm
from exchange.package import package
from exchange.plan import plan_import
from exchange.services import check_plan
from exchange.services.taking import import_job
from tasks.filters import TaskFilter
from tasks.models import TaskState
from tasks.permissions import may_take_package, visible_to
from tasks.selectors import ordered, rows
from tasks.views.common import person

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _named(response: HttpResponseBase, filename: str) -> HttpResponseBase:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def ledger(request: HttpRequest, form: str) -> HttpResponseBase:
    """Return the ledger with the conditions and the order of the address, all pages of it."""
    if form not in FORMS:
        raise Http404
    found = TaskFilter(request.GET, queryset=rows(request.user), request=request).qs
    return ledger_response(ordered(found, request.GET.get("sort", "light")), form, person(request))


def ledger_import(request: HttpRequest) -> HttpResponse:
    """Take an edited ledger in and show what it would change, cell by cell; nothing of it is stored."""
    form = LedgerForm(request.POST, request.FILES) if request.method == "POST" else LedgerForm()
    if not form.is_valid():
        return render(request, "exchange/import.html", {"form": form}, status=422 if form.errors else 200)
    data = form.cleaned_data["file"].read()
    try:
        plan = plan_import(data, person(request))
    except DomainError as error:
        form.add_error("file", error.message)
        return render(request, "exchange/import.html", {"form": form}, status=422)
    confirm = ConfirmLedgerForm(initial={"sheet": pack(data), "digest": plan.digest})
    return render(request, "exchange/import.html", {"form": form, "plan": plan, "confirm": confirm})


@require_POST
def import_confirm(request: HttpRequest) -> HttpResponse:
    """Do what was previewed, all or nothing."""
    form = ConfirmLedgerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有导入：预览的内容不完整，请重新上传。")
        return redirect("exchange:import")
    values, user = form.cleaned_data, person(request)
    government = current_government(request)
    try:
        data = unpack(values["sheet"])
        # what can be said at once is said at once; the worker looks again before it writes
        plan = check_plan(plan_import(data, user), values["digest"])
    except DomainError as error:
        messages.error(request, f"没有导入：{error.message}")
        return redirect("exchange:import")
    assert government is not None  # noqa: S101 a plan with steps is of somebody who holds a role
    job = import_job(data=data, digest=values["digest"], count=len(plan.steps), jurisdiction=government, by=user)
    return redirect("work:detail", job.pk)


@login_required
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the 督办单 of a task as a Word document; a draft has none."""
    issued = visible_to(request.user).exclude(state=TaskState.DRAFTED)
    task = get_object_or_404(issued.select_related("policy", "measure", "jurisdiction"), pk=pk)
    return _named(HttpResponse(order_sheet(task), content_type=WORD), f"督办单{task.number}.docx")


@login_required
@require_safe
def package_of(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return everything of one issued matter as one archive, for the office; it leaves a trace in the audit log."""
    user = person(request)
    task = get_object_or_404(visible_to(user).issued().select_related("policy", "measure", "jurisdiction"), pk=pk)
    if not may_take_package(user, task):
        raise PermissionDenied("卷宗由督查室下载。")
    with unit_of_work():
        record("task.package", task, actor=actor_of(user), jurisdiction=task.jurisdiction)
        made = package(task)
    return _named(FileResponse(made, content_type="application/zip"), f"卷宗{task.number}.zip")
