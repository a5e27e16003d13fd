"""系统管理: the administrator's first page."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.government import current_government
from accounts.models import User
from core import clock
from insights.administration import may_administer, places


@login_required
@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """What do I keep, and what waits there?"""
    government = current_government(request)
    if government is None or not may_administer(request.user, government):
        raise PermissionDenied("本页供系统管理员使用。")
    assert isinstance(request.user, User)  # noqa: S101 login_required comes first
    groups = places(request.user, government, clock.today())
    context = {"groups": groups, "wrong": [one for _, listed in groups for one in listed if one.wrong]}
    return render(request, "insights/administration.html", context)
