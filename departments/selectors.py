"""Finding units by the names that documents print."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from core.workdays import WorkCalendar
from departments.models import DayOverride, Department, DepartmentName, Jurisdiction, Roster, RosterMember


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a printed name answers to: a unit, a roster, or neither."""

    department: Department | None = None
    roster: Roster | None = None


def plain_name(name: str) -> str:
    """Return a name with the brackets folded to one width and spaces removed, as names are compared."""
    folded = name.translate(str.maketrans("（）〔〕［］【】", "()()()()"))
    return "".join(folded.split())


def resolve_names(jurisdiction: Jurisdiction, names: Iterable[str], on: date) -> dict[str, Resolution]:
    """Return for every printed name the unit or roster that bears it on a day; two queries whatever the number."""
    departments: dict[str, Department] = {}
    rows = DepartmentName.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on), jurisdiction=jurisdiction
    ).select_related("department")
    for row in rows:
        departments[plain_name(row.name)] = row.department
    rosters: dict[str, Roster] = {}
    for roster in Roster.objects.filter(jurisdiction=jurisdiction):
        for name in (roster.name, *roster.aliases):
            rosters[plain_name(name)] = roster
    found: dict[str, Resolution] = {}
    for name in names:
        key = plain_name(name)
        department = departments.get(key)
        found[name] = Resolution(department, None if department else rosters.get(key))
    return found


def known_names(jurisdiction: Jurisdiction) -> list[str]:
    """Return every name and alias of the register, former ones too: the reader's lexicon."""
    names = DepartmentName.objects.filter(jurisdiction=jurisdiction).values_list("name", flat=True)
    rosters = Roster.objects.filter(jurisdiction=jurisdiction)
    return sorted({*names, *(n for r in rosters for n in (r.name, *r.aliases))})


def roster_departments(roster: Roster, on: date) -> list[Department]:
    """Return the units on a roster on a day, in the register's order."""
    members = RosterMember.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on), roster=roster
    )
    return list(Department.objects.filter(pk__in=members.values("department")).active(on))


def work_calendar(jurisdiction: Jurisdiction) -> WorkCalendar:
    """Return the working-day calendar of a government, its own overrides before the general ones."""
    rows = DayOverride.objects.filter(Q(jurisdiction=None) | Q(jurisdiction=jurisdiction))
    ordered = sorted(rows, key=lambda row: row.jurisdiction_id is not None)
    return WorkCalendar({row.day: row.is_working for row in ordered})
