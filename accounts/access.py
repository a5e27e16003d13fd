"""What a person may reach: roles by government and unit, computed once per user object and day.

`visible_to` querysets and the `(user, obj) -> bool` predicates of every app are built on this and on nothing else.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Role, User
from audit.context import Actor
from core import clock


@dataclass(frozen=True, slots=True)
class Access:
    """The roles a person holds on a day, as sets of government and department ids."""

    on: date
    unit_ids: frozenset[int] = frozenset()
    clerk_of: frozenset[int] = frozenset()
    head_of: frozenset[int] = frozenset()
    supervised: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    audited: frozenset[int] = frozenset()
    administered: frozenset[int] = frozenset()
    unit_jurisdictions: frozenset[int] = frozenset()

    @property
    def overseen(self) -> frozenset[int]:
        """Governments the person supervises or leads: all tasks are visible there."""
        return self.supervised | self.led

    @property
    def business(self) -> frozenset[int]:
        """Governments in which the person takes part in the business at all."""
        return self.overseen | self.unit_jurisdictions

    @property
    def any(self) -> frozenset[int]:
        """Governments in which the person holds any role."""
        return self.business | self.audited | self.administered


def access_of(user: User | AnonymousUser) -> Access:
    """Return what a person may reach today; nothing for strangers and disabled accounts."""
    today = clock.today()
    if not isinstance(user, User) or not user.is_active:
        return Access(on=today)
    known: Access | None = getattr(user, "_access", None)
    if known is None or known.on != today:
        known = _compute(user, today)
        user._access = known  # type: ignore[attr-defined]
    return known


def forget_access(user: User) -> None:
    """Drop the computed roles after a membership changed."""
    if hasattr(user, "_access"):
        del user._access


def _compute(user: User, today: date) -> Access:
    rows = list(
        Membership.objects.filter(user=user).active(today).values_list("role", "jurisdiction_id", "department_id")
    )

    def governments(role: Role) -> frozenset[int]:
        return frozenset(jurisdiction for held, jurisdiction, _ in rows if held == role)

    def units(role: Role) -> frozenset[int]:
        return frozenset(department for held, _, department in rows if held == role and department is not None)

    clerk_of, head_of = units(Role.CLERK), units(Role.UNIT_HEAD)
    return Access(
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


def actor_of(user: User) -> Actor:
    """Return the person as the audit log freezes it, with the first unit it works for."""
    membership = (
        Membership.objects.filter(user=user, department__isnull=False)
        .active(clock.today())
        .select_related("department")
        .order_by("id")
        .first()
    )
    unit = membership.department if membership else None
    return Actor(
        id=user.pk,
        name=user.name or user.username,
        unit_id=unit.pk if unit else None,
        unit_name=unit.name if unit else "",
    )
