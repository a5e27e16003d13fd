"""What a person may reach: roles by government and unit, computed once per user object and day.

`visible_to` querysets and the `(user, obj) -> bool` predicates of every app are built on this and on nothing else.
"""

from dataclasses import dataclass
from datetime import date

from accounts.models import Membership, Role, User
from audit.context import Actor
from core import clock
from core.access import Access, access_of
from core.prepared import Prepared

__all__ = ["Access", "access_of", "actor_of", "forget_access"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's access with the name and unit the audit log freezes; one query for both."""

    access: Access
    actor: Actor


def standing_of(user: User) -> Standing:
    """Return what a person may do today and as whom; a disabled account may do nothing."""
    today = clock.today()
    known: Standing | None = getattr(user, "_standing", None)
    if known is None or known.access.on != today:
        known = _compute(user, today)
        user._standing = known  # type: ignore[attr-defined]
    return known


def actor_of(user: User) -> Actor:
    """Return the person as the audit log freezes it, with the first unit it works for."""
    return standing_of(user).actor


def forget_access(user: User) -> None:
    """Drop the computed roles after a membership changed."""
    if hasattr(user, "_standing"):
        del user._standing


_held = Prepared(
    lambda user, today: (
        Membership.objects.filter(user=user)
        .active(today)
        .order_by("id")
        .values_list("role", "jurisdiction_id", "department_id", "department__name")
    )
)


def _compute(user: User, today: date) -> Standing:
    rows = _held.rows(user=user.pk, today=today)
    unit_id, unit_name = next(((unit, name) for _, _, unit, name in rows if unit), (None, ""))
    actor = Actor(id=user.pk, name=user.name or user.username, unit_id=unit_id, unit_name=unit_name)
    if not user.is_active:
        return Standing(Access(on=today), actor)

    def governments(role: Role) -> frozenset[int]:
        return frozenset(jurisdiction for role_held, jurisdiction, _, _ in rows if role_held == role)

    def units(role: Role) -> frozenset[int]:
        return frozenset(unit for role_held, _, unit, _ in rows if role_held == role and unit is not None)

    clerk_of, head_of = units(Role.CLERK), units(Role.UNIT_HEAD)
    access = Access(
        on=today,
        unit_ids=clerk_of | head_of,
        clerk_of=clerk_of,
        head_of=head_of,
        supervised=governments(Role.SUPERVISOR),
        led=governments(Role.LEADER),
        audited=governments(Role.AUDITOR),
        administered=governments(Role.ADMINISTRATOR),
        unit_jurisdictions=governments(Role.CLERK) | governments(Role.UNIT_HEAD),
    )
    return Standing(access, actor)
