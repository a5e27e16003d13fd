"""Keeping a list with its conditions under a name, and forgetting it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.government import current_government
from accounts.models import SavedView, User
from accounts.services.saving import drop_view, save_view
from core.exceptions import DomainError
from core.http import safe_next


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the conditions of the page the form stands on."""
    assert isinstance(request.user, User)  # noqa: S101 login_required comes first
    back = safe_next(request, "insights:home")
    try:
        made = save_view(
            user=request.user, place=request.POST.get("place", ""), name=request.POST.get("name", ""),
            query=back.partition("?")[2], jurisdiction=current_government(request),
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, f"没有保存：{error.message}")
    else:
        messages.success(request, f"已存为常用视图“{made.name}”。")
    return redirect(back)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own; another person's is not there."""
    assert isinstance(request.user, User)  # noqa: S101 login_required comes first
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    drop_view(view=view, by=request.user, jurisdiction=current_government(request))
    messages.success(request, f"已删除常用视图“{view.name}”。")
    return redirect(safe_next(request, "insights:home"))
