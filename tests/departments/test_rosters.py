"""Collective units: who is on them from day to day."""

from datetime import date

import pytest

from core.exceptions import DomainError
from departments import services
from departments.models import RosterMember
from departments.selectors import roster_departments

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def members(cast, on):
    return [unit.name for unit in roster_departments(cast.roster, on)]


def set_members(cast, units, on):
    services.set_members(roster=cast.roster, departments=units, on=on, by=cast.supervisor)


def test_members_change_from_a_day_on_and_the_days_before_stay(cast):
    east, west = cast.counties
    set_members(cast, [east, cast.other_unit], APRIL)
    assert members(cast, MARCH) == [east.name, west.name]
    assert members(cast, APRIL) == [cast.other_unit.name, east.name]
    set_members(cast, [west], MAY)
    assert members(cast, APRIL) == [cast.other_unit.name, east.name]
    assert members(cast, MAY) == [west.name]


def test_a_list_set_twice_on_a_day_leaves_the_second_and_later_plans_give_way(cast):
    east, west = cast.counties
    set_members(cast, [east], MAY)
    set_members(cast, [west], APRIL)
    set_members(cast, [east, west], APRIL)
    assert members(cast, MAY) == [east.name, west.name]
    assert RosterMember.objects.count() == 2


def test_a_unit_of_another_government_is_no_member(cast):
    with pytest.raises(DomainError, match="同一管辖"):
        set_members(cast, [cast.stranger_unit], APRIL)


def test_aliases_are_unique_across_the_register(cast):
    services.set_aliases(roster=cast.roster, aliases=["各县区", "各县区", "各县(市、区)"], by=cast.supervisor)
    assert cast.roster.aliases == ["各县区", "各县(市、区)"]
    with pytest.raises(DomainError, match="市财政局"):
        services.set_aliases(roster=cast.roster, aliases=["市财政局"], by=cast.supervisor)
