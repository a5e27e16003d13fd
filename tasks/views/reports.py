"""填报: the form of a report with the last period beside it; it saves itself, and works without script."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from core import clock, words
from core.exceptions import DomainError, NotPermitted, VersionConflict
from departments.selectors import work_calendar
from tasks import lighting, permissions
from tasks.forms import ReportForm
from tasks.lights import planned_percent
from tasks.models import Assignment, ProgressReport, PromiseKept, ReportState
from tasks.offers import offered
from tasks.services import reporting, reviewing
from tasks.services.gathering import partners_of, previous_report, silent_units, targets_of
from tasks.services.linking import linked_ids, waiting_answers
from tasks.services.reporting import EDITABLE
from tasks.transitions import Subject
from tasks.views.common import person
from tasks.views.typed import Typed, bound_to, by_name, reading_rows

SHOWN = (
    ("promise_kept", "上期承诺"), ("progress", "进展"), ("percent", "完成比例"), ("on_schedule", "是否达到序时"),
    ("problems", "存在问题"), ("coordination", "需协调事项"), ("next_steps", "下步措施"),
    ("expected_finish", "预计完成时间"),
)  # fmt: skip


def _row(request: HttpRequest, pk: int) -> ProgressReport:
    rows = permissions.reports_visible_to(request.user).select_related(
        "assignment__task__jurisdiction",
        "assignment__task__measure",
        "assignment__department",
        "drafted_by",
        "answered_by__assignment__task",
    )
    found: ProgressReport = get_object_or_404(rows, pk=pk)
    return found


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report: as a form to its unit while it may be written, as a text to those who may read it."""
    row = _row(request, pk)
    if not permissions.may_read_content(request.user, row):
        return render(request, "tasks/report_closed.html", {"report": row, "task": row.assignment.task})
    return render(request, "tasks/report.html", _context(request, row, form=bound_to(row)))


def _context(request: HttpRequest, row: ProgressReport, *, form: ReportForm, **more: Any) -> dict[str, Any]:
    user = person(request)
    part, last = row.assignment, previous_report(row)
    task = part.task
    today = clock.today()
    editable = (
        permissions.may_act_for(user, part) and row.state in EDITABLE and part.state != "pending_receipt"
        and task.archived_at is None
    )  # fmt: skip
    held = permissions.parts_on_assignment(user, part)
    late = row.due_on is not None and row.due_on < today and row.state in EDITABLE
    lit = lighting.assignments_with_light(
        Assignment.objects.filter(pk=part.pk).select_related("task"), today,
        lighting.thresholds_of([task.jurisdiction], today),
    ).get()  # fmt: skip
    calendar = work_calendar(task.jurisdiction)
    visible = permissions.reports_visible_to(user)
    planned = planned_percent(task.issued_on, task.due_on, today)
    return {
        "report": row,
        "task": task,
        "part": part,
        "lit": lit,
        # a blank one where there is none, so that the page asks each value once
        "last": last or ProgressReport(),
        "has_last": last is not None,
        "last_files": len(last.evidence.all()) if last else 0,
        "form": form,
        "editable": editable,
        "needs_head": reporting.needs_head(task, part, user),
        "acts": [act for act in offered(Subject.REPORT, row, held, task=task) if act.name != "submit"],
        "planned": planned,
        "planned_text": str(planned),
        "list_url": reverse("tasks:list"),
        "refusal": "",
        "conflict": None,
        "readings": reading_rows(
            row, last, targets_of(task), more.pop("typed", None), more.pop("reading_errors", None)
        ),
        "evidence": list(row.evidence.all()),
        "partners": partners_of(row) if part.is_first_lead else [],
        "silent": silent_units(row) if part.is_first_lead else [],
        "overdue_days": (today - row.due_on).days if late and row.due_on else None,
        "working_days": calendar.between(today, row.due_on) if row.due_on and row.due_on >= today else None,
        "save_url": reverse("tasks:report-save", args=[row.pk]),
        "will_answer": waiting_answers(row, EDITABLE, linked_ids(task.pk)) if editable else [],
        "answers": list(visible.filter(answered_by=row).select_related("assignment__task")),
        "origin_open": row.answered_by_id is not None and visible.filter(pk=row.answered_by_id).exists(),
        "unsigned": part.state == "pending_receipt" and permissions.may_act_for(user, part),
        **more,
    }


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed: JSON for the page that saves itself, the page again without script."""
    row = _row(request, pk)
    typed = Typed(request.POST, row, targets_of(row.assignment.task))
    by_itself = request.headers.get("HX-Request") == "true"
    try:
        saved = _save(row, typed, person(request), request)
    except VersionConflict as error:
        return _conflict(request, row, error, typed, by_itself=by_itself)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        typed.errors |= by_name(error)
        if by_itself:
            return JsonResponse(
                {
                    "version": row.version,
                    "saved_at": words.minute(clock.now()),
                    "errors": typed.errors or {"progress": error.message},
                }
            )
        return _again(request, row, typed, error.message)
    if by_itself:
        return JsonResponse({"version": saved.version, "saved_at": words.minute(clock.now()), "errors": typed.errors})
    messages.success(request, "已保存草稿。")
    return redirect("tasks:report", pk)


def _save(row: ProgressReport, typed: Typed, user: User, request: HttpRequest) -> ProgressReport:
    # after a conflict the person has chosen the own version: it is written over the one that was shown
    version = row.version if request.POST.get("keep") == "mine" else typed.version
    return reporting.save_draft(report=row, by=user, version=version, values=typed.values, readings=typed.readings)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what is typed and send it: to the unit's head or to the office."""
    row = _row(request, pk)
    typed = Typed(request.POST, row, targets_of(row.assignment.task))
    if typed.errors:
        return _again(request, row, typed, f"有 {len(typed.errors)} 处须更正，已填内容保留在本页。")
    user = person(request)
    try:
        saved = _save(row, typed, user, request)
        done = reporting.send(report=saved, by=user, version=saved.version)
    except VersionConflict as error:
        return _conflict(request, row, error, typed, by_itself=False)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        typed.errors |= by_name(error)
        return _again(request, _row(request, pk), typed, error.message)
    said = "已送单位负责人审签。" if done.state == ReportState.UNIT_REVIEW else "已报送，等待督查室审核。"
    if answered := done.answers.sent().count():
        said += f"同报事项 {answered} 件一并答复。"
    messages.success(request, said)
    return redirect("tasks:detail", row.assignment.task_id)


