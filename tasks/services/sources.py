"""What a measure gives to a task: its units with rosters expanded, its due date with its ground, its cadence."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from departments.models import Department
from departments.selectors import roster_departments
from departments.successions import Holders
from policies.models import Measure, Precision, Recurrence, Responsibility, Target, UnitBasis, UnitRole
from tasks.models import Cadence, DueBasis

# where one unit stands on a measure twice, the heavier duty stands
WEIGHT: dict[str, int] = {
    UnitRole.LEAD: 0,
    UnitRole.JOINT: 1,
    UnitRole.CO: 2,
    UnitRole.SUPPORT: 3,
    UnitRole.IMPLEMENTING: 4,
}
# the text's own 每季度 before the house rule; of several the most frequent
FREQUENCY = (
    Recurrence.WEEKLY, Recurrence.MONTHLY, Recurrence.QUARTERLY, Recurrence.HALF_YEARLY, Recurrence.YEARLY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's duty, as it will become an assignment."""

    department: Department
    printed_name: str
    role: str
    basis: str
    scope: str = ""
    responsibility: Responsibility | None = None
    of_roster: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """A duty whose unit is gone: the units that took it over, several or none, so that a person must choose."""

    responsibility: Responsibility
    holders: tuple[Department, ...]

    @property
    def message(self) -> str:
        """Return what has to be decided."""
        unit = self.responsibility.department
        if not self.holders:
            return f"{unit}已撤销，没有承接单位，请指定由谁承接"
        return f"{unit}的职责已由{'、'.join(one.name for one in self.holders)}分别承接，请选择由谁承接"


@dataclass(frozen=True, slots=True)
class Units:
    """The duties of a measure; names that answer to nothing, and rosters nobody is on, are said and not guessed."""

    parts: tuple[Part, ...] = ()
    unresolved: tuple[str, ...] = ()
    empty_rosters: tuple[str, ...] = ()
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """By when, in which words, how exactly, and on what ground; no date is a date nobody set."""

    on: date | None = None
    text: str = ""
    precision: str = ""
    basis: str = DueBasis.NONE.value


@dataclass
class _Collected:
    parts: dict[int, Part] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)

    def add(self, part: Part) -> None:
        known = self.parts.get(part.department.pk)
        if known is None:
            self.parts[part.department.pk] = part
            return
        heavier, other = (part, known) if WEIGHT[part.role] < WEIGHT[known.role] else (known, part)
        # two printed units that are one by now: both names and both scopes stay
        if part.printed_name != known.printed_name and not (part.of_roster or known.of_roster):
            heavier = replace(
                heavier,
                printed_name=joined([known.printed_name, part.printed_name], "、")[:100],
                scope=joined([heavier.scope, other.scope], "；")[:300],
            )
        self.parts[part.department.pk] = heavier


def joined(words: Iterable[str], by: str) -> str:
    """Return words in one line, each once, empty ones left out."""
    return by.join(dict.fromkeys(word for word in words if word))


def is_suggestion(row: Responsibility) -> bool:
    """Say whether a duty stands in running text only and nobody confirmed it: it is offered, not dispatched."""
    return row.basis == UnitBasis.INLINE and row.confirmed_by_id is None


def units_of(rows: Iterable[Responsibility], on: date) -> Units:
    """Return the units that hold the responsibilities on a day, rosters expanded, one part a unit.

    A unit that a reform ended is replaced by the one that holds its duties; the printed name stays beside it.
    """
    found, holders = _Collected(), Holders(on)
    for row in rows:
        if row.is_dropped:
            continue
        if row.department is not None:
            heirs = holders.of(row.department)
            if len(heirs) == 1:
                found.add(_part(row, heirs[0], of_roster=False))
            else:
                found.undecided.append(Undecided(row, tuple(heirs)))
        elif row.roster is not None:
            members = roster_departments(row.roster, on)
            for member in members:
                found.add(_part(row, member, of_roster=True))
            if not members:
                found.empty.append(row.printed_name)
        else:
            found.unresolved.append(row.printed_name)
    return Units(tuple(found.parts.values()), tuple(found.unresolved), tuple(found.empty), tuple(found.undecided))


def _part(row: Responsibility, department: Department, *, of_roster: bool) -> Part:
    return Part(department, row.printed_name, row.role, row.basis, row.scope, row, of_roster)


def first_lead(parts: Iterable[Part]) -> Part | None:
    """Return who is first lead, None where a person must name one.

    The first of the named leads. A roster names many units at once and none of them first, unless it has one member;
    of units side by side (并列) nobody is.
    """
    leads = [part for part in parts if part.role == UnitRole.LEAD]
    single = [part for part in leads if not part.of_roster]
    if single:
        return single[0]
    return leads[0] if len(leads) == 1 else None


def due_of(measure: Measure, target: Target | None = None) -> Due:
    """Return the due date: the target's own when the task is for one, else measure, targets, validity of the policy.

    Of several dates the last one counts: then everything is due.
    """
    if target is not None and target.due is not None:
        return Due(target.due, target.text[:100], Precision.DAY, DueBasis.TARGET)
    deadlines = [row for row in measure.deadlines.all() if not row.is_dropped and not row.recurrence]
    dated = [(row.date, row) for row in deadlines if row.date is not None]
    if dated:
        on, row = max(dated, key=lambda pair: pair[0])
        return Due(on, row.text, row.precision, DueBasis.MEASURE)
    targets = [(row.due, row) for row in measure.targets.all() if not row.is_dropped and row.due is not None]
    if targets:
        on, target = max(targets, key=lambda pair: pair[0])
        return Due(on, target.text[:100], Precision.DAY, DueBasis.TARGET)
    policy = measure.policy_version.policy
    if policy.expires_on is not None:
        return Due(policy.expires_on, policy.validity_text[:100], Precision.DAY, DueBasis.VALIDITY)
    return Due(text=deadlines[0].text if deadlines else "", precision=deadlines[0].precision if deadlines else "")


def cadence_of(measure: Measure, house_rule: str) -> str:
    """Return how often units report: as the text says, else as the government's rule says."""
    said = {row.recurrence for row in measure.deadlines.all() if row.recurrence and not row.is_dropped}
    named = next((one.value for one in FREQUENCY if one in said), None)
    return named or Cadence(house_rule).value
