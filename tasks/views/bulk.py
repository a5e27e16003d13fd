"""One act on the rows that were picked in a list: shown first, row by row, then done on all of them or on none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.exceptions import DomainError, NotPermitted
from core.forms import show_errors
from core.http import safe_next, whole, wholes
from tasks import permissions
from tasks.acts.bulk import BULK, attempt, refusal
from tasks.acts.running import PageAct
from tasks.models import Assignment, ReportState, Task
from tasks.models.extension import OPEN_EXTENSION_STATES
from tasks.services.bulk import Refusal, refuse_too_many, task_of
from tasks.transitions import Subject
from tasks.views.acting import rows_of
from tasks.views.common import person

# the reason a rehearsal is given before the person has written one
STAND_IN = "（预览）"
NOTHING_TO_DO = {
    Subject.REPORT: "所选任务没有待审核的报送",
    Subject.EXTENSION: "所选任务没有待决定的延期申请",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the preview shows it, and why the act cannot be done on it."""

    row: Any
    task: Task
    unit: str
    refused: str

    @property
    def picked(self) -> str:
        """Return the row with the version that was seen, as the form carries it."""
        return f"{self.row.pk}:{self.row.version}"


def picked_of(request: HttpRequest, subject: Subject) -> dict[int, int | None]:
    """Return the rows that were picked, each with the version seen where the list or the preview says it."""
    found: dict[int, int | None] = {}
    for value in [*request.POST.getlist("row"), *request.POST.getlist(str(subject))]:
        pk, _, version = value.partition(":")
        if (key := whole(pk)) is not None:
            found[key] = whole(version)
    return found


def _of_parts(request: HttpRequest, subject: Subject) -> dict[int, int | None]:
    """Return what an act is about where units' parts were picked: their matters, sent reports, open requests."""
    picked = wholes(request.POST.getlist("part"))
    parts = permissions.assignments_visible_to(request.user).filter(pk__in=picked)
    found: Any
    if subject is Subject.TASK:
        found = parts.values_list("task", flat=True)
    elif subject is Subject.REPORT:
        rows = permissions.reports_visible_to(request.user).filter(assignment__in=parts)
        found = rows.filter(state=ReportState.SUBMITTED).values_list("pk", flat=True)
    elif subject is Subject.EXTENSION:
        requests = permissions.extensions_visible_to(request.user).filter(assignment__in=parts)
        found = requests.filter(state__in=OPEN_EXTENSION_STATES).values_list("pk", flat=True)
    else:
        return {}
    return dict.fromkeys(found)


@require_POST
def act_many(request: HttpRequest, subject: str, name: str) -> HttpResponse:
    """Show what the act would do; with `send` do it. 404 for an invisible row, 403 where none is the person's."""
    known = BULK.get((Subject(subject), name)) if subject in list(Subject) else None
    if known is None:
        raise Http404
    picked = picked_of(request, known.subject) or _of_parts(request, known.subject)
    back = safe_next(request, "tasks:list")
    if not picked:
        what = NOTHING_TO_DO.get(known.subject, "请先选择") if "part" in request.POST else "请先选择"
        messages.error(request, f"没有{known.button}：{what}。")
        return redirect(back)
    try:
        refuse_too_many(len(picked), what=f"没有{known.button}")
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(back)
    rows = list(rows_of(known.subject, person(request)).filter(pk__in=picked).order_by("pk"))
    if len(rows) != len(picked):
        raise Http404
    try:
        return _answer(request, known, rows, picked, back)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error


def _answer(
    request: HttpRequest, known: PageAct, rows: Sequence[Any], picked: dict[int, int | None], back: str
) -> HttpResponse:
    sending = "send" in request.POST
    typed = request.POST if sending or "look" in request.POST else None
    form: Any = known.form(typed, jurisdiction=task_of(rows[0]).jurisdiction)
    versions = {pk: version for pk, version in picked.items() if version is not None}
    if sending and form.is_valid():
        refused = attempt(known, rows, by=person(request), data=form.cleaned_data, versions=versions)
        if not refused:
            messages.success(request, f"{known.button} {len(rows)} 件。{known.done}")
            return redirect(back)
        show_errors(form, refusal(known, refused, len(rows)))
    else:
        refused = attempt(known, rows, by=person(request), data=_for_rehearsal(form), versions=versions, rehearse=True)
    kept = rows if "drop" not in request.POST else [row for row in rows if row not in {one.row for one in refused}]
    context = {
        "act": known,
        "form": form,
        "lines": _lines(kept, refused, versions),
        "refused": len(refused) if kept is rows else 0,
        "next": back,
    }
    return render(request, "tasks/bulk.html", context, status=422 if sending else 200)


def _for_rehearsal(form: Any) -> dict[str, Any]:
    """Return what was typed where it is complete, else the same with a stand-in for the words still missing."""
    if form.is_bound and form.is_valid():
        return dict(form.cleaned_data)
    return {name: STAND_IN if field.required else field.initial or "" for name, field in form.fields.items()} | (
        {"due_on": None} if "due_on" in form.fields else {}
    )


def _lines(rows: Sequence[Any], refused: Sequence[Refusal], versions: dict[int, int]) -> list[Line]:
    why = {one.row.pk: one.error.message for one in refused}
    leads = Assignment.objects.standing().filter(task__in=[task_of(row).pk for row in rows], is_first_lead=True)
    led_by = dict(leads.values_list("task", "department__name"))
    for row in rows:
        row.version = versions.get(row.pk, row.version)
    return [
        Line(
            row,
            task_of(row),
            led_by.get(row.pk, "") if isinstance(row, Task) else row.assignment.department.name,
            why.get(row.pk, ""),
        )
        for row in rows
    ]
