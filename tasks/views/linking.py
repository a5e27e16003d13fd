"""同报: what asks the same in several documents, linked by supervisors so that a unit reports once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access_of
from accounts.government import current_government
from core.exceptions import DomainError, NotPermitted
from core.http import safe_next, whole, wholes
from departments.models import Department
from tasks import permissions
from tasks.linked import groups, suggestions
from tasks.services.linking import link_tasks, unlink_task
from tasks.views.common import person


@require_GET
def linked(request: HttpRequest) -> HttpResponse:
    """Show what seems to ask the same, and the groups there are."""
    user, government = person(request), current_government(request)
    if government is None or government.pk not in access_of(user).overseen:
        raise PermissionDenied("本页供督查室使用。")
    units = Department.objects.filter(jurisdiction=government, valid_to=None).order_by("name")
    unit = units.filter(pk=whole(request.GET.get("unit")) or 0).first()
    context = {
        "suggestions": suggestions(user, government, unit=unit),
        "groups": groups(user, government),
        "units": units,
        "unit": unit,
        "is_supervisor": government.pk in access_of(user).supervised,
    }
    return render(request, "tasks/linked.html", context)


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Link the matters that were picked."""
    back = safe_next(request, "tasks:linked")
    picked = set(wholes(request.POST.getlist("task")))
    tasks = list(permissions.visible_to(request.user).filter(pk__in=picked))
    if len(tasks) != len(picked):
        raise Http404
    try:
        made = link_tasks(tasks=tasks, by=person(request), reason=request.POST.get("reason", "").strip())
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        messages.error(request, f"没有设为同报：{error.message}")
    else:
        count = made.members.count()
        messages.success(request, f"已设为同报，本组 {count} 件。同一单位报送其中一件，其余同期报送一并答复。")
    return redirect(back)


@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one matter out of its group."""
    task = get_object_or_404(permissions.visible_to(request.user), pk=pk)
    try:
        unlink_task(task=task, by=person(request))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "已解除同报，此后各自报送。已报送的不变。")
    return redirect(safe_next(request, "tasks:linked"))
