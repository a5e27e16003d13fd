"""The register's pages: who sees what, what a keeper can do, and that nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Membership, Role
from core import clock
from departments import services
from departments.models import Department, DepartmentName, IgnoredName, Roster, Succession
from departments.successions import successor_of

JANUARY = date(2026, 1, 1)
LIST = reverse("departments:list")


def page(response) -> str:
    text: str = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def address(name, unit=None, **more):
    return reverse(f"departments:{name}", kwargs={"pk": unit.pk, **more} if unit else None)


@pytest.fixture
def keeper(client, cast):
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return client


def test_the_list_shows_the_own_government_only(clerk, cast):
    text = page(clerk.get(LIST))
    assert "市发展改革委" in text
    assert "现有 <b>5</b> 个单位" in text
    assert "新增单位" not in text


def test_the_list_is_searched_by_pinyin_and_filtered_by_kind(clerk, cast):
    rows = page(clerk.get(LIST, {"q": "caizheng"}, headers={"HX-Request": "true"}))
    assert "市财政局" in rows
    assert "市水利局" not in rows
    assert "<html" not in rows
    counties = page(clerk.get(LIST, {"kind": "county"}))
    assert "东湖区人民政府" in counties
    assert "市财政局" not in counties
    assert "没有符合条件的单位" in page(clerk.get(LIST, {"q": "xyz"}))


def test_units_that_are_gone_stand_apart(keeper, cast):
    services.dissolve(department=cast.other_unit, on=date(2026, 1, 1), source="方案", by=None)
    assert "市水利局" not in page(keeper.get(LIST))
    assert "市水利局" in page(keeper.get(LIST, {"state": "gone"}))


def test_the_list_costs_the_same_for_few_and_many(clerk, cast, django_assert_max_num_queries):
    for number in range(30):
        services.create_department(jurisdiction=cast.jurisdiction, name=f"市第{number}办公室", by=None)
    with django_assert_max_num_queries(15):
        clerk.get(LIST)


def test_a_unit_shows_its_names_people_rosters_and_reforms(clerk, cast):
    services.add_name(department=cast.lead_unit, name="市发改委", source="简称表", by=None)
    services.merge(
        predecessors=[cast.other_unit], successor=cast.lead_unit, on=date(2026, 1, 1), source="方案", by=None
    )
    text = page(clerk.get(address("detail", cast.lead_unit)))
    for words in ("市发改委", "简称表", "市发展改革委联络员", "市发展改革委负责人", "市水利局", "方案"):
        assert words in text
    gone = page(clerk.get(address("detail", cast.other_unit)))
    assert "2026年1月1日起不再存在" in gone or "1月1日起不再存在" in gone
    assert "市发展改革委" in gone
    assert "各县(市、区)人民政府" in page(clerk.get(address("detail", cast.counties[0])))


def test_a_deputy_and_a_unit_without_anybody_are_said(clerk, cast):
    replaced = Membership.objects.get(user=cast.clerk)
    Membership.objects.create(
        user=cast.outsider, jurisdiction=cast.jurisdiction, department=cast.lead_unit, role=Role.CLERK,
        valid_to=clock.today().replace(year=clock.today().year + 1), deputy_for=replaced,
    )  # fmt: skip
    assert "代 市发展改革委联络员" in page(clerk.get(address("detail", cast.lead_unit)))
    assert "没有承办人" in page(clerk.get(address("detail", cast.counties[0])))


def test_a_unit_of_another_government_is_not_there(clerk, cast):
    assert clerk.get(address("detail", cast.stranger_unit)).status_code == 404
    assert clerk.get(address("edit", cast.stranger_unit)).status_code == 404


@pytest.mark.parametrize("name", ["new", "import", "roster-new"])
def test_who_does_not_keep_the_register_gets_no_forms(clerk, name):
    assert clerk.get(reverse(f"departments:{name}")).status_code == 403


def test_a_new_unit_with_its_names_in_one_form(keeper, cast):
    sent = {"name": "市数据局", "aliases": "市大数据局\n\n市数据管理局", "kind": "government", "source": "云政发1号"}
    response = keeper.post(reverse("departments:new"), sent)
    unit = Department.objects.get(name="市数据局")
    assert response.url == address("detail", unit)
    assert unit.names.count() == 3


def test_a_taken_name_is_refused_beside_its_field_and_what_was_typed_stays(keeper, cast):
    response = keeper.post(reverse("departments:new"), {"name": "市财政局", "kind": "party", "duties": "管钱"})
    text = page(response)
    assert response.status_code == 422
    assert "“市财政局”已是市财政局（全称）的名称" in text
    assert "管钱" in text
    assert Department.objects.filter(name="市财政局", jurisdiction=cast.jurisdiction).count() == 1


def test_the_second_of_two_writers_sees_both_versions_and_may_then_save(keeper, cast):
    edit = address("edit", cast.lead_unit)
    sent = {"kind": "government", "duties": "我写的", "position": "2", "version": "1"}
    services.correct_department(
        department=cast.lead_unit,
        by=None,
        version=1,
        kind=cast.lead_unit.kind,
        parent=None,
        duties="别人写的",
        position=0,
    )
    stopped = keeper.post(edit, sent)
    assert stopped.status_code == 409
    text = page(stopped)
    assert "别人写的" in text
    assert "我写的" in text
    assert 'name="version" value="2"' in text
    assert keeper.post(edit, sent | {"version": "2"}).status_code == 302
    assert Department.objects.get(pk=cast.lead_unit.pk).duties == "我写的"


def test_names_are_added_and_ended_on_the_units_page(keeper, cast):
    add = address("name-add", cast.lead_unit)
    assert keeper.post(add, {"name": "市发改委", "kind": "short"}).status_code == 302
    refused = keeper.post(add, {"name": "市财政局", "kind": "alias"})
    assert refused.status_code == 422
    assert "已是市财政局" in page(refused)
    name = DepartmentName.objects.get(name="市发改委")
    keeper.post(address("name-end", name), {"on": "2026-01-01"})
    name.refresh_from_db()
    assert name.valid_to == date(2026, 1, 1)
    assert "没有停用" in page(keeper.post(address("name-end", name), {"on": "bad"}, follow=True))


def test_a_reform_is_shown_with_its_consequences_before_it_is_done(keeper, cast):
    reform = address("reform", cast.other_unit, kind="merge")
    sent = {"successor": cast.lead_unit.pk, "on": "2026-01-01", "source": "云州市机构改革方案"}
    shown = page(keeper.post(reform, sent))
    assert "市水利局不再存在，职责由市发展改革委承接" in shown
    assert not Succession.objects.exists()
    again = page(keeper.post(reform, sent | {"back": "1"}))
    assert "云州市机构改革方案" in again
    keeper.post(reform, sent | {"confirm": "1"})
    assert successor_of(Department.objects.get(pk=cast.other_unit.pk), date(2026, 1, 2)) == cast.lead_unit


@pytest.mark.parametrize(
    ("kind", "sent", "check"),
    [
        ("rename", {"name": "市水务局"}, lambda unit: unit.name == "市水务局"),
        (
            "merge",
            {"new_name": "市水利和农业局"},
            lambda unit: str(successor_of(unit, date(2026, 2, 1))) == "市水利和农业局",
        ),
        ("dissolve", {}, lambda unit: unit.valid_to == date(2026, 1, 1)),
        ("plaque", {"name": "市河长办"}, lambda unit: unit.names.filter(name="市河长办", kind="plaque").exists()),
    ],
)
def test_every_kind_of_reform_is_done_from_its_page(keeper, cast, kind, sent, check):
    sent = sent | {"on": "2026-01-01", "source": "方案", "confirm": "1"}
    assert keeper.post(address("reform", cast.other_unit, kind=kind), sent).status_code == 302
    assert check(Department.objects.get(pk=cast.other_unit.pk))


def test_a_split_names_who_takes_what(keeper, cast):
    sent = {
        "successor_1": cast.lead_unit.pk, "scope_1": "规划", "successor_2": cast.co_unit.pk, "scope_2": "资金",
        "goes_on": "on", "on": "2026-01-01", "source": "方案",
    }  # fmt: skip
    reform = address("reform", cast.other_unit, kind="split")
    assert "市发展改革委承接规划" in page(keeper.post(reform, sent))
    keeper.post(reform, sent | {"confirm": "1"})
    assert Succession.objects.count() == 2
    assert Department.objects.get(pk=cast.other_unit.pk).valid_to is None


@pytest.mark.parametrize(
    ("kind", "sent", "message"),
    [
        ("merge", {}, "两者取一"),
        ("plaque", {}, "两者取一"),
        ("merge", {"new_name": "市财政局"}, "已是市财政局"),
        ("split", {}, "至少选择一个"),
        ("rename", {"name": "市水务局", "source": ""}, "必填"),
    ],
)
def test_an_incomplete_reform_is_refused(keeper, cast, kind, sent, message):
    sent = {"on": "2026-01-01", "source": "方案", "confirm": "1"} | sent
    response = keeper.post(address("reform", cast.other_unit, kind=kind), sent)
    assert response.status_code == 422
    assert message in page(response)
    assert not Succession.objects.exists()


def test_an_unknown_kind_of_reform_is_not_there(keeper, cast):
    assert keeper.get(address("reform", cast.other_unit, kind="promote")).status_code == 404


def test_rosters_are_kept_with_their_members(keeper, cast):
    sent = {"name": "市直有关部门", "aliases": "市有关部门", "on": "2026-01-01", "departments": [cast.lead_unit.pk]}
    assert keeper.post(reverse("departments:roster-new"), sent).status_code == 302
    roster = Roster.objects.get(name="市直有关部门")
    edit = address("roster", roster)
    keeper.post(edit, {"aliases": "市级部门", "on": "2026-02-01", "departments": [cast.co_unit.pk]})
    text = page(keeper.get(reverse("departments:rosters")))
    assert "市级部门" in text
    assert "曾在名册中" in page(keeper.get(edit))
    assert keeper.post(edit, {"aliases": "市财政局", "on": "2026-02-01"}).status_code == 422


def test_an_ignored_name_goes_back_to_waiting(keeper, cast):
    services.decide_name(
        jurisdiction=cast.jurisdiction, name="各有关方面", decision=services.Decision.IGNORE, by=cast.supervisor
    )
    assert "各有关方面" in page(keeper.get(reverse("departments:ignored")))
    keeper.post(address("reconsider", IgnoredName.objects.get()))
    assert not IgnoredName.objects.exists()


def test_suggestions_come_as_json_for_typing(clerk, cast):
    found = clerk.get(reverse("departments:suggest"), {"q": "fzgg"}).json()["results"]
    assert found == [{"id": cast.lead_unit.pk, "kind": "unit", "label": "市发展改革委", "why": "拼音"}]


def test_without_any_role_there_is_no_register(client, cast):
    Membership.objects.filter(user=cast.clerk).delete()
    client.force_login(cast.clerk)
    assert client.get(LIST).status_code == 403
