"""Who asks, in which government, and for which unit."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from audit.context import Principal
from departments.government import current_government
from departments.models import Department, Jurisdiction
from departments.permissions import may_keep_register


def person(request: HttpRequest) -> Principal:
    """Return who is signed in; the middleware lets nobody else come here."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def here(request: HttpRequest) -> Jurisdiction:
    """Return the government whose register is shown."""
    jurisdiction = current_government(request)
    if jurisdiction is None:
        raise PermissionDenied("您的账号还没有任职。请与本单位的系统管理员联系。")
    return jurisdiction


def keeper(request: HttpRequest, jurisdiction: Jurisdiction) -> Principal:
    """Return who is signed in if it keeps the register; 403 with the reason otherwise."""
    if not may_keep_register(request.user, jurisdiction):
        raise PermissionDenied("只有本级系统管理员和督查员可以维护单位名录。")
    return person(request)


def unit_or_404(request: HttpRequest, pk: int) -> Department:
    """Return a unit the person may see."""
    units = Department.objects.visible_to(request.user).select_related("jurisdiction", "parent")
    return get_object_or_404(units, pk=pk)
