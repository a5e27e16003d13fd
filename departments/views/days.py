"""The working-day calendar: what the notices say, and the days a government set itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from audit.context import Principal
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from departments import services
from departments.forms import DayForm
from departments.models import DayOverride, Jurisdiction
from departments.permissions import may_administer
from departments.selectors import work_calendar
from departments.views.common import here, person


def _administrator(request: HttpRequest, jurisdiction: Jurisdiction) -> Principal:
    if not may_administer(request.user, jurisdiction):
        raise PermissionDenied("只有本级系统管理员可以调整工作日。")
    return person(request)


@require_http_methods(["GET", "POST"])
def day_list(request: HttpRequest) -> HttpResponse:
    """Show the days set by notice, newest first, and which years have none; the administrator sets a day."""
    jurisdiction, today = here(request), clock.today()
    if request.method == "POST":
        _administrator(request, jurisdiction)
    form = DayForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            row = services.set_day(
                jurisdiction=jurisdiction, day=values["day"], is_working=values["is_working"] == "work",
                name=values["name"], source=values["source"], by=person(request),
            )  # fmt: skip
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"已调整：{row}。")
            return redirect("departments:days")
    calendar = work_calendar(jurisdiction)
    context = {
        "form": form,
        "days": DayOverride.objects.filter(Q(jurisdiction=jurisdiction) | Q(jurisdiction=None)).order_by("-day", "id"),
        "provisional": [
            year for year in (today.year, today.year + 1) if calendar.is_provisional(today.replace(year, 12, 31))
        ],
        "may_set": may_administer(request.user, jurisdiction),
    }
    return render(request, "departments/days.html", context, status=422 if form.errors else 200)


@require_POST
def day_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a day be again what the yearly notice says."""
    jurisdiction = here(request)
    override = get_object_or_404(DayOverride, pk=pk, jurisdiction=jurisdiction)
    by = _administrator(request, jurisdiction)
    shown = str(override)
    services.drop_day(override=override, by=by)
    messages.success(request, f"已取消调整：{shown}。")
    return redirect("departments:days")
