"""The register out to Excel and in again: previewed, then confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.exceptions import DomainError
from core.http import file_response
from core.sheets import XLSX, pack, unpack
from departments.forms import ConfirmSheetForm, SheetForm
from departments.services.sheet import carry_out, export_register, plan_import
from departments.views.common import here, keeper


@require_safe
def sheet_export(request: HttpRequest) -> HttpResponse:
    """Hand the register out as a workbook."""
    jurisdiction = here(request)
    return file_response(export_register(jurisdiction), f"{jurisdiction}单位名录.xlsx", XLSX)


def sheet_import(request: HttpRequest) -> HttpResponse:
    """Take a workbook in and show what it would do; nothing of it is stored."""
    jurisdiction = here(request)
    keeper(request, jurisdiction)
    form = SheetForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "departments/import.html", {"form": form}, status=422 if form.errors else 200)
    data = form.cleaned_data["file"].read()
    try:
        plan = plan_import(jurisdiction, data)
    except DomainError as error:
        form.add_error("file", error.message)
        return render(request, "departments/import.html", {"form": form}, status=422)
    confirm = ConfirmSheetForm(initial={"sheet": pack(data), "digest": plan.digest})
    return render(request, "departments/import.html", {"form": form, "plan": plan, "confirm": confirm})


@require_POST
def sheet_confirm(request: HttpRequest) -> HttpResponse:
    """Do what was previewed, all or nothing."""
    jurisdiction = here(request)
    by = keeper(request, jurisdiction)
    form = ConfirmSheetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有导入：预览的内容不完整，请重新上传。")
        return redirect("departments:import")
    values = form.cleaned_data
    try:
        plan = carry_out(
            jurisdiction=jurisdiction,
            data=unpack(values["sheet"]),
            digest=values["digest"],
            source=values["source"],
            by=by,
        )
    except DomainError as error:
        messages.error(request, f"没有导入：{error.message}")
        return redirect("departments:import")
    messages.success(request, f"已新增 {len(plan.created)} 个单位，修改 {len(plan.changed)} 个。")
    return redirect("departments:list")
