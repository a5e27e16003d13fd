"""The list of units, one unit, and its corrections."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.context import Principal
from core import clock
from core.access import access_of
from core.exceptions import DomainError, VersionConflict
from core.forms import show_errors
from core.http import wants_partial
from core.recent import remember
from departments import services
from departments.forms import EditUnitForm, EndNameForm, NameForm, NewUnitForm, lines
from departments.models import Department, DepartmentKind, DepartmentName, DepartmentQuerySet, Roster, Succession
from departments.permissions import may_keep_register
from departments.services import NewName
from departments.successions import holders_of
from departments.suggestions import suggest
from departments.views.common import here, keeper, unit_or_404

PAGE = 50


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """Show the units that exist, or those that are gone; a search finds them by pinyin, short form and misprint."""
    jurisdiction = here(request)
    units = Department.objects.of(jurisdiction).select_related("parent")
    standing, gone = units.filter(valid_to=None), units.exclude(valid_to=None)
    is_gone = request.GET.get("state") == "gone"
    shown = _searched(request, gone if is_gone else standing)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "tabs": [
            {"label": "现有单位", "url": "?", "count": standing.count(), "current": not is_gone},
            {"label": "已撤销", "url": "?state=gone", "count": gone.count(), "current": is_gone},
        ],
        "kinds": DepartmentKind.choices,
        "kind": request.GET.get("kind", ""),
        "q": request.GET.get("q", ""),
        "is_gone": is_gone,
        "may_keep": may_keep_register(request.user, jurisdiction),
        "transferable": jurisdiction.pk in access_of(request.user).supervised,
        "counts": {"units": standing.count(), "rosters": Roster.objects.filter(jurisdiction=jurisdiction).count()},
    }
    template = "departments/list_rows.html" if wants_partial(request) else "departments/list.html"
    return render(request, template, context)


def _searched(request: HttpRequest, units: DepartmentQuerySet) -> list[Department]:
    names = Prefetch("names", DepartmentName.objects.filter(valid_to=None))
    units = units.prefetch_related(names)
    kind, typed = request.GET.get("kind"), request.GET.get("q", "").strip()
    if kind in DepartmentKind.values:
        units = units.filter(kind=kind)
    if not typed:
        return list(units)
    found = suggest(here(request), typed, clock.today(), limit=PAGE)
    order = [one.department.pk for one in found if one.department]
    return sorted(units.filter(pk__in=order), key=lambda unit: order.index(unit.pk))


@require_safe
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a unit: its names with their dates, who works for it, on which rosters it is, what became of it."""
    unit = unit_or_404(request, pk)
    remember(request, "unit", unit.pk)
    return detail_page(request, unit)


def detail_page(
    request: HttpRequest, unit: Department, *, form: NameForm | None = None, status: int = 200
) -> HttpResponse:
    today = clock.today()
    context = {
        "unit": unit,
        "names": unit.names.order_by("-valid_from", "id"),
        "children": unit.children.filter(valid_to=None),
        "memberships": unit.memberships.active(today).select_related("user", "deputy_for__user").order_by("role", "id"),
        "rosters": unit.roster_memberships.on(today).select_related("roster"),
        "successions": Succession.objects.filter(predecessor=unit).select_related("successor"),
        "inheritances": Succession.objects.filter(successor=unit).select_related("predecessor"),
        "holders": [] if unit.is_active(today) else holders_of(unit, today),
        "is_active": unit.is_active(today),
        "may_keep": may_keep_register(request.user, unit.jurisdiction),
        "transferable": unit.jurisdiction_id in access_of(request.user).supervised,
        "sees_burden": unit.jurisdiction_id in access_of(request.user).overseen
        or unit.pk in access_of(request.user).unit_ids,
        "form": form or NameForm(),
        "end_form": EndNameForm(initial={"on": today}),
    }
    return render(request, "departments/detail.html", context, status=status)


def unit_new(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    jurisdiction = here(request)
    by = keeper(request, jurisdiction)
    form = NewUnitForm(request.POST or None, jurisdiction=jurisdiction)
    if form.is_valid():
        values = form.cleaned_data
        try:
            unit = services.create_department(
                jurisdiction=jurisdiction,
                name=values["name"],
                kind=DepartmentKind(values["kind"]),
                parent=values["parent"],
                duties=values["duties"],
                position=values["position"] or 0,
                valid_from=values["valid_from"],
                names=[NewName(name) for name in lines(values["aliases"])],
                source=values["source"],
                by=by,
            )
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"已新增{unit}。")
            return redirect("departments:detail", pk=unit.pk)
    return render(request, "departments/new.html", {"form": form}, status=422 if form.errors else 200)


def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is kept about a unit; the second of two writers sees both versions."""
    unit = unit_or_404(request, pk)
    by = keeper(request, unit.jurisdiction)
    initial = {name: getattr(unit, name) for name in ("kind", "duties", "position", "version", "parent")}
    form = EditUnitForm(request.POST or None, initial=initial, jurisdiction=unit.jurisdiction)
    if form.is_valid():
        try:
            _save(unit, form, by)
        except VersionConflict as conflict:
            return _conflict(request, form, conflict.params["current"])
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"已保存{unit}。")
            return redirect("departments:detail", pk=unit.pk)
    return render(request, "departments/edit.html", {"form": form, "unit": unit}, status=422 if form.errors else 200)


def _save(unit: Department, form: EditUnitForm, by: Principal) -> None:
    values = form.cleaned_data
    services.correct_department(
        department=unit,
        by=by,
        version=values["version"],
        kind=DepartmentKind(values["kind"]),
        parent=values["parent"],
        duties=values["duties"],
        position=values["position"] or 0,
    )


def _conflict(request: HttpRequest, form: EditUnitForm, current: Department) -> HttpResponse:
    """Show what stands now beside what was typed; saving once more then replaces what stands."""
    typed = form.cleaned_data
    data = {**{name: form.data.get(name) for name in form.fields}, "version": current.version}
    again = EditUnitForm(data, jurisdiction=current.jurisdiction)
    kinds = dict(DepartmentKind.choices)
    rows = [
        ("类别", current.get_kind_display(), kinds[typed["kind"]]),
        ("上级单位", current.parent or "无", typed["parent"] or "无"),
        ("职责", current.duties or "无", typed["duties"] or "无"),
        ("排序", current.position, typed["position"] or 0),
    ]
    context = {"form": again, "unit": current, "differences": [row for row in rows if row[1] != row[2]]}
    return render(request, "departments/edit.html", context, status=409)


@require_safe
def unit_suggest(request: HttpRequest) -> HttpResponse:
    """Return near units for what was typed, as JSON: `[{id, kind, label, why}]`; kind is unit or roster."""
    found = suggest(here(request), request.GET.get("q", "")[:100], clock.today())
    rows = [
        {
            "id": one.department.pk if one.department else one.roster.pk if one.roster else 0,
            "kind": "unit" if one.department else "roster",
            "label": one.label,
            "why": one.why,
        }
        for one in found
    ]
    return JsonResponse({"results": rows}, json_dumps_params={"ensure_ascii": False})
