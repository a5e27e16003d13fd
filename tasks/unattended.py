"""无人承办: open parts nobody works on, because the unit has no clerk and no head or whoever signed has left.

Read by the office and by administrators, who put it right with a hand-over of roles (用户页). An administrator decides
no business: the matter itself is named by its number only.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import UNIT_ROLES, Membership
from core import clock
from departments.models import Jurisdiction
from tasks.models import Assignment
from tasks.permissions import Visitor, may_see_unattended

NOBODY, LEFT = "nobody", "left"
WORDS = {NOBODY: "单位没有联络员和负责人", LEFT: "签收人已离岗"}


def unattended(user: Visitor, jurisdiction: Jurisdiction, on: date | None = None) -> Any:
    """Return the open parts without a person on a day, by unit; nothing for whoever may not see the report.

    Annotated: `attended` (the unit has a clerk or head), with `why_of` for the words. One query.
    """
    if not may_see_unattended(user, jurisdiction):
        return Assignment.objects.none()
    return open_parts_without_person(on or clock.today()).filter(task__jurisdiction=jurisdiction)


def open_parts_without_person(on: date) -> Any:
    """Return every open part of issued, unarchived tasks that nobody works on, whoever asks; see `unattended`."""
    working = Membership.objects.active(on).filter(
        role__in=UNIT_ROLES, user__is_active=True, user__is_service=False, department=OuterRef("department")
    )
    parts: Any = Assignment.objects.open().filter(task__issued_on__isnull=False, task__archived_at=None)
    return (
        parts.annotate(attended=Exists(working), signer_works=Exists(working.filter(user=OuterRef("received_by"))))
        .filter(Q(attended=False) | Q(received_by__isnull=False, signer_works=False))
        .select_related("task__jurisdiction", "department", "received_by")
        .order_by("attended", "department__position", "department", "task__due_on", "pk")
    )


def why_of(part: Any) -> str:
    """Return why a part of `unattended` has no person: `nobody` or `left`."""
    return LEFT if part.attended else NOBODY
