"""What a reform means for what a unit has in hand: from which day, on which ground, and who may take it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import UNIT_ROLES, Membership
from core import clock
from departments.models import Department, DepartmentQuerySet, Jurisdiction, Succession, SuccessionKind
from departments.successions import holders_of
from tasks.models import Assignment, AssignmentQuerySet, AssignmentState, Transfer
from tasks.models.assignment import OPEN_ASSIGNMENT_STATES
from tasks.models.task import OPEN_TASK_STATES, UNISSUED_TASK_STATES, TaskState

# tasks on which a unit may still have something to do
IN_HAND = (*UNISSUED_TASK_STATES, *OPEN_TASK_STATES, TaskState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Reform:
    """A unit that is reformed: `takers` in the order of the successions, each with the part it takes over.

    `goes_on`: the unit keeps the rest and is a taker itself. `is_open`: nobody took over, any unit may be chosen.
    """

    department: Department
    on: date
    words: str
    source: str
    takers: tuple[Department, ...]
    scopes: dict[int, str]
    goes_on: bool = False
    is_open: bool = False

    @property
    def is_ahead(self) -> bool:
        """Say whether the day has not come yet: the unit goes on working until then."""
        return self.on > clock.today()

    @property
    def heir(self) -> Department | None:
        """Return the one unit that takes everything, None where a person chooses."""
        return self.takers[0] if len(self.takers) == 1 and not self.is_open else None

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Return the units that may be chosen, with the part each takes over."""
        return [
            (one.pk, f"{one}（{self.scopes[one.pk]}）" if self.scopes.get(one.pk) else str(one)) for one in self.takers
        ]


def reform_of(department: Department) -> Reform | None:
    """Return what the register says about a unit's reform, None where it was not reformed (renaming moves nothing)."""
    rows = list(department.successions.select_related("successor").order_by("on", "id"))
    ended = department.valid_to
    if ended is None:
        rows = [row for row in rows if row.kind == SuccessionKind.SPLIT]
    if not rows and ended is None:
        return None
    on = ended or max(row.on for row in rows)
    words = rows[-1].get_kind_display() if rows else SuccessionKind.DISSOLVE.label
    source = next((row.source for row in reversed(rows) if row.source), "")
    scopes = {row.successor_id: row.scope for row in rows}
    if ended is None:
        heirs = [row.successor for row in rows if row.successor.is_active(max(on, clock.today()))]
        takers = tuple(dict.fromkeys([department, *heirs]))
        return Reform(department, on, words, source, takers, {department.pk: "仍由原单位办理"} | scopes, goes_on=True)
    takers = tuple(holders_of(department, max(on, clock.today())))
    if takers:
        return Reform(department, on, words, source, takers, scopes)
    anyone = Department.objects.of(department.jurisdiction).active(max(on, clock.today()))
    return Reform(department, on, words, source, tuple(anyone), {}, is_open=True)


def parts_in_hand(department: Department) -> AssignmentQuerySet:
    """Return the parts of a unit that are still to be done; a first lead's also when only the task is unfinished."""
    unfinished = Q(state__in=OPEN_ASSIGNMENT_STATES) | Q(state=AssignmentState.CONFIRMED, is_first_lead=True)
    rows = Assignment.objects.filter(unfinished, department=department, task__state__in=IN_HAND)
    return rows.filter(task__archived_at=None)


def posts_of(department: Department) -> list[Membership]:
    """Return the clerks and heads of a unit whose post lasts; deputies go along with whom they stand in for."""
    rows = Membership.objects.filter(department=department, role__in=UNIT_ROLES, deputy_for=None, user__is_active=True)
    return list(rows.lasting(clock.today()).select_related("user", "jurisdiction").order_by("role", "id"))


def waiting_units(jurisdiction: Jurisdiction) -> DepartmentQuerySet:
    """Return the reformed units of a government that still have something to hand over, those to come included."""
    split = Succession.objects.filter(predecessor=OuterRef("pk"), kind=SuccessionKind.SPLIT)
    in_hand = Assignment.objects.filter(
        department=OuterRef("pk"), state__in=OPEN_ASSIGNMENT_STATES, task__state__in=IN_HAND, task__archived_at=None
    )
    people = Membership.objects.filter(department=OuterRef("pk"), role__in=UNIT_ROLES, user__is_active=True).lasting(
        clock.today()
    )
    done = Transfer.objects.filter(department=OuterRef("pk"))
    units = Department.objects.of(jurisdiction)
    # a unit that goes on hands over once; one that is gone has to give away everything
    return units.filter(
        Q(Exists(in_hand) | Exists(people), valid_to__isnull=False) | Q(Exists(in_hand), Exists(split), ~Exists(done))
    ).order_by("valid_to", "position", "pk")