@require_POST
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the partners' reports under the first lead's own progress."""
    row = _row(request, pk)
    user = person(request)
    typed = Typed(request.POST, row, targets_of(row.assignment.task))
    try:
        saved = _save(row, typed, user, request)
        reviewing.consolidate(report=saved, by=user, version=saved.version)
        messages.success(request, "已汇总各单位进展，请核对后报送。")
    except VersionConflict as error:
        return _conflict(request, row, error, typed, by_itself=False)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        return _again(request, row, typed, error.message)
    return redirect("tasks:report", pk)


def _again(request: HttpRequest, row: ProgressReport, typed: Typed, message: str) -> HttpResponse:
    for name, text in typed.errors.items():
        if name in typed.form.fields and name not in typed.form.errors:
            typed.form.add_error(name, text)
    data: Any = QueryDict(mutable=True)
    data.update(typed.form.data)
    data["version"] = str(row.version)
    typed.form.data = data
    context = _context(
        request, row, form=typed.form, typed=typed.form.data, refusal=message,
        reading_errors={name: text for name, text in typed.errors.items() if name.startswith("reading_")},
    )  # fmt: skip
    return render(request, "tasks/report.html", context, status=422)


def _conflict(
    request: HttpRequest, row: ProgressReport, error: VersionConflict, typed: Typed, *, by_itself: bool
) -> HttpResponse:
    current: ProgressReport = error.params["current"]
    changed = [
        (label, _shown(current, name), _typed_word(typed.form, name))
        for name, label in SHOWN
        if _shown(current, name) != _typed_word(typed.form, name)
    ]
    author = str(current.drafted_by or "同事")
    sides = {
        "theirs": {
            "author": f"{author}已保存", "at": clock.now(), "value": "theirs",
            "values": [(label, theirs or "—") for label, theirs, _ in changed],
        },
        "mine": {
            "author": "您填写的", "at": clock.now(), "value": "mine",
            "values": [(label, mine or "—") for label, _, mine in changed],
        },
    }  # fmt: skip
    if by_itself:
        return render(request, "tasks/report_conflict.html", {**sides, "report": row}, status=409)
    data: Any = QueryDict(mutable=True)
    data.update(typed.form.data)
    data["version"] = str(current.version)
    typed.form.data = data
    context = _context(request, _row(request, row.pk), form=typed.form, typed=typed.form.data, conflict=sides)
    return render(request, "tasks/report.html", context, status=409)


def _shown(row: ProgressReport, name: str) -> str:
    value = getattr(row, name)
    if name == "on_schedule":
        return {True: "达到", False: "未达到", None: ""}[value]
    if name == "promise_kept":
        return str(dict(PromiseKept.choices).get(value, ""))
    if name == "expected_finish":
        return words.iso_day(value) if value else ""
    return "" if value is None else str(value)


def _typed_word(form: forms.BaseForm, name: str) -> str:
    raw = str(form.data.get(name, "")).strip()
    if name == "on_schedule":
        return {"true": "达到", "false": "未达到"}.get(raw, "")
    if name == "promise_kept":
        return str(dict(PromiseKept.choices).get(raw, ""))
    return raw.replace("\r\n", "\n")
