"""Accounts from Excel: previewed, then confirmed; the first passwords are on the answer, once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.services.sheet import carry_out, plan_import, template
from accounts.views.common import administrator
from core.exceptions import DomainError
from core.http import file_response
from core.sheets import XLSX, pack, unpack
from departments.forms import ConfirmSheetForm, SheetForm


@require_safe
def people_template(request: HttpRequest) -> HttpResponse:
    """Hand out the empty workbook to fill in."""
    administrator(request)
    return file_response(template(), "账号导入模板.xlsx", XLSX)


def people_import(request: HttpRequest) -> HttpResponse:
    """Take a workbook in and show which accounts it would make; nothing of it is stored."""
    _, jurisdiction = administrator(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "accounts/people_import.html", {"form": form}, status=422 if form.errors else 200)
    data = form.cleaned_data["file"].read()
    try:
        plan = plan_import(jurisdiction, data)
    except DomainError as error:
        form.add_error("file", error.message)
        return render(request, "accounts/people_import.html", {"form": form}, status=422)
    confirm = ConfirmSheetForm(initial={"sheet": pack(data), "digest": plan.digest})
    return render(request, "accounts/people_import.html", {"form": form, "plan": plan, "confirm": confirm})


@require_POST
@never_cache
def people_confirm(request: HttpRequest) -> HttpResponse:
    """Make the accounts that were previewed, all or none."""
    user, jurisdiction = administrator(request)
    form = ConfirmSheetForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有导入：预览的内容不完整，请重新上传。")
        return redirect("accounts:people-import")
    values = form.cleaned_data
    try:
        made = carry_out(jurisdiction=jurisdiction, data=unpack(values["sheet"]), digest=values["digest"], by=user)
    except DomainError as error:
        messages.error(request, f"没有导入：{error.message}")
        return redirect("accounts:people-import")
    return render(request, "accounts/first_passwords.html", {"made": made})
