"""立项交办: drafts from confirmed measures or by hand, shaped, looked at once more, and issued together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access_of
from accounts.government import current_government
from core.exceptions import DomainError
from core.forms import show_errors
from core.http import whole, wholes
from departments.forms import UnitChoice
from departments.models import Department, Jurisdiction
from policies.models import Measure, Policy, UnitRole
from tasks import permissions
from tasks.forms import MatterForm, ShapeForm
from tasks.models import Task, TaskState
from tasks.models.task import UNISSUED_TASK_STATES
from tasks.services import drafting, registering, shaping
from tasks.views.common import person


def _supervised(request: HttpRequest) -> Jurisdiction:
    government = current_government(request)
    if government is None or government.pk not in access_of(request.user).supervised:
        raise PermissionDenied("只有本级督查员可以立项和交办。")
    return government


def _drafts(request: HttpRequest, government: Jurisdiction) -> Any:
    rows = permissions.visible_to(request.user).filter(jurisdiction=government, state__in=UNISSUED_TASK_STATES)
    policy = whole(request.GET.get("policy") or request.POST.get("policy"))
    if policy is not None:
        rows = rows.filter(policy=policy)
    return rows.order_by("policy_id", "measure__position", "pk")


@require_GET
def issue_page(request: HttpRequest) -> HttpResponse:
    """Show what issuing would do: tasks by unit, due dates, who is told, what stands in the way."""
    government = _supervised(request)
    drafts = list(_drafts(request, government))
    shown = registering.preview(drafts)
    problems: dict[int, list[str]] = {}
    for problem in shown.problems:
        problems.setdefault(problem.task.pk, []).append(problem.message)
    context = {
        "shown": shown,
        "rows": [{"task": task, "problems": problems.get(task.pk, [])} for task in shown.tasks],
        "ready": [task for task in shown.tasks if task.pk not in problems],
        "jointly": [task for task in shown.tasks if _offers_first_listed(task)],
        "policies": _policies_to_draft(government),
        "policy": request.GET.get("policy", ""),
        "confirm": request.GET.get("confirm") == "issue",
    }
    return render(request, "tasks/issue.html", context)


def _offers_first_listed(task: Task) -> bool:
    roles = {part.role for part in task.assignments.all()}
    return UnitRole.LEAD not in roles and UnitRole.JOINT in roles


def _policies_to_draft(government: Jurisdiction) -> list[Policy]:
    """Return the policies with confirmed measures that have no task yet, with their number in `waiting`."""
    measures = Measure.objects.current().confirmed().filter(policy_version__policy__jurisdiction=government)
    free = measures.exclude(
        pk__in=Task.objects.exclude(state=TaskState.CANCELLED).filter(measure__isnull=False).values("measure")
    )
    counts = dict(free.values_list("policy_version__policy").annotate(n=Count("pk")))
    found = list(Policy.objects.filter(pk__in=counts).order_by("-pk"))
    for policy in found:
        policy.waiting = counts[policy.pk]  # type: ignore[attr-defined]
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which tasks a policy's measures give and how they can be split; count them again, or draft them."""
    government = _supervised(request)
    policy = get_object_or_404(Policy, pk=pk, jurisdiction=government)
    choices = drafting.choices_of(policy)
    split = _split(request)
    if "draft" not in request.POST:
        rows: list[dict[str, Any]] = [
            {"choice": one, "way": (way := split.get(one.measure.pk, "")), "titles": one.titles(way)} for one in choices
        ]
        splittable = [row for row in rows if row["choice"].targets or row["choice"].scopes]
        context = {
            "policy": policy,
            "rows": rows,
            "splittable": splittable,
            "count": sum(len(row["titles"]) for row in rows),
        }
        return render(request, "tasks/split.html", context)
    try:
        done = drafting.draft_tasks(policy=policy, by=person(request), split=split)
    except DomainError as error:
        messages.error(request, f"没有拟办：{error.message}")
        return redirect("tasks:issue-draft", pk)
    messages.success(request, f"已拟办 {len(done)} 件，请核对后交办。")
    return redirect(f"{reverse('tasks:issue')}?policy={policy.pk}")


def _split(request: HttpRequest) -> dict[int, str]:
    """Return by measure how it is to be split; one task a measure is the rule and left out."""
    sent = [(name.partition("-")[2], value) for name, value in request.POST.items() if name.startswith("split-")]
    return {pk: str(way) for text, way in sent if (pk := whole(text)) is not None and way}


