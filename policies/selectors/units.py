"""Units to choose from in the forms of the desk: what the register suggests, each with the key a form names it by."""

from dataclasses import dataclass

from core import clock
from core.http import whole
from departments.models import Department, Jurisdiction, Roster
from departments.suggestions import Ground, suggest


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit or a roster that may be meant; `why` says on what ground, `is_same` that a name agrees entirely."""

    unit: Department | Roster
    why: str
    is_same: bool

    @property
    def key(self) -> str:
        """Return how a form names it: `d12` a department, `r3` a roster."""
        return f"{'d' if isinstance(self.unit, Department) else 'r'}{self.unit.pk}"


def choices(jurisdiction: Jurisdiction, typed: str, *, limit: int = 8) -> list[Choice]:
    """Return what typed or printed words may mean, best first; two queries."""
    found = suggest(jurisdiction, typed, clock.today(), limit=limit)
    return [Choice(unit, one.why, one.ground is Ground.SAME) for one in found if (unit := one.department or one.roster)]


def unit_by_key(jurisdiction: Jurisdiction, key: str) -> Department | Roster | None:
    """Return the unit or the roster that a form names (`Choice.key`), None for any other text."""
    kind, pk = key[:1], whole(key[1:])
    if pk is None:
        return None
    if kind == "d":
        return Department.objects.filter(jurisdiction=jurisdiction, pk=pk).first()
    return Roster.objects.filter(jurisdiction=jurisdiction, pk=pk).first() if kind == "r" else None
