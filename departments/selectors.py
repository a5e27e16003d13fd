"""Finding units by the names that documents print."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from core.prepared import Prepared
from core.workdays import WorkCalendar
from departments.models import DayOverride, Department, DepartmentName, IgnoredName, Jurisdiction, Roster, RosterMember


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a printed name answers to: a unit, a roster, or neither; `ignored` says that somebody decided so."""

    department: Department | None = None
    roster: Roster | None = None
    ignored: bool = False


def plain_name(name: str) -> str:
    """Return a name with the brackets folded to one width and spaces removed, as names are compared."""
    folded = name.translate(str.maketrans("（）〔〕［］【】", "()()()()"))
    return "".join(folded.split())


def resolve_names(jurisdiction: Jurisdiction, names: Iterable[str], on: date) -> dict[str, Resolution]:
    """Return for every printed name the unit or roster that bears it on a day; three queries whatever the number."""
    rows = DepartmentName.objects.on(on).filter(jurisdiction=jurisdiction).select_related("department")
    departments = {plain_name(row.name): row.department for row in rows}
    rosters = {
        plain_name(name): roster
        for roster in Roster.objects.filter(jurisdiction=jurisdiction)
        for name in (roster.name, *roster.aliases)
    }
    ignored = {plain_name(row.name) for row in IgnoredName.objects.filter(jurisdiction=jurisdiction)}

    def answer(name: str) -> Resolution:
        key = plain_name(name)
        if key in departments:
            return Resolution(departments[key])
        return Resolution(roster=rosters.get(key), ignored=key in ignored)

    return {name: answer(name) for name in names}


def known_names(jurisdiction: Jurisdiction) -> list[str]:
    """Return every name and alias of the register, former ones too: the reader's lexicon."""
    names = DepartmentName.objects.filter(jurisdiction=jurisdiction).values_list("name", flat=True)
    rosters = Roster.objects.filter(jurisdiction=jurisdiction)
    return sorted({*names, *(n for r in rosters for n in (r.name, *r.aliases))})


def roster_departments(roster: Roster, on: date) -> list[Department]:
    """Return the units on a roster on a day, in the register's order."""
    members = RosterMember.objects.on(on).filter(roster=roster)
    return list(Department.objects.filter(pk__in=members.values("department")).active(on))


def with_departments(rosters: QuerySet[Roster], on: date) -> QuerySet[Roster]:
    """Let rosters bring their members of a day, in the register's order: one query more for all."""
    members = (
        RosterMember.objects.on(on)
        .filter(department__in=Department.objects.active(on))
        .select_related("department")
        .order_by("department__position", "department_id")
    )
    return rosters.prefetch_related(Prefetch("members", members))


def departments_brought(roster: Roster) -> list[Department]:
    """Return the units that `with_departments` brought with a roster, each once."""
    return list({member.department_id: member.department for member in roster.members.all()}.values())


def work_calendar(jurisdiction: Jurisdiction) -> WorkCalendar:
    """Return the working-day calendar of a government, its own overrides before the general ones."""
    rows = DayOverride.objects.filter(Q(jurisdiction=None) | Q(jurisdiction=jurisdiction))
    ordered = sorted(rows, key=lambda row: row.jurisdiction_id is not None)
    return WorkCalendar({row.day: row.is_working for row in ordered})


_overrides = Prepared(
    lambda governments, since: (
        DayOverride.objects.filter(Q(jurisdiction=None) | Q(jurisdiction__in=governments), day__gte=since)
        .order_by()
        .values_list("jurisdiction_id", "day", "is_working")
    )
)


def calendars_from(governments: Collection[int], since: date) -> dict[int, WorkCalendar]:
    """Return the calendars of governments by id as they hold from a day on; one query for all."""
    rows = _overrides.rows(governments=governments, since=since)
    general = {day: working for government, day, working in rows if government is None}
    return {
        pk: WorkCalendar(general | {day: working for government, day, working in rows if government == pk})
        for pk in governments
    }