@require_POST
def first_listed(request: HttpRequest) -> HttpResponse:
    """Name the unit listed first as lead of the drafts that have units side by side."""
    government = _supervised(request)
    done = shaping.name_first_listed(tasks=_drafts(request, government), by=person(request))
    messages.success(request, f"已将列首位的单位定为牵头：{len(done)} 件，依据标为“列首位，推定”。")
    return redirect(_back(request))


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Number and issue the tasks picked, all or nothing."""
    government = _supervised(request)
    picked = wholes(request.POST.getlist("task"))
    chosen = list(_drafts(request, government).filter(pk__in=picked))
    if not chosen:
        messages.error(request, "没有交办：请先选择事项。")
        return redirect(_back(request))
    try:
        done = registering.register_and_issue(tasks=chosen, by=person(request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(_back(request))
    units = len({part.department_id for task in done for part in task.assignments.all()})
    messages.success(request, f"已交办 {len(done)} 件，涉及 {units} 个单位：{done[0].number} 至 {done[-1].number}。")
    return redirect("tasks:list")


def _back(request: HttpRequest) -> str:
    policy = request.POST.get("policy", "")
    return reverse("tasks:issue") + (f"?policy={policy}" if policy.isdecimal() else "")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a matter that comes without a document."""
    government = _supervised(request)
    form = MatterForm(request.POST or None, request.FILES or None, jurisdiction=government)
    if request.method == "POST" and form.is_valid():
        try:
            task = drafting.register_by_hand(jurisdiction=government, by=person(request), **form.cleaned_data)
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, "已拟办，请核对后交办。")
            return redirect("tasks:shape", task.pk)
    return render(request, "tasks/new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def shape(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a draft before it is issued: due date, cadence, units, first lead."""
    government = _supervised(request)
    rows = permissions.visible_to(request.user).filter(jurisdiction=government).select_related("measure", "policy")
    task = get_object_or_404(rows.filter(state__in=UNISSUED_TASK_STATES), pk=pk)
    form = ShapeForm(
        request.POST if request.POST.get("act") == "save" else None,
        initial={"version": task.version, "due_on": task.due_on, "due_text": task.due_text, "cadence": task.cadence},
    )
    if request.method == "POST":
        try:
            done = _shape(request, task, form)
        except DomainError as error:
            show_errors(form, error) if form.is_bound else messages.error(request, error.message)
        else:
            if done:
                return redirect(done)
    parts = task.assignments.standing().select_related("department", "responsibility")
    context = {
        "task": task,
        "form": form,
        "parts": parts,
        "problems": registering.problems_of(task),
        "units": UnitChoice(government, label="单位").queryset,
        "roles": UnitRole.choices,
        "as_written": drafting.units_as_written(task),
        "undecided": registering.undecided_of(task),
        "may_discard": shaping.may_discard(task, person(request)),
    }
    return render(request, "tasks/shape.html", context, status=422 if request.method == "POST" else 200)


def _shape(request: HttpRequest, task: Task, form: ShapeForm) -> str:
    """Do what the button says; return where to go on, or nothing where the form has errors."""
    user, act = person(request), request.POST.get("act", "")
    here = reverse("tasks:shape", args=[task.pk])
    if act == "save":
        if not form.is_valid():
            return ""
        data = form.cleaned_data
        with transaction.atomic():  # one form, one save: both or neither
            changed = shaping.set_due(
                task=task, on=data["due_on"], text=data["due_text"], by=user, version=data["version"]
            )
            shaping.set_cadence(task=changed, cadence=data["cadence"], by=user)
        messages.success(request, "已保存。")
    elif act == "discard":
        shaping.discard(task=task, by=user)
        messages.success(request, "已删除拟办。")
        return reverse("tasks:issue")
    elif act == "refresh":
        shaping.refresh_units(task=task, by=user)
    elif act == "remove":
        part = get_object_or_404(task.assignments.select_related("task"), pk=request.POST.get("part") or 0)
        shaping.remove_unit(assignment=part, by=user)
    elif act in ("lead", "add", "succeed"):
        known = Department.objects.filter(Q(jurisdiction=task.jurisdiction_id))
        unit = get_object_or_404(known, pk=request.POST.get("department") or 0)
        if act == "lead":
            shaping.name_first_lead(task=task, department=unit, by=user)
        elif act == "succeed":
            duty = request.POST.get("responsibility", "")
            shaping.settle_successor(task=task, responsibility=whole(duty) or 0, department=unit, by=user)
        else:
            shaping.add_unit(task=task, department=unit, role=request.POST.get("role", UnitRole.CO), by=user)
    return here
