"""One matter: how it stands, whether what we are told is true, whose it is, and what happened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import clock
from core.http import wants_partial
from core.recent import remember
from tasks import permissions, selectors
from tasks.acts.running import PageAct
from tasks.matter import SHOWN_AT_FIRST, Matter
from tasks.models import Assignment, AssignmentState, ProgressReport, Task, TaskEvent
from tasks.models.report import UNSENT_REPORT_STATES
from tasks.offers import offered
from tasks.transitions import Subject, Who
from tasks.views.common import person
from tasks.words import act_said

KINDS = (("", "全部"), ("report", "报送"), ("urging", "催办"), ("extension", "延期"))
ICONS = {
    "report": "file-earmark-text", "urging": "bell", "extension": "calendar-event", "dispute": "question-circle",
    "assignment": "person", "task": "send",
}  # fmt: skip
# the one primary button, by state and role: the first of these that is offered
PRIMARY = ("receive", "verify", "submit_completion", "close", "resume", "register", "reopen")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one task to those who may see it; everybody else reads that there is none."""
    user = person(request)
    thresholds = selectors.thresholds_for(user)
    task = get_object_or_404(selectors.rows(user), pk=pk)
    remember(request, "task", task.pk)
    matter = Matter(task, user=user, thresholds=thresholds)
    kind, every = request.GET.get("kind", ""), "all" in request.GET
    events = matter.events(kind, every=every)
    context = {
        "matter": matter,
        "task": task,
        "units": [_unit(matter, row) for row in matter.units],
        "events": [entry(event) for event in events],
        "more_events": f"?kind={kind}&all=1#history" if len(events) == SHOWN_AT_FIRST and not every else "",
        "kinds": [
            {"label": label, "url": f"?kind={name}#history" if name else "?#history", "current": name == kind}
            for name, label in KINDS
        ],
        "extensions": [_offer(matter, Subject.EXTENSION, row) for row in matter.extensions],
        "disputes": [_offer(matter, Subject.DISPUTE, row) for row in matter.disputes],
        "urgings": [_offer(matter, Subject.URGING, row) for row in matter.urgings],
        "next_due": _next_report_day(matter),
        "policy_url": _policy_url(task),
        "cadence_word": task.get_cadence_display(),
        **_buttons(matter),
        **_days(matter),
    }
    template = "tasks/history.html" if wants_partial(request) and "kind" in request.GET else "tasks/detail.html"
    return render(request, template, context)


def _policy_url(task: Task) -> str:
    """Return the page of the policy, empty for a matter without one."""
    return reverse("policies:detail", args=[task.policy_id]) if task.policy_id else ""


def _days(matter: Matter) -> dict[str, Any]:
    """Return what is left of the current deadline: calendar days late, or working days."""
    due, today = matter.task.due_on, matter.today
    days: dict[str, Any] = dict.fromkeys(("overdue_days", "overdue_original", "working_days", "calendar_days"))
    days["provisional"], days["explained"] = False, ""
    days["receipts"] = [
        (part, matter.calendar.explain(matter.task.issued_on, part.receipt_due_on))
        for part in matter.own
        if part.state == AssignmentState.PENDING_RECEIPT and part.receipt_due_on and matter.task.issued_on
    ]
    if due is None or matter.task.light_reason == "not_open":
        return days
    if due < today:
        original = matter.task.original_due_on
        days["overdue_days"] = (today - due).days
        days["overdue_original"] = (today - original).days if original and original != due else None
        return days
    days["working_days"] = matter.calendar.between(today, due)
    days["calendar_days"] = (due - today).days
    days["provisional"] = matter.calendar.is_provisional(due)
    days["explained"] = matter.calendar.explain(today, due)
    return days


