"""Units and their names: one name answers to one unit; a printed name is decided once."""

from datetime import date
from typing import Any

import pytest

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, VersionConflict
from departments import services
from departments.models import Department, DepartmentKind, DepartmentName, IgnoredName, NameKind
from departments.selectors import Resolution, resolve_names
from departments.services import Decision, NewName

DAY = date(2026, 3, 2)


def create(cast, name="市数据局", **more):
    return services.create_department(jurisdiction=cast.jurisdiction, name=name, by=cast.administrator, **more)


def resolved(cast, name, on=DAY):
    return resolve_names(cast.jurisdiction, [name], on)[name]


def test_a_new_unit_answers_to_all_its_names_and_is_recorded(cast):
    unit = create(cast, names=[NewName("市大数据局", NameKind.SHORT)], source="云政发〔2026〕1号")
    assert resolved(cast, "市数据局").department == resolved(cast, "市大数据局").department == unit
    entry = Entry.objects.get(action="departments.create")
    assert (entry.actor_name, entry.object_name, entry.reason) == ("系统管理员", "市数据局", "云政发〔2026〕1号")


def test_brackets_and_spaces_make_no_other_name(cast):
    create(cast, "市委组织部〔市委人才办〕")
    assert resolved(cast, "市委组织部（市委人才办）").department
    with pytest.raises(DomainError, match="市委组织部〔市委人才办〕"):
        create(cast, "市委组织部 (市委人才办)")


def test_a_name_that_would_make_two_units_answer_is_refused_with_both_shown(cast):
    with pytest.raises(DomainError) as refused:
        services.add_name(department=cast.lead_unit, name="市财政局", by=cast.administrator)
    assert refused.value.code == "departments.name_taken"
    assert "市财政局（全称）" in refused.value.message
    assert "市发展改革委" in refused.value.message
    assert refused.value.fields["name"]


def test_a_unit_does_not_take_a_rosters_name_nor_a_roster_a_units(cast):
    with pytest.raises(DomainError, match="名册“各县"):
        create(cast, "各县（市、区）人民政府")
    with pytest.raises(DomainError, match="市财政局"):
        services.create_roster(
            jurisdiction=cast.jurisdiction, name="市直部门", aliases=["市财政局"], by=cast.administrator
        )


def test_the_same_name_lives_in_two_governments_and_on_two_stretches_of_time(cast):
    assert cast.stranger_unit.name == cast.co_unit.name
    services.add_name(department=cast.lead_unit, name="市能源局", valid_to=date(2024, 1, 1), by=cast.administrator)
    services.add_name(department=cast.co_unit, name="市能源局", valid_from=date(2024, 1, 1), by=cast.administrator)
    assert resolved(cast, "市能源局", date(2023, 12, 31)).department == cast.lead_unit
    assert resolved(cast, "市能源局", date(2024, 1, 1)).department == cast.co_unit


def test_adding_a_name_twice_changes_nothing(cast):
    first = services.add_name(department=cast.lead_unit, name="市发改委", by=cast.administrator)
    assert services.add_name(department=cast.lead_unit, name="市发改委", by=cast.administrator) == first
    assert Entry.objects.filter(action="departments.add_name").count() == 1


def test_an_ended_name_answers_to_older_documents_only(cast):
    name = services.add_name(department=cast.lead_unit, name="市计委", by=cast.administrator)
    services.end_name(name=name, on=DAY, by=cast.administrator)
    assert resolved(cast, "市计委", date(2026, 3, 1)).department == cast.lead_unit
    assert resolved(cast, "市计委", DAY) == Resolution()


def test_the_official_name_does_not_end_by_itself(cast):
    with pytest.raises(DomainError, match="更名"):
        services.end_name(name=DepartmentName.objects.get(department=cast.lead_unit), on=DAY, by=cast.administrator)


