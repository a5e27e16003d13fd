"""Records over REST: ETags and stale writes, scopes, sparse fields, pages, bodies that are refused."""

import json

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from departments.models import Department

PROBLEM = "application/problem+json"


def assert_problem(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"].startswith(PROBLEM)
    return response.json()


def patch(api, unit, name="市发展和改革委员会", **headers):
    return api.patch(f"/units/{unit.pk}/", {"name": name}, format="json", headers=headers)


def test_a_record_comes_with_its_etag_and_is_written_with_it(api, cast):
    read = api.get(f"/units/{cast.lead_unit.pk}/")
    assert read["ETag"] == '"1"'
    written = patch(api, cast.lead_unit, **{"If-Match": read["ETag"]})
    assert written.status_code == 200
    assert (written["ETag"], written.json()["name"]) == ('"2"', "市发展和改革委员会")


def test_a_write_without_if_match_is_refused(api, cast):
    assert_problem(patch(api, cast.lead_unit), 428, "request.if_match_required")


@pytest.mark.parametrize("tag", ["*", "1", '"x"', '"1", "2"', ""])
def test_an_if_match_that_is_no_etag_of_ours_is_refused(api, cast, tag):
    assert_problem(patch(api, cast.lead_unit, **{"If-Match": tag}), 400, "request.if_match_invalid")


def test_a_stale_write_gets_the_current_record_and_changes_nothing(api, cast):
    patch(api, cast.lead_unit, **{"If-Match": '"1"'})
    late = patch(api, cast.lead_unit, name="另一个名称", **{"If-Match": '"1"'})
    problem = assert_problem(late, 412, "request.stale")
    assert problem["current"]["name"] == "市发展和改革委员会"
    assert late["ETag"] == '"2"'
    assert not Department.objects.filter(name="另一个名称").exists()


def test_a_forbidden_transition_is_a_409(with_token, cast):
    response = with_token("units:close").post(f"/units/{cast.lead_unit.pk}/close/")
    assert_problem(response, 409, "units.not_open")


@pytest.mark.parametrize(
    ("method", "scopes", "status"),
    [
        ("get", ["units:read"], 200),
        ("get", ["units:write", "tasks:read"], 403),
        ("post", ["units:read"], 403),
        ("post", ["units:write"], 400),
    ],
)
def test_a_token_does_what_its_scopes_say(with_token, method, scopes, status):
    response = getattr(with_token(*scopes), method)("/units/", format="json")
    assert response.status_code == status
    if status == 403:
        assert response.json()["code"] == "auth.scope_missing"


@pytest.mark.usefixtures("small_resource")
def test_a_session_needs_no_scope_but_a_csrf_token_on_writes(cast):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(cast.supervisor)
    assert browser.get("/units/").status_code == 200
    assert_problem(browser.post("/units/", {"name": "甲"}, format="json"), 403, "auth.csrf")


@pytest.mark.usefixtures("small_resource")
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer a b", "Bearer abc.def", "Bearer \xff", "Basic Zm9vOmJhcg=="])
def test_without_a_valid_token_nothing_is_shown(cast, header):
    response = APIClient(headers={"Authorization": header} if header else {}).get("/units/")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Content-Type"].startswith(PROBLEM)


def test_sparse_fields_return_only_what_was_asked(api, cast):
    assert api.get("/units/", {"fields": "id,name"}).json()["results"][0].keys() == {"id", "name"}
    assert api.get(f"/units/{cast.lead_unit.pk}/", {"fields": "name"}).json() == {"name": "市发展改革委"}
    assert "fields" in assert_problem(api.get("/units/", {"fields": "password"}), 400, "request.invalid")["errors"]


def test_an_unknown_query_parameter_is_refused_by_name(api):
    assert "nmae" in assert_problem(api.get("/units/", {"nmae": "x"}), 400, "request.invalid")["errors"]
    assert api.get("/units/", {"name": "市财政局", "valid_from_after": "2020-01-01"}).status_code == 200


def test_pages_follow_each_other_in_a_stable_order(api, cast):
    first = api.get("/units/", {"page_size": 2}).json()
    Department.objects.create(jurisdiction=cast.jurisdiction, name="新来的局")
    second = api.get(first["next"]).json()
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    "query",
    [
        {"page_size": "0"}, {"page_size": "201"}, {"page_size": "x"}, {"page_size": "9" * 30},
        {"cursor": "x"}, {"cursor": "cD1hYmM="}, {"cursor": "cD0lMDA="}, {"cursor": "%00"}, {"name": "\x00"},
        {"valid_from_after": "gestern"},
    ],
)  # fmt: skip
def test_bad_query_parameters_are_the_callers_mistake(api, query):
    assert_problem(api.get("/units/", query), 400, "request.invalid")


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"", b"\xff\xfe", b"[", b'{"name": NaN}', b'{"name": "\\u0000"}', b'{"name": "\\ud800"}',
        b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", b'{"name": ' + b"9" * 6000 + b"}",
        b'{"name": ' + b"[" * 40 + b"]" * 40 + b"}", b'{"x": 9223372036854775808}',
    ],
)  # fmt: skip
def test_a_broken_body_is_refused_as_malformed(api, body):
    response = api.generic("POST", "/units/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["code"] in {"request.malformed", "request.invalid"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "甲局", "is_superuser": True}, "is_superuser"),
        ({"name": "甲局", "version": 7}, "version"),
        ({"name": ["甲"]}, "name"),
        ({"name": 9e99, "duties": {}}, "duties"),
        ([], "non_field_errors"),
        ("甲", "non_field_errors"),
    ],
)
def test_what_does_not_belong_in_a_body_is_named(api, body, field):
    response = api.post("/units/", body, format="json")
    assert field in assert_problem(response, 400, "request.invalid")["errors"]


