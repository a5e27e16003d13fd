"""Policies over REST: who reads what, the verbs with their preconditions, uploads, and what a stranger gets."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from policies.models import ImportRun, Measure, Policy
from policies.services import checking
from tests.cast import make_unit
from tests.policies.builder import HOUSING, ROADS, WATER, document


def client_of(user) -> APIClient:
    """Return a client with the session of a person."""
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def api(cast, policy) -> APIClient:
    """The supervisor's client."""
    return client_of(cast.supervisor)


def measure(number: str) -> Measure:
    """Return a measure of the current version."""
    return Measure.objects.current().get(number=number)


def url(name: str, *args: Any) -> str:
    """Return the address of a route."""
    return reverse(name, args=args)


def send(client: APIClient, method: str, address: str, body: Any = None, version: int | None = None):
    """Send a request with If-Match."""
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return getattr(client, method)(address, body, format="json", headers=headers)


def test_policies_are_listed_and_read_with_their_etag(api, policy):
    (row,) = api.get(url("policy-list")).json()["results"]
    assert (row["title"], row["measure_count"], row["confirmed_count"]) == (policy.title, 3, 0)
    answer = api.get(url("policy-detail", policy.pk))
    assert answer["ETag"] == '"1"'
    assert answer.json()["state_display"] == "待校核"


def test_a_query_string_means_the_same_as_on_the_page(api, policy):
    assert api.get(url("policy-list"), {"q": "促进", "state": "in_review"}).json()["results"]
    assert not api.get(url("policy-list"), {"state": "published"}).json()["results"]
    assert api.get(url("policy-list"), {"nonsense": "1"}).status_code == 400
    assert api.get(url("policy-list"), {"state": "nonsense"}).status_code == 400


def test_a_measure_shows_units_dates_and_targets_with_their_spans(api, policy, cast):
    body = api.get(url("measure-detail", measure("1").pk)).json()
    text = policy.versions.get().source_file.text
    unit = body["units"][0]
    assert (unit["unit_name"], unit["role"], text[slice(*unit["span"])]) == ("市发展改革委", "lead", "市发展改革委")
    assert body["deadlines"][0]["date"] == "2026-12-31"
    assert body["targets"][0]["unit"] == "元"
    listed = api.get(url("measure-list"), {"policy": policy.pk, "unit": cast.co_unit.pk}).json()["results"]
    assert {row["number"] for row in listed} == {"1", "3"}


@pytest.mark.parametrize("part", ["clerk", "outsider", "auditor", "administrator", "stranger", "stranger_supervisor"])
def test_what_is_under_check_is_not_there_for_anybody_else(cast, policy, part):
    client = client_of(getattr(cast, part))
    assert client.get(url("policy-list")).json()["results"] == []
    assert client.get(url("measure-list")).json()["results"] == []
    assert client.get(url("finding-list")).json()["results"] == []
    for name, pk in (("policy-detail", policy.pk), ("measure-detail", measure("1").pk)):
        assert client.get(url(name, pk)).status_code == 404
    assert send(client, "post", url("measure-confirm", measure("1").pk), version=1).status_code == 404


def test_without_sign_in_there_is_nothing(policy):
    assert APIClient().get(url("policy-list")).status_code == 401


def test_a_leader_reads_but_does_not_check(cast, policy):
    client = client_of(cast.leader)
    assert client.get(url("policy-detail", policy.pk)).status_code == 200
    answer = send(client, "post", url("measure-confirm", measure("1").pk), version=1)
    assert (answer.status_code, answer.json()["code"]) == (403, "policies.not_checker")


def test_units_read_what_is_published(cast, policy):
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.reject(measure=measure("3"), version=1, reason="不督办", by=cast.supervisor)
    checking.publish(policy=policy, version=1, by=cast.supervisor)
    client = client_of(cast.clerk)
    assert [row["number"] for row in client.get(url("measure-list")).json()["results"]] == ["2", "1"]
    assert client.get(url("finding-list")).json()["results"] == []


