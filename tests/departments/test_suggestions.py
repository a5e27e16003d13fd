"""Near names: what a person types finds the unit, on a ground that is said."""

from datetime import date

import pytest

from departments import services
from departments.suggestions import Ground, suggest
from tests.cast import make_unit

DAY = date(2026, 3, 2)


@pytest.fixture
def register(cast):
    for name in ("市住房城乡建设局", "市税务局", "市商务局", "市人力资源社会保障局"):
        make_unit(cast.jurisdiction, name)
    return cast


@pytest.mark.parametrize(
    ("typed", "ground"),
    [
        ("市住房城乡建设局", Ground.SAME),
        ("市住房", Ground.BEGINS),
        ("城乡建设", Ground.CONTAINS),
        ("市住建局", Ground.SHORT_FORM),
        ("住建", Ground.SHORT_FORM),
        ("zhufang", Ground.PINYIN),
        ("zfcx", Ground.PINYIN),
        ("SZFCX", Ground.PINYIN),
        ("市住房城市建设局", Ground.NEAR),
    ],
)
def test_pinyin_short_forms_and_misprints_find_the_unit(register, typed, ground):
    first = suggest(register.jurisdiction, typed, DAY)[0]
    assert (first.label, first.ground) == ("市住房城乡建设局", ground)


def test_a_better_ground_comes_before_a_likelier_spelling(register):
    labels = [one.label for one in suggest(register.jurisdiction, "市税务局", DAY)]
    assert labels[:2] == ["市税务局", "市商务局"]


def test_rosters_and_other_names_are_suggested_with_the_name_that_matched(register):
    services.add_name(department=register.lead_unit, name="市发改委", by=register.supervisor)
    first = suggest(register.jurisdiction, "发改委", DAY)[0]
    assert (first.label, first.why) == ("市发展改革委", "名称包含：市发改委")
    assert suggest(register.jurisdiction, "各县", DAY)[0].roster == register.roster


def test_units_that_are_gone_come_after_those_that_exist(register):
    old = make_unit(register.jurisdiction, "市住房局", valid_to=date(2020, 1, 1))
    labels = [one.label for one in suggest(register.jurisdiction, "市住", DAY)]
    assert labels == ["市住房城乡建设局", old.name]


def test_nothing_is_suggested_for_nothing_or_from_another_government(register):
    assert suggest(register.jurisdiction, "  ", DAY) == []
    assert [one.label for one in suggest(register.other_jurisdiction, "市", DAY)] == ["市财政局"]


def test_suggestions_cost_two_queries(register, django_assert_num_queries):
    with django_assert_num_queries(2):
        suggest(register.jurisdiction, "市住建局", DAY)