@pytest.mark.parametrize("name", ["", "   ", "甲\x00局", "甲\n局", "长" * 101])
def test_a_name_that_is_none_is_refused(cast, name):
    with pytest.raises(DomainError, match="名称须为"):
        create(cast, name)


@pytest.mark.parametrize(
    ("decision", "more", "expected"),
    [
        (Decision.CREATE, {}, lambda cast, found: found.department.name == "市医疗保障局"),
        (Decision.ALIAS, {"department": "co_unit"}, lambda cast, found: found.department == cast.co_unit),
        (Decision.IGNORE, {"reason": "泛指"}, lambda cast, found: found.ignored),
    ],
)
def test_an_unresolved_name_is_decided_once_for_all_documents(cast, decision, more, expected):
    more = {key: getattr(cast, value) if key == "department" else value for key, value in more.items()}
    answer = services.decide_name(
        jurisdiction=cast.jurisdiction, name="市医疗保障局", decision=decision, by=cast.supervisor, **more
    )
    assert expected(cast, answer)
    assert resolved(cast, "市医疗保障局") == answer


def test_an_ignored_name_can_be_considered_again_and_given_to_a_unit(cast):
    ignore = {"jurisdiction": cast.jurisdiction, "name": "各有关方面", "decision": Decision.IGNORE}
    services.decide_name(**ignore, by=cast.supervisor)
    services.decide_name(**ignore, by=cast.supervisor)
    services.reconsider_name(name=IgnoredName.objects.get(), by=cast.supervisor)
    assert resolved(cast, "各有关方面") == Resolution()
    services.decide_name(**ignore, by=cast.supervisor)
    services.add_name(department=cast.co_unit, name="各有关方面", by=cast.supervisor)
    assert resolved(cast, "各有关方面") == Resolution(cast.co_unit)


def test_a_units_name_is_not_ignored_away_and_an_alias_needs_a_unit_of_the_same_government(cast):
    with pytest.raises(DomainError, match="市财政局"):
        services.decide_name(
            jurisdiction=cast.jurisdiction, name="市财政局", decision=Decision.IGNORE, by=cast.supervisor
        )
    for department in (None, cast.stranger_unit):
        with pytest.raises(DomainError, match="请选择单位"):
            services.decide_name(
                jurisdiction=cast.jurisdiction,
                name="财政局",
                decision=Decision.ALIAS,
                department=department,
                by=cast.supervisor,
            )


def test_what_is_kept_about_a_unit_is_corrected_by_version(cast):
    values: dict[str, Any] = {"kind": "vertical", "parent": cast.co_unit, "duties": "规划", "position": 3}
    services.correct_department(department=cast.lead_unit, by=cast.supervisor, version=1, **values)
    stale = Department.objects.get(pk=cast.lead_unit.pk)
    with pytest.raises(VersionConflict) as stopped:
        services.correct_department(department=stale, by=cast.administrator, version=1, **(values | {"position": 9}))
    assert stopped.value.params["current"].position == 3
    entry = Entry.objects.get(action="departments.correct")
    assert (entry.before["duties"], entry.after["duties"]) == ("", "规划")


def test_a_unit_is_not_above_itself(cast):
    cast.co_unit.parent = cast.lead_unit
    cast.co_unit.save()
    for parent in (cast.lead_unit, cast.co_unit, cast.stranger_unit):
        with pytest.raises(DomainError, match="上级单位"):
            services.correct_department(
                department=cast.lead_unit, by=cast.supervisor, version=1, kind=DepartmentKind.GOVERNMENT, parent=parent,
                duties="", position=0,
            )  # fmt: skip


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "auditor", "stranger", "stranger_supervisor"])
def test_nobody_but_administrators_and_supervisors_keeps_the_register(cast, who):
    with pytest.raises(NotPermitted):
        services.create_department(jurisdiction=cast.jurisdiction, name="市数据局", by=getattr(cast, who))
    assert not Department.objects.filter(name="市数据局").exists()
