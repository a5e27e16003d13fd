"""成批填报: the reports a unit has to write, on one page, last period's words beside each; it saves itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access_of
from core import clock, words
from core.http import wholes
from policies.models import Target
from tasks.forms import ReportForm
from tasks.lights import planned_percent
from tasks.models import ProgressReport, ReportState
from tasks.services import batching
from tasks.services.batching import MOST_AT_ONCE, Filled
from tasks.services.gathering import previous_reports, targets_by_task
from tasks.views.common import person
from tasks.views.typed import Typed, bound_to, by_name, reading_rows

STALE = "他人已先改过本条，请打开单件核对。"


@dataclass(slots=True)
class Row:
    """One report of the page: its form, the last one beside it, its indicators."""

    report: ProgressReport
    form: ReportForm
    last: ProgressReport
    has_last: bool
    planned: int | None
    readings: list[dict[str, Any]]
    picked: bool
    overdue_days: int
    refusal: str = ""
    is_stale: bool = False

    @property
    def key(self) -> str:
        """Return the prefix of the row's fields."""
        return _key(self.report)

    @property
    def shows_more(self) -> bool:
        """Say whether 更多栏目 stands open: indicators to fill in, something written there, or something wrong."""
        written = self.report.problems or self.report.coordination or self.report.expected_finish
        return bool(self.readings or self.refusal or written)


def _key(report: ProgressReport) -> str:
    return f"r{report.pk}"


def _unit_only(request: HttpRequest) -> None:
    if not access_of(request.user).unit_ids:
        raise PermissionDenied("成批填报供各单位使用。")


def _waiting(request: HttpRequest, pks: list[int] | None = None) -> list[ProgressReport]:
    rows = batching.to_fill(person(request)).select_related(
        "assignment__task__jurisdiction", "assignment__task__measure", "assignment__department", "drafted_by"
    )
    if pks is not None:
        return list(rows.filter(pk__in=pks).prefetch_related("readings"))
    until = parse_until(request.GET.get("until", ""))
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return list(rows.prefetch_related("readings")[: MOST_AT_ONCE + 1])


def parse_until(raw: str) -> date | None:
    """Return the day of the address, None where it is none."""
    try:
        return parse_date(raw)
    except ValueError:
        return None


@require_GET
def batch(request: HttpRequest) -> HttpResponse:
    """Show every report the person may write now, those of the nearest day first."""
    _unit_only(request)
    waiting = _waiting(request)
    return _page(request, waiting[:MOST_AT_ONCE], more=len(waiting) > MOST_AT_ONCE)


def _page(
    request: HttpRequest,
    reports: list[ProgressReport],
    *,
    more: bool = False,
    typed: dict[int, tuple[Typed, Filled]] | None = None,
    picked: set[int] | None = None,
) -> HttpResponse:
    lasts = previous_reports(reports)
    targets = targets_by_task({one.assignment.task for one in reports})
    rows = [
        _row(one, lasts.get(one.pk), targets[one.assignment.task_id], (typed or {}).get(one.pk), picked)
        for one in reports
    ]
    late = sum(1 for row in rows if row.overdue_days)
    context = {
        "rows": rows,
        "late": late,
        "more": more,
        "most": MOST_AT_ONCE,
        "failed": sum(1 for row in rows if row.refusal),
        "save_url": reverse("tasks:batch-save"),
        "until": request.GET.get("until", ""),
    }
    return render(request, "tasks/batch.html", context, status=422 if typed else 200)


def _row(
    report: ProgressReport,
    last: ProgressReport | None,
    targets: list[Target],
    done: tuple[Typed, Filled] | None,
    picked: set[int] | None,
) -> Row:
    task, today = report.assignment.task, clock.today()
    key = _key(report)
    was_typed, filled = done or (None, None)
    errors = filled.errors if filled else {}
    form = bound_to(report, prefix=key)
    if was_typed is not None:
        form = was_typed.form
        data: Any = QueryDict(mutable=True)
        data.update(form.data)
        data[f"{key}-version"] = str(filled.version if filled else report.version)
        form.data = data
        for name, text in errors.items():
            if name in form.fields and name not in form.errors:
                form.add_error(name, text)
    return Row(
        report=report,
        form=form,
        last=last or ProgressReport(),
        has_last=last is not None,
        planned=planned_percent(task.issued_on, task.due_on, today),
        readings=reading_rows(report, last, targets, form.data if was_typed else None, errors, prefix=key),
        picked=report.state == ReportState.DRAFT if picked is None else report.pk in picked,
        overdue_days=max(0, (today - report.due_on).days) if report.due_on else 0,
        refusal=_refusal(filled),
        is_stale=filled is not None and batching.is_stale(filled),
    )


