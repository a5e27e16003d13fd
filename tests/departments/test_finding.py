"""Finding a unit by typing: full and short names, pinyin, misprints, former names; other governments never."""

from datetime import date

import pytest

from departments.finding import find_units, unit_by_key
from departments.models import Department, DepartmentName, NameKind
from tests.cast import make_unit

TODAY = date(2026, 6, 1)


@pytest.fixture
def register(cast):
    """Units whose names are easily taken for each other."""
    for name in ("市住房城乡建设局", "市商务局", "市税务局", "市教育局", "市体育局", "市工业和信息化局"):
        make_unit(cast.jurisdiction, name)
    return cast


@pytest.mark.parametrize(
    "typed",
    [
        "市住房城乡建设局",
        "住房城乡建设",
        "住建局",
        "市住建局",
        "市住房城市建设局",
        "zhufang",
        "zfcxjs",
        "szfcxjsj",
        "ZFCX",
    ],
)
def test_full_short_misprinted_and_pinyin_names_all_find_the_unit_first(register, typed):
    assert find_units(register.jurisdiction, typed, TODAY)[0].unit.name == "市住房城乡建设局"


def test_a_former_name_finds_its_unit(register):
    unit = Department.objects.get(name="市工业和信息化局")
    DepartmentName.objects.create(
        jurisdiction=register.jurisdiction,
        department=unit,
        name="市经信委",
        kind=NameKind.FORMER,
        valid_to=date(2019, 3, 1),
    )
    found = find_units(register.jurisdiction, "经信委", TODAY)[0]
    assert (found.unit, found.matched) == (unit, "市经信委")


def test_collective_units_are_found_with_either_width_of_brackets(register):
    assert find_units(register.jurisdiction, "各县（市、区）", TODAY)[0].unit == register.roster


def test_units_that_are_gone_and_units_of_others_are_not_offered(register):
    make_unit(register.jurisdiction, "市旅游委", valid_to=date(2018, 1, 1))
    make_unit(register.other_jurisdiction, "市海洋局")
    names = [
        found.unit.name for word in ("市旅游委", "市海洋局") for found in find_units(register.jurisdiction, word, TODAY)
    ]
    assert "市旅游委" not in names
    assert "市海洋局" not in names
    assert find_units(register.jurisdiction, "  ", TODAY) == []


def test_a_form_names_a_unit_of_its_own_government_only(register):
    assert unit_by_key(register.jurisdiction, f"d{register.lead_unit.pk}") == register.lead_unit
    assert unit_by_key(register.jurisdiction, f"r{register.roster.pk}") == register.roster
    for key in (f"d{register.stranger_unit.pk}", "", "d", "dx", "x1", "d" + "9" * 30):
        assert unit_by_key(register.jurisdiction, key) is None
