"""机构改革移交: which units have something to hand over, the plan of one, carrying it out, and the hand-over list."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import access_of
from accounts.government import current_government
from core.exceptions import DomainError, NotPermitted
from core.http import whole
from departments.models import Department, Jurisdiction
from tasks import permissions
from tasks.models import Transfer
from tasks.services import transferring
from tasks.services.transferring import TransferPlan
from tasks.views.common import person


def _office(request: HttpRequest) -> Jurisdiction:
    government = current_government(request)
    if government is None or government.pk not in access_of(request.user).supervised:
        raise PermissionDenied("只有本级督查员可以办理机构改革移交。")
    return government


@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """List the reformed units that still have something in hand, and the transfers carried out."""
    government = _office(request)
    waiting = [reform for unit in transferring.waiting_units(government) if (reform := transferring.reform_of(unit))]
    done = permissions.transfers_visible_to(request.user).filter(jurisdiction=government).select_related("done_by")
    return render(request, "tasks/transfers.html", {"waiting": waiting, "done": done[:50]})


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would go where (nothing is changed), take choices, and carry it out when `confirm` is sent."""
    government = _office(request)
    unit = get_object_or_404(Department.objects.of(government).select_related("jurisdiction"), pk=pk)
    heirs, people = _chosen(request.POST, "part"), _chosen(request.POST, "post")
    try:
        plan = transferring.plan_transfer(department=unit, heirs=heirs, people=people)
        plan = _with_rest(request, plan, heirs, people)
    except DomainError as error:
        return render(request, "tasks/transfer.html", {"unit": unit, "refusal": error.message}, status=422)
    context: dict[str, Any] = {"unit": unit, "plan": plan, "refusal": ""}
    if "confirm" not in request.POST:
        return render(request, "tasks/transfer.html", context)
    try:
        seen = request.POST.get("seen") or "-"
        done = transferring.carry_out(department=unit, by=person(request), heirs=heirs, people=people, seen=seen)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        status = 409 if error.status in (409, 412) else 422
        return render(request, "tasks/transfer.html", {**context, "refusal": error.message}, status=status)
    messages.success(request, f"已移交：事项 {done.lines.count() + len(done.drafts)} 件，人员 {len(done.people)} 人。")
    return redirect("tasks:transfer-list", done.pk)


def _chosen(sent: Mapping[str, Any], kind: str) -> dict[int, int]:
    """Return the units chosen in the fields `part-7` or `post-7`; what is left open is left out."""
    found = {}
    for name, value in sent.items():
        prefix, _, digits = name.partition("-")
        key, unit = whole(digits), whole(value)
        if prefix == kind and key is not None and unit is not None:
            found[key] = unit
    return found


def _with_rest(request: HttpRequest, plan: TransferPlan, heirs: dict[int, int], people: dict[int, int]) -> TransferPlan:
    """Let one unit take everything for which none was chosen singly, where the person says so."""
    rest = whole(request.POST.get("rest"))
    if "confirm" in request.POST or rest is None:
        return plan
    heirs |= {line.part.pk: rest for line in plan.open_lines}
    people |= {post.membership.pk: rest for post in plan.open_posts}
    return transferring.plan_transfer(department=plan.reform.department, heirs=heirs, people=people)


@require_safe
def transfer_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the hand-over list (移交单) of a transfer that was carried out, made for paper."""
    rows = permissions.transfers_visible_to(person(request)).select_related("jurisdiction", "done_by", "department")
    found: Transfer = get_object_or_404(rows, pk=pk)
    lines = list(found.lines.select_related("task", "part").order_by("task__number", "pk"))
    context = {"transfer": found, "lines": lines, "heirs": list(dict.fromkeys(line.heir_name for line in lines))}
    return render(request, "tasks/transfer_list.html", context)
