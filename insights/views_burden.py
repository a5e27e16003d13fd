"""The page of a unit's burden."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import access_of
from accounts.models import User
from core import clock
from departments.models import Department
from insights.unit_burden import may_see_burden, unit_burden


@login_required
@require_safe
def burden(request: HttpRequest, pk: int) -> HttpResponse:
    """How much is this unit asked to report, and what of it twice?"""
    assert isinstance(request.user, User)  # noqa: S101 login_required comes first
    units = Department.objects.visible_to(request.user).select_related("jurisdiction")
    unit = get_object_or_404(units, pk=pk)
    if not may_see_burden(request.user, unit):
        raise PermissionDenied("填报负担供督查室和本单位查看。")
    found = unit_burden(request.user, unit, clock.today())
    context = {
        "unit": unit,
        "found": found,
        "months": {
            "labels": [f"{month.month}月" for month, _ in found.months],
            "values": [count for _, count in found.months],
            "unit": "份",
        },
        "is_office": unit.jurisdiction_id in access_of(request.user).overseen,
    }
    return render(request, "insights/burden.html", context)
