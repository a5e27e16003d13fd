"""Who is told: the people of a unit on a day, and the notices of acts."""

from collections.abc import Collection, Iterable
from datetime import date

from django.urls import reverse

from accounts.models import UNIT_ROLES, Membership, Role, User
from core import clock
from departments.models import Jurisdiction
from notifications.services import notify
from tasks.models import Assignment, Task


def people_of(department_ids: Collection[int], on: date) -> dict[int, list[User]]:
    """Return by unit whom a notice reaches: its clerks, else its heads; one query."""
    rows = (
        Membership.objects.filter(department__in=department_ids, role__in=UNIT_ROLES, user__is_active=True)
        .active(on)
        .select_related("user")
        .order_by("id")
    )
    found: dict[int, dict[str, list[User]]] = {}
    for row in rows:
        assert row.department_id is not None  # noqa: S101 the filter says so
        found.setdefault(row.department_id, {}).setdefault(row.role, []).append(row.user)
    return {unit: roles.get(Role.CLERK) or roles.get(Role.UNIT_HEAD, []) for unit, roles in found.items()}


def office_of(jurisdiction: Jurisdiction, role: Role) -> list[User]:
    """Return the supervisors or leaders of a government today."""
    rows = Membership.objects.filter(jurisdiction=jurisdiction, role=role, user__is_active=True).active(clock.today())
    return [row.user for row in rows.select_related("user")]


def tell_unit(assignment: Assignment, *, subject: str, body: str, key: str, anchor: str = "") -> None:
    """Write a notice about a task to the people of one unit."""
    people = people_of([assignment.department_id], clock.today()).get(assignment.department_id, [])
    _tell(assignment.task, people, subject=subject, body=body, key=key, anchor=anchor)


def tell_office(task: Task, role: Role, *, subject: str, body: str, key: str, anchor: str = "") -> None:
    """Write a notice about a task to the supervisors or the leaders of its government."""
    _tell(task, office_of(task.jurisdiction, role), subject=subject, body=body, key=key, anchor=anchor)


def _tell(task: Task, people: Iterable[User], *, subject: str, body: str, key: str, anchor: str) -> None:
    link = reverse("tasks:detail", args=[task.pk]) + (f"#{anchor}" if anchor else "")
    notify(
        jurisdiction=task.jurisdiction,
        recipients=people,
        subject=subject,
        body=body,
        key=key,
        link=link,
        priority=task.due_on,
    )
