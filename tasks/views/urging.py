"""The supervisor's work list of what is overdue, urging many at once with a preview, and the ledger of urgings."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access_of
from accounts.government import current_government
from core import clock
from core.exceptions import DomainError, NotPermitted
from core.forms import show_errors
from core.http import wants_partial, wholes
from departments.models import Jurisdiction
from tasks import permissions, selectors
from tasks.acts.bulk import BULK
from tasks.filters import OverdueFilter, TaskFilter
from tasks.forms import UrgeForm
from tasks.models import Assignment, UrgingLevel
from tasks.services import urging
from tasks.services.bulk import MOST_AT_ONCE, refuse_too_many
from tasks.transitions import Subject
from tasks.views.common import person

ROWS = 50
# what is done to overdue parts besides urging
FROM_OVERDUE = (
    (Subject.EXTENSION, "grant"),
    (Subject.EXTENSION, "refuse"),
    (Subject.REPORT, "return"),
    (Subject.TASK, "note"),
)


def _office(request: HttpRequest) -> Jurisdiction:
    """Return the government whose office the person belongs to; 403 for everybody else."""
    government = current_government(request)
    if government is None or government.pk not in access_of(request.user).overseen:
        raise PermissionDenied("本页供督查室使用。")
    return government


def _overdue_rows(request: HttpRequest, government: Jurisdiction) -> OverdueFilter:
    """Return what is late under the conditions of the address."""
    rows = selectors.work_list(person(request)).filter(task__jurisdiction=government)
    return OverdueFilter(request.GET, queryset=rows, request=request)


@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """List the parts that are late, with what was sent last, to be urged together."""
    government = _office(request)
    found = _overdue_rows(request, government)
    page = Paginator(found.qs.order_by("light_since", "task_id", "pk"), ROWS).get_page(request.GET.get("page"))
    today = clock.today()
    unurged = [
        part
        for part in page
        if part.last_urged_on is None or (today - part.last_urged_on).days >= selectors.URGED_LATELY_DAYS
    ]
    levels = dict(UrgingLevel.choices)
    for part in page:
        part.last_level_word = levels.get(part.last_level, "")
    context = {
        "page": page,
        "filter": found,
        "narrowed": any(request.GET.get(name) for name in found.form.fields),
        "unurged": len(unurged),
        "units": len({part.department_id for part in page}),
        "is_supervisor": government.pk in access_of(request.user).supervised,
        "most": MOST_AT_ONCE,
        "bulk_acts": [BULK[key] for key in FROM_OVERDUE],
    }
    return render(request, "tasks/overdue_rows.html" if wants_partial(request) else "tasks/overdue.html", context)


def _picked(request: HttpRequest, government: Jurisdiction) -> list[Assignment]:
    """Return the parts to be urged; more than one go holds are refused whole.

    They are picked by themselves, as the first leads of tasks picked, or with `whole` as everything that the list
    (`parts`: the overdue list, `tasks`: the ledger) shows under the conditions of the address.
    """
    visible = permissions.assignments_visible_to(request.user).filter(task__jurisdiction=government)
    whole = request.POST.get("whole", "")
    if whole == "parts":
        chosen = visible.filter(pk__in=_overdue_rows(request, government).qs.order_by().values("pk"))
    elif whole == "tasks":
        base = selectors.rows(request.user).filter(jurisdiction=government)
        tasks = TaskFilter(request.GET, queryset=base, request=request).qs
        chosen = visible.open().filter(task__in=tasks.order_by().values("pk"), is_first_lead=True)
    else:
        parts = wholes(request.POST.getlist("part"))
        tasks = wholes(request.POST.getlist("task"))
        refuse_too_many(len(parts) + len(tasks), what="没有催办")
        chosen = visible.filter(pk__in=parts) | visible.standing().filter(task__in=tasks, is_first_lead=True)
    refuse_too_many(chosen.count(), what="没有催办")
    return list(chosen.select_related("task__jurisdiction", "department").order_by("pk"))


@require_POST
def urge_many(request: HttpRequest) -> HttpResponse:
    """Show every letter first; with `send` send them, all or none."""
    government = _office(request)
    try:
        parts = _picked(request, government)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("tasks:overdue")
    if not parts:
        messages.error(request, "没有催办：请先选择事项。")
        return redirect("tasks:overdue")
    sending = "send" in request.POST
    data = request.POST if "level" in request.POST else None
    form = UrgeForm(data, jurisdiction=government)
    level = request.POST.get("level", UrgingLevel.REMINDER)
    shown = urging.preview(parts, level if level in UrgingLevel.values else UrgingLevel.REMINDER)
    if "drop" in request.POST and shown.letters:
        parts = [part for letter in shown.letters for part in letter.parts]
        shown = replace(shown, refused=())
    if sending and form.is_valid():
        try:
            done = _send(request, parts, form.cleaned_data)
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, done)
            return redirect("tasks:overdue")
    context: dict[str, Any] = {
        "form": form,
        "shown": shown,
        "parts": parts,
        "example": urging.default_text(parts[0].task),
    }
    return render(request, "tasks/urge.html", context, status=422 if sending else 200)


def _send(request: HttpRequest, parts: list[Assignment], data: dict[str, Any]) -> str:
    sent = urging.urge_many(
        assignments=parts, level=data["level"], text=data["text"], term=data["term"], by=person(request)
    )
    units = len({one.assignment.department_id for one in sent})
    if sent and sent[0].is_proposal:
        return f"已提请领导决定：{sent[0].get_level_display()} {len(sent)} 件，涉及 {units} 个单位。"
    return f"已发出 {units} 封催办函，涉及 {len(sent)} 件。"


@require_GET
def urgings(request: HttpRequest) -> HttpResponse:
    """List the urgings of the office: what waits for a leader, for a reply, and what was answered."""
    government = _office(request)
    rows = permissions.urgings_visible_to(request.user).filter(assignment__task__jurisdiction=government)
    queues = {
        "": ("待回复", rows.unanswered()),
        "proposed": ("待领导决定", rows.proposed()),
        "all": ("全部", rows),
    }
    current = request.GET.get("queue", "")
    label, chosen = queues.get(current, queues[""])
    listed = chosen.select_related("assignment__task", "assignment__department", "issued_by").order_by("-pk")
    page = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    tabs = [
        {"label": name, "url": f"?queue={key}" if key else "?", "count": found.count(), "current": key == current}
        for key, (name, found) in queues.items()
    ]
    context = {"page": page, "tabs": tabs, "label": label, "today": clock.today()}
    return render(request, "tasks/urgings.html", context)
