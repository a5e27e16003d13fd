"""What a person may reach, as plain ids: the shape that every app's `visible_to` and predicates read.

`accounts` computes it; apps below it (`departments`, `audit`) know only this shape, through `User.access`.
"""

from dataclasses import dataclass
from datetime import date

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


def access_of(user: object) -> Access:
    """Return what a person may reach today; nothing for strangers and disabled accounts."""
    found = getattr(user, "access", None)
    return found if isinstance(found, Access) else Access(on=clock.today())