def _refusal(filled: Filled | None) -> str:
    if filled is None or not filled.is_refused:
        return ""
    if batching.is_stale(filled):
        return STALE
    return filled.error.message if filled.error is not None else f"有 {len(filled.errors)} 处须更正。"


def _typed(request: HttpRequest) -> dict[int, tuple[Typed, Filled]]:
    """Return what was typed by report; only of reports the person may write now."""
    asked = wholes(request.POST.getlist("report"))[:MOST_AT_ONCE]
    reports = _waiting(request, asked)
    targets = targets_by_task({one.assignment.task for one in reports})
    found = {}
    for one in reports:
        typed = Typed(request.POST, one, targets[one.assignment.task_id], prefix=_key(one))
        found[one.pk] = (typed, Filled(one, typed.version, typed.values, typed.readings, dict(typed.errors)))
    return found


def _named(typed: dict[int, tuple[Typed, Filled]]) -> dict[str, str]:
    """Return what is wrong by the names of the page's fields."""
    errors: dict[str, str] = {}
    for one, filled in typed.values():
        if filled.error is not None:
            filled.errors |= by_name(filled.error)
            if batching.is_stale(filled) or not filled.errors:
                filled.errors["progress"] = STALE if batching.is_stale(filled) else filled.error.message
        errors |= {one.name(name): text for name, text in filled.errors.items()}
    return errors


@require_POST
def batch_save(request: HttpRequest) -> HttpResponse:
    """Keep what is typed: JSON for the page that saves itself, the page again without script."""
    _unit_only(request)
    typed = _typed(request)
    batching.save_many([filled for _, filled in typed.values()], by=person(request))
    errors = _named(typed)
    if request.headers.get("HX-Request") == "true":
        versions = {one.name("version"): filled.report.version for one, filled in typed.values() if not filled.error}
        return JsonResponse({"versions": versions, "saved_at": words.minute(clock.now()), "errors": errors})
    if errors:
        return _again(request, typed)
    messages.success(request, "已保存草稿。")
    return redirect("tasks:batch")


@require_POST
def batch_send(request: HttpRequest) -> HttpResponse:
    """Save everything, send the picked ones; those that lack something stay on the page and say what."""
    _unit_only(request)
    typed = _typed(request)
    picked = set(wholes(request.POST.getlist("send")))
    rest = [filled for pk, (_, filled) in typed.items() if pk not in picked]
    batching.save_many(rest, by=person(request))
    sent = batching.send_many([filled for pk, (_, filled) in typed.items() if pk in picked], by=person(request))
    if sent:
        reviewed = sum(1 for one in sent if one.state == ReportState.UNIT_REVIEW)
        said = [f"已报送 {len(sent) - reviewed} 件。"] if len(sent) > reviewed else []
        messages.success(request, "".join([*said, *([f"已送单位负责人审签 {reviewed} 件。"] if reviewed else [])]))
    elif not picked:
        messages.success(request, "已保存草稿，没有选择报送的事项。")
    _named(typed)
    if any(filled.is_refused for _, filled in typed.values()):
        return _again(request, typed, gone={one.pk for one in sent}, picked=picked)
    return redirect("tasks:batch")


def _again(
    request: HttpRequest,
    typed: dict[int, tuple[Typed, Filled]],
    *,
    gone: set[int] | None = None,
    picked: set[int] | None = None,
) -> HttpResponse:
    left = {pk: one for pk, one in typed.items() if pk not in (gone or set())}
    reports = _waiting(request, list(left))
    return _page(request, reports, typed=left, picked=picked)