def test_confirming_asks_for_the_version_that_was_read(api, policy):
    address = url("measure-confirm", measure("1").pk)
    assert send(api, "post", address).status_code == 428
    stale = send(api, "post", address, version=7)
    assert (stale.status_code, stale.json()["current"]["title"]) == (412, "加快道路建设")
    done = send(api, "post", address, version=1)
    assert (done.status_code, done["ETag"], done.json()["state"]) == (200, '"2"', "confirmed")


def test_a_doubted_measure_and_an_unfinished_document_answer_409(api, policy):
    answer = send(api, "post", url("measure-confirm", measure("3").pk), version=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "policies.open_doubts")
    answer = send(api, "post", url("policy-publish", policy.pk), version=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "policies.unconfirmed_measures")
    assert answer.json()["title"] == "还有 3 条未确认"


def test_a_document_is_checked_and_published_over_rest(api, policy, cast):
    housing = make_unit(cast.jurisdiction, "市住房城乡建设局")
    row = measure("3").responsibilities.get(role="lead")
    answer = send(api, "patch", url("measure-unit", measure("3").pk, row.pk), {"department": housing.pk}, version=1)
    assert answer.json()["units"][0]["unit_name"] == "市住房城乡建设局"
    assert len(send(api, "post", url("policy-confirm-undoubted", policy.pk)).json()["confirmed"]) == 3
    answer = send(api, "post", url("policy-publish", policy.pk), version=1)
    assert (answer.status_code, answer.json()["state"]) == (200, "published")
    answer = send(api, "post", url("policy-reopen", policy.pk), {"reason": "单位有误"}, version=2)
    assert answer.status_code == 200


def test_everything_read_in_a_measure_can_be_corrected(api, policy, cast):
    roads = measure("1")
    lead, co = roads.responsibilities.all()
    deadline, target = roads.deadlines.get(), roads.targets.get()
    day = {"date": "2026-11-30", "precision": "day"}
    figures = {"value": "45", "unit": "条", "comparator": ">="}
    steps = [
        ("patch", url("measure-detail", roads.pk), {"title": "修路"}),
        ("post", url("measure-add-unit", roads.pk), {"department": cast.other_unit.pk, "role": "support"}),
        ("post", url("measure-add-unit", roads.pk), {"roster": cast.roster.pk, "role": "implementing"}),
        ("post", url("measure-lead", roads.pk, co.pk), None),
        ("delete", url("measure-unit", roads.pk, lead.pk), None),
        ("patch", url("measure-deadline", roads.pk, deadline.pk), day),
        ("post", url("measure-add-deadline", roads.pk), {**day, "text": "新时限"}),
        ("delete", url("measure-deadline", roads.pk, deadline.pk), None),
        ("patch", url("measure-target", roads.pk, target.pk), figures),
        ("post", url("measure-add-target", roads.pk), {**figures, "text": "新指标"}),
        ("delete", url("measure-target", roads.pk, target.pk), None),
        ("post", url("measure-split", roads.pk), {"at": 20}),
    ]
    for version, (method, address, body) in enumerate(steps, start=1):
        answer = send(api, method, address, body, version=version)
        assert (answer.status_code, answer["ETag"]) == (200, f'"{version + 1}"'), (address, answer.content.decode())
    second = Measure.objects.current().get(number="1(2)")
    other = {"other": second.pk, "other_version": second.version}
    assert send(api, "post", url("measure-merge", roads.pk), other, version=len(steps) + 1).status_code == 200
    assert send(api, "post", url("measure-reject", roads.pk), {"reason": "重复"}, version=14).status_code == 200
    assert send(api, "post", url("measure-reconsider", roads.pk), version=15).status_code == 200
    assert measure("1").title == "修路"


