"""Names of a unit, and printed names that are no unit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.forms import show_errors
from departments import services
from departments.forms import EndNameForm, NameForm
from departments.models import Department, DepartmentName, IgnoredName, NameKind
from departments.permissions import may_keep_register
from departments.views.common import here, keeper, unit_or_404
from departments.views.units import detail_page


@require_POST
def name_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit answer to one more name."""
    unit = unit_or_404(request, pk)
    by = keeper(request, unit.jurisdiction)
    form = NameForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.add_name(
                department=unit,
                name=values["name"],
                kind=NameKind(values["kind"]),
                valid_from=values["valid_from"],
                valid_to=values["valid_to"],
                source=values["source"],
                by=by,
            )
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{values['name']}”现在指向{unit}。")
            return redirect("departments:detail", pk=unit.pk)
    return detail_page(request, unit, form=form, status=422)


@require_POST
def name_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a unit answer to a name no longer from a day on."""
    units = Department.objects.visible_to(request.user)
    name = get_object_or_404(
        DepartmentName.objects.select_related("department", "jurisdiction"), pk=pk, department__in=units
    )
    by = keeper(request, name.jurisdiction)
    form = EndNameForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有停用：停用日期不正确，请重新填写。")
        return redirect("departments:detail", pk=name.department_id)
    try:
        services.end_name(name=name, on=form.cleaned_data["on"], reason=form.cleaned_data["reason"], by=by)
    except DomainError as error:
        messages.error(request, f"没有停用：{error.message}")
    else:
        messages.success(request, f"“{name}”已停用。")
    return redirect("departments:detail", pk=name.department_id)


@require_safe
def ignored_list(request: HttpRequest) -> HttpResponse:
    """Show the printed names that somebody decided to be no unit."""
    jurisdiction = here(request)
    context = {
        "names": IgnoredName.objects.filter(jurisdiction=jurisdiction),
        "may_keep": may_keep_register(request.user, jurisdiction),
    }
    return render(request, "departments/ignored.html", context)


@require_POST
def ignored_reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a name wait for a decision again."""
    jurisdiction = here(request)
    name = get_object_or_404(IgnoredName, pk=pk, jurisdiction=jurisdiction)
    services.reconsider_name(name=name, by=keeper(request, jurisdiction))
    messages.success(request, f"“{name}”已退回待定。")
    return redirect("departments:ignored")