def test_a_huge_body_is_refused_before_it_is_read(api, settings):
    settings.DUBAN_API_MAX_BYTES = 1000
    response = api.post("/units/", {"name": "甲" * 1000}, format="json")
    assert_problem(response, 413, "request.too_large")


@pytest.mark.parametrize(
    ("send", "status", "code"),
    [
        (lambda api: api.get("/units/999999999999/"), 404, "request.not_found"),
        (lambda api: api.put("/units/"), 405, "request.method_not_allowed"),
        (lambda api: api.get("/units/", headers={"Accept": "text/html"}), 406, "request.not_acceptable"),
        (lambda api: api.generic("POST", "/units/", b"a=1", "application/xml"), 415, "request.media_type"),
    ],
)
def test_every_other_error_is_a_problem_too(api, send, status, code):
    assert_problem(send(api), status, code)


def test_two_that_meet_at_a_constraint_get_a_409_not_a_500(api, cast):
    response = api.post("/units/", {"name": "市财政局"}, format="json")
    assert_problem(response, 409, "request.conflict")


def test_json_is_utf8_and_readable(api, cast):
    raw = api.get(f"/units/{cast.lead_unit.pk}/").content
    assert "市发展改革委" in raw.decode()
    assert json.loads(raw)["version"] == 1


def test_a_caller_beyond_its_rate_is_told_when_to_come_again_and_others_are_not(with_token, settings):
    settings.DUBAN_API_RATE = "2/min"
    cache.clear()
    eager, calm = with_token("units:read"), with_token("units:read")
    assert [eager.get("/units/").status_code for _ in range(2)] == [200, 200]
    refused = eager.get("/units/")
    assert_problem(refused, 429, "request.throttled")
    assert 1 <= int(refused["Retry-After"]) <= 61
    assert calm.get("/units/").status_code == 200


def test_a_parameter_nobody_reads_is_refused(api):
    for name in ("expand", "ordering", "statu"):
        assert name in assert_problem(api.get("/units/", {name: "x"}), 400, "request.invalid")["errors"]