def test_a_unit_of_another_government_or_of_another_measure_is_refused(api, policy, cast):
    roads, water = measure("1"), measure("2")
    body = {"department": cast.stranger_unit.pk, "role": "co"}
    answer = send(api, "post", url("measure-add-unit", roads.pk), body, version=1)
    assert (answer.status_code, answer.json()["code"]) == (400, "policies.foreign_unit")
    row = water.responsibilities.get(role="lead")
    assert send(api, "delete", url("measure-unit", roads.pk, row.pk), version=1).status_code == 404


def test_a_finding_is_resolved_against_the_version_of_its_measure(api, policy):
    (finding,) = api.get(url("finding-list"), {"policy": policy.pk, "open": "true"}).json()["results"]
    address = url("finding-resolve", finding["id"])
    stale = send(api, "post", address, {"resolution": "保留"}, version=9)
    assert (stale.status_code, stale.json()["current"]["number"]) == (412, "3")
    assert send(api, "post", address, {"resolution": "保留"}, version=1).json()["resolution"] == "保留"


def test_the_head_is_corrected_and_the_first_listed_decided(api, policy):
    answer = send(api, "patch", url("policy-detail", policy.pk), {"expires_on": "2027-06-30"}, version=1)
    assert (answer.json()["expires_on"], answer["ETag"]) == ("2027-06-30", '"2"')
    unknown = send(api, "patch", url("policy-detail", policy.pk), {"state": "published"}, version=2)
    assert unknown.status_code == 400
    answer = send(api, "post", url("policy-first-listed", policy.pk), {"accept": True}, version=2)
    assert answer.json()["first_listed_leads"] is True


def test_measures_are_added_and_reordered(api, policy):
    body = {"start": 0, "end": 5, "title": "总则"}
    made = send(api, "post", url("policy-add-measure", policy.pk), body, version=1)
    assert (made.status_code, made.json()["title"]) == (201, "总则")
    order = list(Measure.objects.current().order_by("-position").values_list("pk", flat=True))
    assert send(api, "post", url("policy-reorder", policy.pk), {"order": order}, version=2).status_code == 200


def test_a_file_is_uploaded_and_its_import_followed(api, reads, django_capture_on_commit_callbacks):
    reads(document(WATER, title="云州市治水方案", doc_number="云水发〔2026〕1号"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post(url("import-list"), {"file": SimpleUploadedFile("方案.txt", b"water")}, format="multipart")
    assert answer.status_code == 202
    body = api.get(answer["Location"]).json()
    assert body["state"] == "done"
    assert Policy.objects.get(pk=body["policies"][0]).title == "云州市治水方案"


def test_a_waiting_plan_is_shown_and_decided(api, reads, policy, django_capture_on_commit_callbacks):
    reads(document(ROADS, HOUSING))
    with django_capture_on_commit_callbacks(execute=True):
        answer = api.post(url("import-list"), {"file": SimpleUploadedFile("新版.txt", b"new")}, format="multipart")
    body = api.get(answer["Location"]).json()
    assert (body["state"], body["plan"][0]["counts"]["removed"]) == ("decision", 1)
    refused = api.post(url("import-decide", body["id"]), {"decisions": {"0": 999999}}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "policies.decision_incomplete")
    with django_capture_on_commit_callbacks(execute=True):
        api.post(url("import-decide", body["id"]), {"decisions": {"0": policy.pk}}, format="json")
    assert api.get(answer["Location"]).json()["state"] == "done"


def test_an_upload_of_somebody_else_is_refused(cast, policy):
    file = SimpleUploadedFile("a.txt", b"x")
    answer = client_of(cast.clerk).post(url("import-list"), {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (403, "policies.not_importer")
    assert not ImportRun.objects.exists()


def test_an_unknown_government_is_one_sentence(api):
    file = SimpleUploadedFile("a.txt", b"x")
    answer = api.post(url("import-list"), {"file": file, "jurisdiction": 999}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (400, "policies.unknown_jurisdiction")
