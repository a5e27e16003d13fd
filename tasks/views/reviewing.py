"""审核: everything that waits for the office's word, contradictions first."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import access_of
from accounts.government import current_government
from accounts.models import User
from core import clock
from departments.models import Jurisdiction
from tasks import permissions, selectors
from tasks.acts.bulk import BULK
from tasks.acts.running import PageAct
from tasks.models import DisputeState, ExtensionState, ReportState, TaskState
from tasks.transitions import Subject
from tasks.views.common import person

AT_MOST = 100


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """List reports, claims of completion, extensions and disputes to be decided, oldest first."""
    user = person(request)
    government = current_government(request)
    if government is None or government.pk not in access_of(user).overseen:
        raise PermissionDenied("本页供督查室使用。")
    rows: Any = selectors.rows(user).filter(jurisdiction=government, archived_at=None)
    today = clock.today()
    reports = (
        permissions.reports_visible_to(user)
        .filter(assignment__task__jurisdiction=government, state=ReportState.SUBMITTED)
        .select_related("assignment__task", "assignment__department")
        .order_by("submitted_at")[:AT_MOST]
    )
    requests = permissions.extensions_visible_to(user).filter(assignment__task__jurisdiction=government)
    waiting = [ExtensionState.FORWARDED, ExtensionState.SUBMITTED]
    contradictory = rows.filter(selectors.QUEUE_NAMES["contradiction"].keep(user, today))
    context: dict[str, Any] = {
        "contradictions": list(selectors.ordered(contradictory)[:AT_MOST]),
        "completions": list(selectors.ordered(rows.filter(state=TaskState.COMPLETION_SUBMITTED))[:AT_MOST]),
        "reports": list(reports),
        "extensions": list(
            requests.filter(state__in=waiting)
            .select_related("assignment__task", "assignment__department")
            .order_by("asked_at")[:AT_MOST]
        ),
        "disputes": list(
            permissions.disputes_visible_to(user)
            .filter(assignment__task__jurisdiction=government, state=DisputeState.OPEN)
            .select_related("assignment__task", "assignment__department", "suggested_department")
            .order_by("raised_at")[:AT_MOST]
        ),
    }
    context["total"] = sum(len(found) for found in context.values())
    context["picks"] = _picks(user, government)
    return render(request, "tasks/reviews.html", context)


def _picks(user: User, government: Jurisdiction) -> dict[str, list[PageAct]]:
    """Return what the person may do on many rows of each section at once."""
    access = access_of(user)
    supervises, leads = government.pk in access.supervised, government.pk in access.led
    asked: dict[str, tuple[Subject, tuple[str, ...]]] = {
        "completions": (Subject.TASK, ("verify", "return_completion") if supervises else ()),
        "reports": (Subject.REPORT, ("accept", "return") if supervises else ()),
        "extensions": (
            Subject.EXTENSION,
            (*(("forward",) if supervises else ()), *(("grant", "refuse") if supervises or leads else ())),
        ),
    }
    return {section: [BULK[subject, name] for name in names] for section, (subject, names) in asked.items()}
