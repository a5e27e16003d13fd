"""The queue of names that the register does not know: decided once, settled everywhere."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import DomainError
from departments.models import Department, DepartmentKind, Jurisdiction
from departments.services.naming import Decision
from policies.selectors.names import waiting_names
from policies.selectors.units import choices, unit_by_key
from policies.services.resolving import decide_printed_name, settle_waiting
from policies.views.common import importing_government, person

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest) -> HttpResponse:
    """Which printed names are nobody's yet, and whose are they?"""
    jurisdiction = importing_government(request)
    refused = ""
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, jurisdiction))
        except DomainError as error:
            refused = error.message
        else:
            return redirect("policies:names")
    waiting = waiting_names(jurisdiction)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    rows = [(one, choices(jurisdiction, one.name, limit=3)) for one in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "kinds": DepartmentKind.choices,
        "refused": refused,
        "asked": request.POST.get("name", ""),
    }
    return render(request, "policies/names.html", context, status=422 if refused else 200)


def _decide(request: HttpRequest, jurisdiction: Jurisdiction) -> str:
    by, name, choice = person(request), request.POST.get("name", ""), request.POST.get("choice", "")
    if choice == "again":
        return f"已重新对照单位库，登记了 {settle_waiting(jurisdiction=jurisdiction, by=by)} 处。"
    reason = request.POST.get("reason", "")
    if choice == "create":
        kind = request.POST.get("kind", "")
        if kind not in DepartmentKind.values:
            raise DomainError("policies.unknown_kind", "请选择单位类别。")
        count = decide_printed_name(
            jurisdiction=jurisdiction,
            name=name,
            decision=Decision.CREATE,
            kind=DepartmentKind(kind),
            by=by,
            reason=reason,
        )
        return f"已新建单位“{name}”，登记了 {count} 处。"
    if choice == "ignore":
        count = decide_printed_name(
            jurisdiction=jurisdiction, name=name, decision=Decision.IGNORE, by=by, reason=reason
        )
        return f"“{name}”不作单位，剔除了 {count} 处。"
    unit = unit_by_key(jurisdiction, choice) or _typed(jurisdiction, request.POST.get("unit", ""))
    if not isinstance(unit, Department):
        raise DomainError("policies.unit_missing", "请选择或填写一个单位；集合名称请在单位名册中登记别称。")
    count = decide_printed_name(
        jurisdiction=jurisdiction, name=name, decision=Decision.ALIAS, department=unit, by=by, reason=reason
    )
    return f"“{name}”已登记为{unit}的名称，登记了 {count} 处。"


def _typed(jurisdiction: Jurisdiction, words: str) -> object:
    """Return the unit whose very name was typed."""
    found = choices(jurisdiction, words, limit=1)
    return found[0].unit if found and found[0].is_same else None
