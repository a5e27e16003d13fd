"""Governments, units and rosters over REST, and what a printed name answers to on a day."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from departments import services
from departments.models import Department

UNITS = "/api/v1/units/"
RESOLVE = f"{UNITS}resolve/"


@pytest.fixture
def api(cast) -> APIClient:
    client = APIClient()
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def reader(cast) -> APIClient:
    client = APIClient()
    client.force_login(cast.clerk)
    return client


def test_everybody_reads_the_own_government_only(reader, cast):
    assert [row["name"] for row in reader.get("/api/v1/governments/").json()["results"]] == ["云州市"]
    names = {row["name"] for row in reader.get(UNITS).json()["results"]}
    assert len(names) == 5
    assert reader.get(f"{UNITS}{cast.stranger_unit.pk}/").status_code == 404
    assert reader.get(f"/api/v1/governments/{cast.other_jurisdiction.pk}/").status_code == 404


def test_a_unit_comes_with_its_names_and_etag(reader, cast):
    services.add_name(department=cast.lead_unit, name="市发改委", by=None)
    response = reader.get(f"{UNITS}{cast.lead_unit.pk}/")
    assert [name["name"] for name in response.json()["names"]] == ["市发展改革委", "市发改委"]
    assert response["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "发改"}, ["市发展改革委"]),
        ({"kind": "county"}, ["西山县人民政府", "东湖区人民政府"]),
        ({"active": "false"}, ["市水利局"]),
        ({"parent": "999999"}, []),
    ],
)
def test_units_are_filtered(reader, cast, query, names):
    services.add_name(department=cast.lead_unit, name="市发改委", by=None)
    services.dissolve(department=cast.other_unit, on=date(2020, 1, 1), source="方案", by=None)
    assert [row["name"] for row in reader.get(UNITS, query).json()["results"]] == names


def test_the_list_of_units_costs_the_same_for_few_and_many(reader, cast, django_assert_max_num_queries):
    for number in range(20):
        services.create_department(jurisdiction=cast.jurisdiction, name=f"第{number}办公室", by=None)
    with django_assert_max_num_queries(8):
        reader.get(UNITS)


def test_a_roster_comes_with_todays_members(reader, cast):
    row = reader.get(f"/api/v1/rosters/{cast.roster.pk}/").json()
    assert [member["name"] for member in row["members"]] == ["东湖区人民政府", "西山县人民政府"]


def test_a_printed_name_is_resolved_at_the_day_of_its_document(reader, cast):
    services.merge(
        predecessors=[cast.other_unit], successor=cast.lead_unit, on=date(2026, 1, 1), source="方案", by=None
    )
    query = {"jurisdiction": cast.jurisdiction.pk, "name": "市水利局", "on": "2025-06-01"}
    answer = reader.get(RESOLVE, query).json()
    assert answer["department"]["name"] == "市水利局"
    assert [unit["name"] for unit in answer["held_by"]] == ["市发展改革委"]
    assert answer["suggestions"] == []


def test_a_name_nobody_bears_comes_with_near_ones_for_a_person(reader, cast):
    answer = reader.get(RESOLVE, {"jurisdiction": cast.jurisdiction.pk, "name": "市财证局"}).json()
    assert answer["department"] is None
    assert answer["suggestions"][0]["label"] == "市财政局"
    roster = reader.get(RESOLVE, {"jurisdiction": cast.jurisdiction.pk, "name": "各县（市、区）人民政府"}).json()
    assert roster["roster"]["id"] == cast.roster.pk


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"name": "市财政局"}, 400),
        ({"jurisdiction": "x", "name": "市财政局"}, 400),
        ({"jurisdiction": "1", "name": "市财政局", "on": "heute"}, 400),
        ({"jurisdiction": "1", "name": "市财政局", "day": "2026-01-01"}, 400),
        ({"jurisdiction": "999999", "name": "市财政局"}, 404),
    ],
)
def test_a_bad_question_is_refused(reader, query, status):
    assert reader.get(RESOLVE, query).status_code == status


def test_units_are_entered_corrected_and_named_by_keepers(api, cast):
    body = {"jurisdiction": cast.jurisdiction.pk, "name": "市数据局", "parent": cast.lead_unit.pk, "source": "方案"}
    made = api.post(UNITS, body, format="json")
    assert made.status_code == 201
    address = made["Location"]
    named = api.post(f"{address}names/", {"name": "市大数据局", "kind": "short"}, format="json")
    assert [name["name"] for name in named.json()["names"]] == ["市数据局", "市大数据局"]
    changed = api.patch(address, {"duties": "数据", "parent": None}, format="json", headers={"If-Match": made["ETag"]})
    assert (changed.json()["duties"], changed.json()["parent"], changed["ETag"]) == ("数据", None, '"2"')
    stale = api.patch(address, {"duties": "别的"}, format="json", headers={"If-Match": made["ETag"]})
    assert (stale.status_code, stale.json()["current"]["duties"]) == (412, "数据")
    assert api.patch(address, {"duties": "别的"}, format="json").status_code == 428


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "市财政局"}, "name"),
        ({"name": "甲局", "parent": 999999}, "parent"),
        ({"name": "甲局", "kind": "衙门"}, "kind"),
        ({"name": "甲局", "version": 3}, "version"),
    ],
)
def test_a_bad_unit_is_refused_by_field(api, cast, body, field):
    response = api.post(UNITS, {"jurisdiction": cast.jurisdiction.pk} | body, format="json")
    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_units_of_other_governments_are_neither_parents_nor_made(api, cast):
    body = {"jurisdiction": cast.jurisdiction.pk, "name": "甲局", "parent": cast.stranger_unit.pk}
    assert api.post(UNITS, body, format="json").status_code == 400
    elsewhere = {"jurisdiction": cast.other_jurisdiction.pk, "name": "甲局"}
    assert api.post(UNITS, elsewhere, format="json").status_code == 404
    assert not Department.objects.filter(name="甲局").exists()
