"""机构改革: who holds a unit's duties on which day, and what is refused."""

from datetime import date, timedelta

import pytest

from audit.models import Entry
from core import clock
from core.exceptions import DomainError, NotPermitted
from departments import services
from departments.models import Department, DepartmentName, NameKind, Succession
from departments.selectors import resolve_names
from departments.services import Share
from departments.successions import holders_of, holders_of_many, successor_of
from tests.cast import make_unit

DAY = date(2026, 1, 1)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
SOURCE = "云州市机构改革方案"


@pytest.fixture
def act(cast):
    """What every reform names: day, source, who."""
    return {"on": DAY, "source": SOURCE, "by": cast.supervisor}


@pytest.fixture
def units(cast):
    """Three units that were reformed away elsewhere in 2018."""
    return [make_unit(cast.jurisdiction, name) for name in ("市工商局", "市质监局", "市食药监局")]


def fresh(unit):
    return Department.objects.get(pk=unit.pk)


def test_a_renamed_unit_answers_to_both_names(cast, act):
    services.rename(department=cast.lead_unit, name="市发展和改革局", **act)
    found = resolve_names(cast.jurisdiction, ["市发展改革委", "市发展和改革局"], AFTER)
    assert {one.department for one in found.values()} == {cast.lead_unit}
    assert fresh(cast.lead_unit).name == "市发展和改革局"
    kinds = dict(DepartmentName.objects.filter(department=cast.lead_unit).values_list("name", "kind"))
    assert kinds == {"市发展改革委": NameKind.FORMER, "市发展和改革局": NameKind.OFFICIAL}
    assert Entry.objects.get(action="departments.rename").before == {"name": "市发展改革委"}


def test_an_alias_that_becomes_the_official_name_still_answers_to_older_documents(cast, act):
    services.add_name(department=cast.lead_unit, name="市发改委", by=cast.supervisor)
    services.rename(department=cast.lead_unit, name="市发改委", **act)
    assert resolve_names(cast.jurisdiction, ["市发改委"], BEFORE)["市发改委"].department == cast.lead_unit


def test_a_rename_to_a_taken_name_or_ahead_of_its_day_is_refused(cast, act):
    with pytest.raises(DomainError, match="市财政局"):
        services.rename(department=cast.lead_unit, name="市财政局", **act)
    with pytest.raises(DomainError, match="生效当日"):
        services.rename(department=cast.lead_unit, name="市发展局", **(act | {"on": clock.today() + timedelta(days=1)}))


def test_merged_units_hold_their_duties_until_the_day_and_the_successor_from_then_on(cast, act, units):
    heir = services.create_department(
        jurisdiction=cast.jurisdiction, name="市市场监管局", valid_from=DAY, by=cast.supervisor
    )
    services.merge(predecessors=units, successor=heir, **act)
    for unit in map(fresh, units):
        assert successor_of(unit, BEFORE) == unit
        assert successor_of(unit, DAY) == heir
    assert resolve_names(cast.jurisdiction, ["市质监局"], AFTER)["市质监局"].department == units[1]
    assert Entry.objects.filter(action="departments.merge").count() == 3


def test_a_merge_that_fails_half_way_leaves_nothing(cast, act, units):
    with pytest.raises(DomainError, match="自己"):
        services.merge(predecessors=[units[0], cast.co_unit], successor=cast.co_unit, **act)
    assert fresh(units[0]).valid_to is None
    assert not Succession.objects.exists()
    assert not Entry.objects.exists()


def test_after_a_split_a_person_must_choose(cast, act, units):
    shares = [Share(cast.lead_unit, "规划"), Share(cast.co_unit, "资金")]
    services.split(predecessor=units[0], shares=shares, **act)
    gone = fresh(units[0])
    assert holders_of(gone, AFTER) == [cast.lead_unit, cast.co_unit]
    assert successor_of(gone, AFTER) is None
    assert list(Succession.objects.values_list("scope", flat=True)) == ["规划", "资金"]


def test_a_unit_that_gives_a_part_away_and_goes_on_keeps_the_rest(cast, act):
    services.split(predecessor=cast.lead_unit, shares=[Share(cast.co_unit, "价格")], goes_on=True, **act)
    assert successor_of(fresh(cast.lead_unit), AFTER) == cast.lead_unit


def test_duties_pass_on_along_several_reforms(cast, act, units):
    services.merge(predecessors=[units[0]], successor=units[1], **act)
    services.merge(predecessors=[fresh(units[1])], successor=units[2], **(act | {"on": AFTER}))
    assert successor_of(fresh(units[0]), DAY) == units[1]
    assert successor_of(fresh(units[0]), AFTER) == units[2]


def test_a_dissolved_unit_without_successor_is_held_by_nobody(cast, act, units):
    services.dissolve(department=units[0], **act)
    assert holders_of(fresh(units[0]), AFTER) == []
    assert successor_of(fresh(units[0]), AFTER) is None


def test_a_plaque_is_one_more_name_or_takes_a_unit_over(cast, act, units):
    services.attach_plaque(host=cast.lead_unit, name="市能源局", **act)
    assert resolve_names(cast.jurisdiction, ["市能源局"], AFTER)["市能源局"].department == cast.lead_unit
    services.attach_plaque(host=cast.lead_unit, name="市质监局", former=units[1], **act)
    assert successor_of(fresh(units[1]), AFTER) == cast.lead_unit


def test_a_cycle_of_successions_is_refused_and_its_way_shown(cast, act, units):
    first, second, third = units
    services.split(predecessor=first, shares=[Share(second)], goes_on=True, **act)
    services.split(predecessor=second, shares=[Share(third)], goes_on=True, **act)
    with pytest.raises(DomainError) as refused:
        services.merge(predecessors=[third], successor=first, **act)
    assert refused.value.code == "departments.succession_cycle"
    assert "市食药监局 → 市工商局 → 市质监局 → 市食药监局" in refused.value.message
    assert fresh(third).valid_to is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cast, units: {"successor": cast.stranger_unit}, "同一管辖"),
        (lambda cast, units: {"predecessors": []}, "至少选择一个"),
        (lambda cast, units: {"predecessors": [units[0]], "successor": units[0]}, "自己"),
        (lambda cast, units: {"by": cast.clerk}, "只有本级"),
    ],
)
def test_an_impossible_merge_is_refused(cast, act, units, change, message):
    wanted = act | {"predecessors": units, "successor": cast.co_unit} | change(cast, units)
    with pytest.raises((DomainError, NotPermitted), match=message):
        services.merge(**wanted)


def test_a_unit_that_is_gone_is_not_reformed_again_and_takes_nothing_over(cast, act, units):
    services.dissolve(department=units[0], **act)
    with pytest.raises(DomainError, match="不再存在"):
        services.dissolve(department=fresh(units[0]), **act)
    with pytest.raises(DomainError, match="不存在，不能承接"):
        services.merge(predecessors=[units[1]], successor=fresh(units[0]), **act)


def test_holders_of_many_units_cost_one_query(cast, act, units, django_assert_num_queries):
    services.merge(predecessors=units, successor=cast.co_unit, **act)
    gone = [fresh(unit) for unit in units]
    with django_assert_num_queries(1):
        found = holders_of_many([*gone, cast.lead_unit], AFTER)
    assert [found[unit.pk] for unit in gone] == [[cast.co_unit]] * 3
