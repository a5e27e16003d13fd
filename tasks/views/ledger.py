"""The ledger: find, compare, act on many."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tasks import permissions


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """List the tasks a person may see."""
    page = Paginator(permissions.visible_to(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "tasks/list.html", {"page": page})
