"""Collective units and their members."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from audit.context import Principal
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from departments import services
from departments.forms import RosterForm, lines
from departments.models import Roster
from departments.permissions import may_keep_register
from departments.selectors import departments_brought, roster_departments, with_departments
from departments.views.common import here, keeper


@require_safe
def roster_list(request: HttpRequest) -> HttpResponse:
    """Show the collective units with today's members."""
    jurisdiction, today = here(request), clock.today()
    rosters = with_departments(Roster.objects.filter(jurisdiction=jurisdiction), today)
    context = {
        "rosters": [(roster, departments_brought(roster)) for roster in rosters],
        "may_keep": may_keep_register(request.user, jurisdiction),
    }
    return render(request, "departments/rosters.html", context)


def roster_new(request: HttpRequest) -> HttpResponse:
    """Enter a collective unit."""
    jurisdiction = here(request)
    by = keeper(request, jurisdiction)
    form = RosterForm(request.POST or None, jurisdiction=jurisdiction)
    if form.is_valid():
        values = form.cleaned_data
        try:
            with unit_of_work():
                roster = services.create_roster(
                    jurisdiction=jurisdiction, name=values["name"], aliases=lines(values["aliases"]), by=by
                )
                _set_members(roster, form, by)
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"已新增名册“{roster}”。")
            return redirect("departments:rosters")
    context = {"form": form, "title": "新增名册"}
    return render(request, "departments/roster.html", context, status=422 if form.errors else 200)


def roster_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a collective unit's further names, and its members from a day on."""
    jurisdiction, today = here(request), clock.today()
    roster = get_object_or_404(Roster, pk=pk, jurisdiction=jurisdiction)
    by = keeper(request, jurisdiction)
    initial = {"aliases": "\n".join(roster.aliases), "on": today, "departments": roster_departments(roster, today)}
    form = RosterForm(request.POST or None, initial=initial, jurisdiction=jurisdiction, named=True)
    if form.is_valid():
        try:
            with unit_of_work():
                if lines(form.cleaned_data["aliases"]) != roster.aliases:
                    services.set_aliases(roster=roster, aliases=lines(form.cleaned_data["aliases"]), by=by)
                _set_members(roster, form, by)
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"已保存名册“{roster}”。")
            return redirect("departments:rosters")
    context = {
        "form": form,
        "title": roster.name,
        "roster": roster,
        "past": roster.members.exclude(valid_to=None).select_related("department").order_by("-valid_to", "id"),
    }
    return render(request, "departments/roster.html", context, status=422 if form.errors else 200)


def _set_members(roster: Roster, form: RosterForm, by: Principal) -> None:
    values = form.cleaned_data
    if set(values["departments"]) != set(roster_departments(roster, values["on"])):
        services.set_members(
            roster=roster, departments=values["departments"], on=values["on"], reason=values["reason"], by=by
        )
