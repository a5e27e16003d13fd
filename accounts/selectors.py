"""Who holds a role on a day, deputies included: whom tasks are handed to and whom reminders are sent to.

A deputy is a membership of its own, dated, with `deputy_for`; so whoever holds the role on the day is found.
Disabled accounts and service accounts are left out: nobody reads what they would be sent.
"""

from collections.abc import Collection
from datetime import date

from accounts.models import Membership, Role, User
from departments.models import Department, Jurisdiction


def clerks_of(department_ids: Collection[int], on: date) -> dict[int, list[User]]:
    """Return the clerks of each unit on a day; every asked id is a key, without anybody an empty list."""
    return _by_unit(Role.CLERK, department_ids, on)


def heads_of(department_ids: Collection[int], on: date) -> dict[int, list[User]]:
    """Return the unit heads of each unit on a day; every asked id is a key."""
    return _by_unit(Role.UNIT_HEAD, department_ids, on)


def supervisors_of(jurisdiction: Jurisdiction, on: date) -> list[User]:
    """Return the supervisors of a government on a day."""
    return _of_government(Role.SUPERVISOR, jurisdiction, on)


def leaders_of(jurisdiction: Jurisdiction, on: date) -> list[User]:
    """Return the leaders of a government on a day."""
    return _of_government(Role.LEADER, jurisdiction, on)


def administrators_of(jurisdiction: Jurisdiction, on: date) -> list[User]:
    """Return the administrators of a government on a day: whom to call when an account is locked."""
    return _of_government(Role.ADMINISTRATOR, jurisdiction, on)


def units_without_clerk(jurisdiction: Jurisdiction, on: date) -> list[Department]:
    """Return the units that exist on a day and for which nobody works: what is sent to them hangs."""
    units = list(Department.objects.of(jurisdiction).active(on))
    served = clerks_of([unit.pk for unit in units], on)
    return [unit for unit in units if not served[unit.pk]]


def _by_unit(role: Role, department_ids: Collection[int], on: date) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {pk: [] for pk in department_ids}
    rows = (
        Membership.objects.active(on)
        .filter(role=role, department__in=found, user__is_active=True, user__is_service=False)
        .select_related("user")
        .order_by("id")
    )
    for row in rows:
        held = found[row.department_id or 0]
        if row.user not in held:
            held.append(row.user)
    return found


def _of_government(role: Role, jurisdiction: Jurisdiction, on: date) -> list[User]:
    rows = (
        Membership.objects.active(on)
        .filter(role=role, jurisdiction=jurisdiction, user__is_active=True, user__is_service=False)
        .select_related("user")
        .order_by("id")
    )
    return list(dict.fromkeys(row.user for row in rows))
