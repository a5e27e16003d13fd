"""机构改革 of one unit: asked, shown once more with what follows, then done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from audit.context import Principal
from audit.services import unit_of_work
from core.exceptions import DomainError
from core.forms import show_errors
from core.words import long_day
from departments import services
from departments.models import Department, DepartmentKind, SuccessionKind
from departments.reform_forms import FORMS, MergeForm, PlaqueForm, ReformForm, RenameForm, SharesForm, SplitForm
from departments.views.common import keeper, unit_or_404

TITLES = {
    SuccessionKind.RENAME: "更名",
    SuccessionKind.MERGE: "合并",
    SuccessionKind.SPLIT: "拆分",
    SuccessionKind.DISSOLVE: "撤销",
    SuccessionKind.PLAQUE: "挂牌",
}


def reform(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Ask for a reform, show what it will do, and do it when `confirm` is sent."""
    if kind not in FORMS:
        raise Http404
    unit = unit_or_404(request, pk)
    by = keeper(request, unit.jurisdiction)
    form = FORMS[kind](request.POST or None, department=unit)
    context = {"form": form, "unit": unit, "title": TITLES[SuccessionKind(kind)], "kinds": TITLES.items(), "kind": kind}
    if not form.is_valid() or "back" in request.POST:
        return render(request, "departments/reform.html", context, status=422 if form.errors else 200)
    if "confirm" not in request.POST:
        return render(request, "departments/reform.html", context | {"consequences": consequences(unit, form)})
    try:
        with unit_of_work():
            _do(unit, form, by)
    except DomainError as error:
        show_errors(form, error)
        return render(request, "departments/reform.html", context, status=422)
    messages.success(request, f"已登记：{unit}{TITLES[SuccessionKind(kind)]}，{long_day(form.cleaned_data['on'])}起。")
    return redirect("departments:detail", pk=unit.pk)


def _do(unit: Department, form: ReformForm, by: Principal) -> None:
    values = form.cleaned_data
    common: dict[str, Any] = {"on": values["on"], "source": values["source"], "by": by}
    if isinstance(form, RenameForm):
        services.rename(department=unit, name=values["name"], **common)
    elif isinstance(form, MergeForm):
        heir = values["successor"] or _found(unit, values["new_name"], common)
        services.merge(predecessors=[unit, *values["others"]], successor=heir, **common)
    elif isinstance(form, SplitForm):
        services.split(predecessor=unit, shares=form.shares, goes_on=values["goes_on"], **common)
    elif isinstance(form, SharesForm):
        services.dissolve(department=unit, successors=form.shares, **common)
    else:
        services.attach_plaque(host=unit, name=values["name"], former=values["former"], **common)


def _found(unit: Department, name: str, common: dict[str, Any]) -> Department:
    """Found the unit that others are merged into, of their kind and from the same day."""
    return services.create_department(
        jurisdiction=unit.jurisdiction,
        name=name,
        kind=DepartmentKind(unit.kind),
        valid_from=common["on"],
        source=common["source"],
        by=common["by"],
    )


def consequences(unit: Department, form: ReformForm) -> list[str]:
    """Return in sentences what a reform will do, before it is done."""
    values = form.cleaned_data
    day = long_day(values["on"])
    if isinstance(form, RenameForm):
        return [
            f"{day}起，{unit}的全称改为{values['name']}。",
            f"“{unit}”作为曾用名仍指向本单位，旧文件照常识别。",
        ]
    if isinstance(form, MergeForm):
        heir = values["successor"] or f"{values['new_name']}（新设）"
        gone = "、".join(str(one) for one in [unit, *values["others"]])
        return [f"{day}起，{gone}不再存在，职责由{heir}承接。", "在此之前，原单位照常办理。"]
    if isinstance(form, PlaqueForm):
        former = values["former"]
        if former:
            return [f"{day}起，{former}不再单独设立，职责由{unit}承接，加挂{former}牌子。"]
        return [f"{day}起，“{values['name']}”指向{unit}。"]
    shares = (
        [f"{one.department}承接{one.scope or '全部职责'}。" for one in form.shares]
        if isinstance(form, SharesForm)
        else []
    )
    if values.get("goes_on"):
        return [f"{day}起，{unit}划出部分职责，其余职责不变。", *shares]
    return [f"{day}起，{unit}不再存在。", *(shares or ["没有承接单位：原有事项须由督查员逐件指定。"])]