def _unit(matter: Matter, row: dict[str, Any]) -> dict[str, Any]:
    part: Assignment = row["part"]
    held = matter.parts_held(part)
    report: ProgressReport | None = row["report"]
    acts = offered(Subject.ASSIGNMENT, part, held, task=matter.task)
    return {
        "part": part,
        "report": report,
        "report_word": _report_word(matter, report),
        "readable": report is not None and permissions.may_read_content(matter.user, report),
        "report_acts": offered(Subject.REPORT, report, held, task=matter.task) if report is not None else [],
        "acts": acts,
        "is_own": row["is_own"],
        "held_by": row["held_by"],
        "is_gone": row["is_gone"],
    }


def _report_word(matter: Matter, report: ProgressReport | None) -> str:
    if report is None:
        return "不须报送"
    if report.state in UNSENT_REPORT_STATES and report.is_missed(matter.today):
        return "逾期未报"
    if report.state in ("draft", "unit_review") and not permissions.may_act_for(matter.user, report.assignment):
        return "草稿中"
    return report.get_state_display()


def _offer(matter: Matter, subject: Subject, row: Any) -> dict[str, Any]:
    held = matter.parts_held(row.assignment)
    return {"row": row, "acts": offered(subject, row, held, task=matter.task)}


def _buttons(matter: Matter) -> dict[str, Any]:
    """Return the primary act of the page, the acts behind 更多, and the report to be written or reviewed next."""
    task = matter.task
    acts: list[tuple[Any, PageAct]] = []
    for part in matter.own:
        acts += [(part, act) for act in offered(Subject.ASSIGNMENT, part, matter.parts_held(part), task=task)]
    if matter.lead is not None and matter.lead not in matter.own:
        office = offered(Subject.ASSIGNMENT, matter.lead, matter.parts_held(matter.lead), task=task)
        acts += [(matter.lead, act) for act in office if act.name == "urge"]
    acts += [(task, act) for act in offered(Subject.TASK, task, matter.parts_held(None), task=task)]
    to_write = _own_report(matter)
    to_review = _report_to_review(matter)
    first = next(((row, act) for name in PRIMARY for row, act in acts if act.name == name), None)
    signing = first is not None and first[1].name == "receive"
    if (to_review is not None and not (first and first[1].name == "verify")) or (to_write is not None and not signing):
        first = None
    return {
        "to_write": None if signing else to_write,
        "to_review": to_review,
        "primary": first,
        "more": [(row, act) for row, act in acts if (row, act) != first],
    }


def _own_report(matter: Matter) -> ProgressReport | None:
    own = {part.pk for part in matter.own if part.state != "pending_receipt"}
    waiting = [r for r in matter.reports if r.assignment_id in own and r.state in UNSENT_REPORT_STATES]
    # the earliest that is still owed
    return waiting[-1] if waiting else None


def _report_to_review(matter: Matter) -> ProgressReport | None:
    if Who.SUPERVISOR not in matter.parts_held(None):
        return None
    return next((report for report in matter.reports if report.state == "submitted"), None)


def _next_report_day(matter: Matter) -> Any:
    days = [r.due_on for r in matter.reports if r.state in UNSENT_REPORT_STATES and r.due_on]
    return min((day for day in days if day >= clock.today()), default=None)


def entry(event: TaskEvent) -> dict[str, Any]:
    """Return one event as the history component shows it."""
    subject = event.action.partition(".")[0]
    by_unit = event.unit_name if event.unit_name not in event.by_name else ""
    about = event.assignment.department.name if event.assignment and not event.unit_name else ""
    who = "，".join(part for part in (event.by_name, by_unit, about and f"致{about}") if part)
    is_quote = event.action in ("report.return", "assignment.return_done", "task.return_completion", "report.send_back")
    return {
        "at": event.at,
        "icon": "arrow-return-left" if is_quote else ICONS.get(subject, "circle"),
        "act": act_said(event.action),
        "who": who,
        "detail": "" if is_quote else event.text,
        "quote": event.text if is_quote else "",
    }


def visible_task(request: HttpRequest, pk: int) -> Task:
    """Return a task the person may see; 404 otherwise."""
    found: Task = get_object_or_404(permissions.visible_to(request.user).select_related("jurisdiction"), pk=pk)
    return found
