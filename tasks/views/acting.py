"""The page of an act: its question and its form; the same address does it when it is sent."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.models import User
from core.exceptions import DomainError, NotPermitted
from core.forms import show_errors
from tasks import permissions
from tasks.acts import BY_NAME
from tasks.acts.running import PageAct
from tasks.models import Assignment, Task
from tasks.offers import offered
from tasks.transitions import Subject
from tasks.views.common import person

RELATED = ("assignment__task__jurisdiction", "assignment__department")


def rows_of(subject: Subject, user: User) -> Any:
    """Return the rows of a kind that a person may see, with what their acts need."""
    if subject is Subject.TASK:
        return permissions.visible_to(user).select_related("jurisdiction")
    if subject is Subject.ASSIGNMENT:
        return permissions.assignments_visible_to(user).select_related("task__jurisdiction", "department")
    visible = {
        Subject.REPORT: permissions.reports_visible_to,
        Subject.EXTENSION: permissions.extensions_visible_to,
        Subject.DISPUTE: permissions.disputes_visible_to,
        Subject.URGING: permissions.urgings_visible_to,
    }[subject]
    return visible(user).select_related(*RELATED)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, subject: str, pk: int, name: str) -> HttpResponse:
    """Ask, and on POST do: 404 for what is invisible, 403 with the reason for what is not the person's to do."""
    user = person(request)
    known = BY_NAME.get((Subject(subject), name)) if subject in list(Subject) else None
    if known is None:
        raise Http404
    row = get_object_or_404(rows_of(known.subject, user), pk=pk)
    task, part = _belongings(known.subject, row)
    form: Any = known.form(
        request.POST or None, jurisdiction=task.jurisdiction, initial={"version": row.version, **_initial(known, row)}
    )
    context = {"act": known, "row": row, "task": task, "part": part, "form": form, "next": _next(request, task)}
    if request.method == "POST":
        if form.is_valid():
            try:
                known.run(row, user, form.cleaned_data, form.cleaned_data.get("version"))
            except NotPermitted as error:
                raise PermissionDenied(error.message) from error
            except DomainError as error:
                show_errors(form, error)
                conflict = error.status in (409, 412)
                return render(request, _template(request), context, status=409 if conflict else 422)
            messages.success(request, known.done)
            return redirect(_next(request, task))
        return render(request, _template(request), context, status=422)
    _refuse_early(known, row, task, part, user)
    return render(request, _template(request), context)


def _template(request: HttpRequest) -> str:
    return "tasks/act_form.html" if request.headers.get("HX-Request") == "true" else "tasks/act.html"


def _refuse_early(known: PageAct, row: Any, task: Task, part: Assignment | None, user: User) -> None:
    """Say on opening already why an act is not the person's, instead of after it was filled in."""
    who = (
        permissions.parts_on_assignment(user, part)
        if part is not None
        else permissions.parts_on_task(user, task, task.assignments.filter(is_first_lead=True).first())
    )
    if known not in offered(known.subject, row, who, task=task):
        state = getattr(row, "state_word", "") or row.get_state_display()
        raise PermissionDenied(f"现为“{state}”，您不能{known.button}。")


def _belongings(subject: Subject, row: Any) -> tuple[Task, Assignment | None]:
    if subject is Subject.TASK:
        return row, None
    part: Assignment = row if subject is Subject.ASSIGNMENT else row.assignment
    return part.task, part


def _initial(known: PageAct, row: Any) -> dict[str, Any]:
    return {"due_on": row.due_on_asked} if known.subject is Subject.EXTENSION and known.name == "grant" else {}


def _next(request: HttpRequest, task: Task) -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return asked
    return reverse("tasks:detail", args=[task.pk])
