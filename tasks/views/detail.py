"""One matter: how it stands, whose it is, and what happened."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tasks import permissions


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one task to those who may see it."""
    task = get_object_or_404(permissions.visible_to(request.user), pk=pk)
    return render(request, "tasks/detail.html", {"task": task})


@login_required
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report to those who may see its row."""
    row = get_object_or_404(permissions.reports_visible_to(request.user).select_related("assignment__task"), pk=pk)
    return render(request, "tasks/detail.html", {"task": row.assignment.task})
