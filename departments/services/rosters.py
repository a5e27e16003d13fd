"""Collective units (各县(市、区)人民政府): their names, and their members from day to day."""

from collections.abc import Iterable
from datetime import date

from audit.context import Principal
from audit.services import unit_of_work
from core.exceptions import DomainError
from departments.models import Department, Jurisdiction, Roster, RosterMember
from departments.permissions import require_keeper
from departments.selectors import roster_departments
from departments.services.log import note
from departments.services.taken import clean_name, refuse_taken


def create_roster(
    *, jurisdiction: Jurisdiction, name: str, by: Principal | None, aliases: Iterable[str] = ()
) -> Roster:
    """Enter a collective unit; none of its names may answer to a unit or another roster."""
    require_keeper(by, jurisdiction)
    cleaned = [clean_name(one) for one in (name, *aliases)]
    for one in cleaned:
        refuse_taken(jurisdiction, one, wanted_for=f"名册“{cleaned[0]}”")
    with unit_of_work():
        roster = Roster.objects.create(jurisdiction=jurisdiction, name=cleaned[0], aliases=cleaned[1:])
        after = {"name": roster.name, "aliases": roster.aliases}
        note("departments.create_roster", roster, by=by, jurisdiction=jurisdiction, after=after)
    return roster


def set_aliases(*, roster: Roster, aliases: Iterable[str], by: Principal | None) -> Roster:
    """Set the further names of a collective unit."""
    require_keeper(by, roster.jurisdiction)
    cleaned = list(dict.fromkeys(clean_name(one) for one in aliases))
    for one in cleaned:
        refuse_taken(roster.jurisdiction, one, wanted_for=f"名册“{roster}”", roster=roster)
    with unit_of_work():
        before = {"aliases": roster.aliases}
        roster.aliases = cleaned
        roster.save(update_fields=["aliases"])
        after = {"aliases": cleaned}
        note("departments.set_aliases", roster, by=by, jurisdiction=roster.jurisdiction, before=before, after=after)
    return roster


def set_members(
    *, roster: Roster, departments: Iterable[Department], on: date, by: Principal | None, reason: str = ""
) -> Roster:
    """Let exactly these units be on a roster from a day on; who was on it before stays on record with its dates."""
    require_keeper(by, roster.jurisdiction)
    wanted = {unit.pk: unit for unit in departments}
    if any(unit.jurisdiction_id != roster.jurisdiction_id for unit in wanted.values()):
        message = "名册成员须在同一管辖内。"
        raise DomainError("departments.member_invalid", message, fields={"departments": [message]})
    with unit_of_work():
        # what was planned for later days gives way to the new list
        RosterMember.objects.filter(roster=roster, valid_from__gt=on).delete()
        before = roster_departments(roster, on)
        standing = RosterMember.objects.on(on).filter(roster=roster)
        leaving = standing.exclude(department__in=wanted)
        leaving.filter(valid_from=on).delete()
        leaving.update(valid_to=on)
        standing.filter(department__in=wanted).update(valid_to=None)
        # whoever left on this very day and is back on the list has not left at all
        left_today = RosterMember.objects.filter(roster=roster, department__in=wanted, valid_to=on)
        left_today.exclude(department__in=standing.values("department")).update(valid_to=None)
        kept = set(standing.values_list("department_id", flat=True))
        RosterMember.objects.bulk_create(
            RosterMember(roster=roster, department=unit, valid_from=on) for pk, unit in wanted.items() if pk not in kept
        )
        note(
            "departments.set_members",
            roster,
            by=by,
            jurisdiction=roster.jurisdiction,
            before={"members": before},
            after={"members": list(wanted.values()), "on": on},
            reason=reason,
        )
    return roster
