"""Who asks, in which government, and about which account."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.government import current_government
from accounts.models import User
from accounts.permissions import can_administer, visible_people
from departments.models import Jurisdiction


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in; the middleware lets nobody else come here."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def administrator(request: HttpRequest) -> tuple[User, Jurisdiction]:
    """Return the administrator who asks and the government it keeps; 403 for everybody else."""
    user, jurisdiction = signed_in(request), current_government(request)
    if jurisdiction is None or not can_administer(user, jurisdiction):
        raise PermissionDenied("只有本级系统管理员可以管理账号。")
    return user, jurisdiction


def person_or_404(request: HttpRequest, pk: int, jurisdiction: Jurisdiction) -> User:
    """Return an account that belongs or belonged to the government."""
    ours = visible_people(signed_in(request)).filter(memberships__jurisdiction=jurisdiction)
    return get_object_or_404(ours.distinct(), pk=pk)
