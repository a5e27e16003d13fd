"""REST: the same matters, conditions and acts as the pages, with versions, scopes and problems."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.tokens import issue_token
from core.api.serializers import PlainMixin
from tasks import reading
from tasks.api.serializers import EventSerializer, PartSerializer, ReportSerializer, TaskSerializer
from tasks.models import Assignment, ProgressReport, Task, TaskEvent, Urging
from tests.answers import close
from tests.factories.policies import add_target, make_measure, make_policy
from tests.factories.tasks import at, make_report, make_task

TODAY = date(2025, 9, 18)
API = "/api/v1"
SENT_QUERIES = 28


@pytest.fixture(autouse=True)
def _office_day(settings, tmp_path):
    settings.DUBAN_TODAY = TODAY.isoformat()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def task(cast) -> Task:
    return make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1))


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def by_token(user, scope="tasks:read") -> APIClient:
    client = APIClient()
    _, clear_text = issue_token(user=user, name="测试", scopes=[scope])
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {clear_text}")
    return client


def part(task, unit):
    return task.assignments.get(department=unit)


def test_the_list_takes_the_conditions_of_the_ledger(cast, task):
    make_task(cast.jurisdiction, lead=cast.co_unit, due_on=date(2026, 9, 1), title="以后的事项")
    client = client_of(cast.supervisor)
    found = client.get(f"{API}/tasks/?light=red&unit={cast.lead_unit.pk}").json()["results"]
    assert [(row["number"], row["light"], row["light_word"]) for row in found] == [(task.number, "red", "逾期 17 天")]
    assert found[0]["lead_name"] == "市发展改革委"
    assert client.get(f"{API}/tasks/?q=以后").json()["results"][0]["title"] == "以后的事项"
    assert client.get(f"{API}/tasks/?colour=red").status_code == 400


@pytest.mark.parametrize(
    ("who", "rows"), [("clerk", 1), ("co_clerk", 1), ("outsider", 0), ("leader", 1), ("stranger", 0), ("auditor", 0)]
)
def test_lists_show_what_is_visible_and_nothing_of_others(cast, task, who, rows):
    client = client_of(getattr(cast, who))
    for name in ("tasks", "assignments"):
        assert len(client.get(f"{API}/{name}/").json()["results"]) == rows * (2 if name == "assignments" else 1)
    assert client.get(f"{API}/tasks/{task.pk}/").status_code == (200 if rows else 404)
    assert client.get(f"{API}/tasks/{task.pk}/events/").status_code == (200 if rows else 404)


def test_a_clerk_signs_with_the_version_it_has_read(cast, task):
    task.assignments.update(state="pending_receipt")
    client, url = client_of(cast.clerk), f"{API}/assignments/{part(task, cast.lead_unit).pk}/"
    tag = client.get(url)["ETag"]
    assert client.post(f"{url}receive/", {}, format="json").status_code == 428
    stale = client.post(f"{url}receive/", {}, format="json", headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]["state"]) == (
        412, "request.stale", "pending_receipt",
    )  # fmt: skip
    done = client.post(f"{url}receive/", {}, format="json", headers={"If-Match": tag})
    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "received", '"2"')
    again = client.post(f"{url}receive/", {}, format="json", headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "tasks.forbidden_transition")
    other = client_of(cast.co_clerk).post(f"{url}receive/", {}, format="json", headers={"If-Match": '"2"'})
    assert other.status_code == 409
    assert client_of(cast.outsider).post(f"{url}receive/", {}, format="json").status_code == 404


def test_a_report_is_written_sent_returned_and_accepted(cast):
    policy = make_policy(cast.jurisdiction)
    measure = make_measure(policy, (cast.lead_unit, "lead"))
    target = add_target(measure, "新增床位500张", 500, "张")
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, measure=measure, policy=policy, source="measure")
    report = make_report(part(task, cast.lead_unit), TODAY)
    clerk, office = client_of(cast.clerk), client_of(cast.supervisor)
    url = f"{API}/reports/{report.pk}/"
    body = {
        "progress": "完成选址。", "percent": 40, "on_schedule": True,
        "readings": [{"target": target.pk, "value": "120.5"}],
    }  # fmt: skip
    saved = clerk.patch(url, body, format="json", headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.json()["state"], saved.json()["percent"]) == (200, "draft", 40)
    assert office.get(url).json()["progress"] is None
    wrong = clerk.patch(url, {"percent": 180, "colour": 1}, format="json", headers={"If-Match": saved["ETag"]})
    assert wrong.status_code == 400
    sent = clerk.post(f"{url}submit/", {}, format="json", headers={"If-Match": saved["ETag"]})
    assert sent.json()["state"] == "submitted"
    assert office.get(url).json()["readings"] == [{"target": target.pk, "value": "120.5000", "note": ""}]
    no_reason = office.post(f"{url}return/", {"reason": ""}, format="json", headers={"If-Match": sent["ETag"]})
    assert no_reason.status_code == 400
    back = office.post(f"{url}return/", {"reason": "请补表"}, format="json", headers={"If-Match": sent["ETag"]})
    assert back.json()["return_reason"] == "请补表"
    file = SimpleUploadedFile("表.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    attached = clerk.post(f"{url}evidence/", {"file": file, "field": "进展"}, format="multipart")
    assert attached.status_code == 201
    version = clerk.get(url)["ETag"]
    assert clerk.post(f"{url}submit/", {}, format="json", headers={"If-Match": version}).status_code == 200
    answer: Any = office.get(f"{API}/evidence/{attached.json()['id']}/content/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"
    close(answer)
    assert client_of(cast.stranger).get(f"{API}/evidence/{attached.json()['id']}/content/").status_code == 404
    assert clerk.delete(f"{API}/evidence/{attached.json()['id']}/").status_code == 409
    done = office.post(f"{url}accept/", {}, format="json", headers={"If-Match": office.get(url)["ETag"]})
    assert done.json()["state"] == "accepted"


def test_disputes_extensions_and_urgings_are_made_and_decided(cast, task):
    Task.objects.filter(pk=task.pk).update(due_on=date(2025, 12, 1), original_due_on=date(2025, 12, 1))
    clerk, co, office = client_of(cast.clerk), client_of(cast.co_clerk), client_of(cast.supervisor)
    lead, other = part(task, cast.lead_unit), part(task, cast.co_unit)
    made = clerk.post(
        f"{API}/assignments/{lead.pk}/extend/",
        {"due_on": "2025-12-20", "reason": "汛期", "progress": "七成"}, format="json", headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert made.status_code == 201
    granted = office.post(
        f"{API}/extensions/{made.json()['id']}/grant/", {}, format="json", headers={"If-Match": '"1"'}
    )
    assert granted.json()["due_on_granted"] == "2025-12-20"
    shown = office.get(f"{API}/tasks/{task.pk}/").json()
    assert (shown["due_on"], shown["original_due_on"], shown["due_version"]) == ("2025-12-20", "2025-12-01", 2)
    task.assignments.filter(pk=other.pk).update(state="received")
    raised = co.post(
        f"{API}/assignments/{other.pk}/dispute/",
        {"reason": "属水利", "suggested_department": cast.other_unit.pk}, format="json", headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert raised.status_code == 201
    decided = office.post(
        f"{API}/disputes/{raised.json()['id']}/decide/",
        {"decision": "change", "department": cast.other_unit.pk, "opinion": "移交"}, format="json",
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert decided.json()["state"] == "changed"
    urged = office.post(f"{API}/urgings/", {"assignments": [lead.pk], "level": "blue"}, format="json")
    assert (urged.status_code, urged.json()[0]["number"]) == (201, 1)
    replied = clerk.post(
        f"{API}/urgings/{urged.json()[0]['id']}/reply/",
        {"text": "9月底完成"},
        format="json",
        headers={"If-Match": '"1"'},
    )
    assert replied.json()["state"] == "replied"
    assert office.get(f"{API}/urgings/?unanswered=true").json()["results"] == []
    assert clerk.post(f"{API}/urgings/", {"assignments": [lead.pk], "level": "blue"}, format="json").status_code == 403
    stranger = client_of(cast.stranger_supervisor)
    assert (
        stranger.post(f"{API}/urgings/", {"assignments": [lead.pk], "level": "blue"}, format="json").status_code == 400
    )
    assert Urging.objects.count() == 1


def test_matters_are_registered_drafted_and_issued_all_or_nothing(cast):
    office = client_of(cast.supervisor)
    policy = make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31))
    make_measure(policy, (cast.lead_unit, "lead"))
    make_measure(policy, (cast.co_unit, "co"))
    drafted = office.post(f"{API}/tasks/draft/", {"policy": policy.pk}, format="json")
    ids = [row["id"] for row in drafted.json()]
    assert drafted.status_code == 201
    held = office.post(f"{API}/tasks/issue/", {"tasks": ids}, format="json")
    assert (held.status_code, held.json()["code"]) == (400, "tasks.no_lead")
    assert Task.objects.filter(state="drafted").count() == 2
    done = office.post(f"{API}/tasks/issue/", {"tasks": ids[:1]}, format="json")
    assert [(row["state"], row["number"]) for row in done.json()] == [("issued", "云督2025-0001")]
    by_hand = {
        "jurisdiction": cast.jurisdiction.pk, "source": "meeting", "title": "会议议定事项", "lead": cast.lead_unit.pk,
        "due_on": "2025-12-01",
    }  # fmt: skip
    made = office.post(f"{API}/tasks/", by_hand, format="json", headers={"Idempotency-Key": "one"})
    again = office.post(f"{API}/tasks/", by_hand, format="json", headers={"Idempotency-Key": "one"})
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert client_of(cast.clerk).post(f"{API}/tasks/", by_hand, format="json").status_code == 403
    foreign = client_of(cast.stranger_supervisor).post(f"{API}/tasks/", by_hand, format="json")
    assert (foreign.status_code, set(foreign.json()["errors"])) == (400, {"jurisdiction", "lead"})


def test_a_matter_is_completed_verified_and_closed(cast, task):
    clerk, co, office = client_of(cast.clerk), client_of(cast.co_clerk), client_of(cast.supervisor)
    for client, unit in ((clerk, cast.lead_unit), (co, cast.co_unit)):
        url = f"{API}/assignments/{part(task, unit).pk}/claim-done/"
        assert client.post(url, {"opinion": ""}, format="json", headers={"If-Match": '"1"'}).status_code == 200
    url = f"{API}/tasks/{task.pk}/"
    steps = [(clerk, "submit-completion", {}), (office, "verify", {"opinion": "现场核验"}), (office, "close", {})]
    for client, name, body in steps:
        answer = client.post(f"{url}{name}/", body, format="json", headers={"If-Match": client.get(url)["ETag"]})
        assert answer.status_code == 200, answer.json()
    assert office.get(url).json()["state"] == "closed"


def test_a_token_needs_its_scope(cast, task):
    _, reading = issue_token(user=cast.clerk, name="读", scopes=["tasks:read"])
    client = APIClient(headers={"Authorization": f"Bearer {reading}"})
    assert client.get(f"{API}/tasks/").status_code == 200
    url = f"{API}/assignments/{part(task, cast.lead_unit).pk}/claim-done/"
    refused = client.post(url, {}, format="json", headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.scope_missing")


def test_records_written_out_by_hand_say_what_their_fields_describe(cast, task):
    policy = make_policy(cast.jurisdiction)
    measure = make_measure(policy, (cast.lead_unit, "lead"))
    full = make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 12, 1), policy=policy,
        measure=measure, source="measure", closed_at=at(TODAY), archived_at=at(TODAY), completed_on=TODAY,
        source_date=TODAY, quotation="原文",
    )  # fmt: skip
    row = make_report(
        part(full, cast.lead_unit), TODAY, state="submitted", percent=40, submitted_on=TODAY, on_schedule=False,
        silent_units=["市财政局"], expected_finish=TODAY, progress="已开工",
    )  # fmt: skip
    make_report(part(full, cast.co_unit), TODAY, state="draft", progress="在写")
    row.readings.create(target=add_target(measure, "新增床位500张", 500, "张"), value="120.50", note="半年")
    row.evidence.create(
        file="a.pdf", name="a.pdf", field="progress", size=9, checksum="0" * 64, uploaded_by=cast.clerk,
        uploaded_at=at(TODAY),
    )  # fmt: skip
    full.assignments.update(received_at=at(TODAY), done_claimed_at=at(TODAY), receipt_due_on=TODAY)
    TaskEvent.objects.create(task=full, action="task.note", at=at(TODAY), by_name="甲", text="有进展")
    tasks = reading.tasks_by_key([task.pk, full.pk], TODAY, dict)
    parts = reading.parts_by_key([one.pk for one in Assignment.objects.all()], TODAY, dict)
    reports = reading.reports_by_key(list(ProgressReport.objects.order_by("-pk").values_list("pk", flat=True)))
    events = list(TaskEvent.objects.all())
    assert [one.pk for one in reports[1].readings.all()] == list(row.readings.values_list("pk", flat=True))
    kinds: Any = (
        (TaskSerializer, tasks), (PartSerializer, parts), (EventSerializer, events), (ReportSerializer, reports),
    )  # fmt: skip
    context = {"request": SimpleNamespace(user=cast.clerk)}
    for kind, records in kinds:
        for record in records:
            described = super(PlainMixin, kind()).to_representation(record)
            assert json.dumps(kind().plain(record)) == json.dumps(described)
            plain = kind(context=context).to_representation(record)
            assert list(plain) == list(described)
            cut = kind(context=context)
            cut.fields.pop("id")
            assert cut.to_representation(record) == {name: said for name, said in plain.items() if name != "id"}


def test_an_archived_matter_is_off_the_list_and_still_read_by_its_key(cast, task):
    Task.objects.filter(pk=task.pk).update(archived_at=at(TODAY))
    client = client_of(cast.supervisor)
    assert client.get(f"{API}/tasks/").json()["results"] == []
    assert client.get(f"{API}/tasks/{task.pk}/").json()["number"] == task.number
    assert client.get(f"{API}/tasks/{task.pk}/?state=closed").status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("address", ["tasks/", "assignments/?light=red&department={unit}"])
def test_pages_of_lists_take_few_queries_and_the_same_for_every_number_of_rows(
    cast, address, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1))
    client = by_token(cast.clerk)
    asked = f"{API}/{address.format(unit=cast.lead_unit.pk)}"
    client.get(asked)
    # token, roles, the page's keys, the rows, their parts or the unit of the condition, reports
    with django_assert_num_queries(6):
        assert len(client.get(asked).json()["results"]) == rows


def test_one_matter_takes_six_queries_and_its_history_four(cast, task, django_assert_num_queries):
    client = by_token(cast.clerk)
    client.get(f"{API}/tasks/{task.pk}/")
    with django_assert_num_queries(6):
        client.get(f"{API}/tasks/{task.pk}/")
    with django_assert_num_queries(4):
        client.get(f"{API}/tasks/{task.pk}/events/")


def test_a_report_is_sent_in_a_fixed_number_of_queries(cast, task, django_assert_num_queries):
    client = by_token(cast.clerk, "tasks:write")
    for month, last in ((7, False), (8, True)):
        row = make_report(
            part(task, cast.lead_unit), date(2025, month, 1), state="draft", progress="已开工", percent=40,
            on_schedule=True, promise_kept="kept", next_steps="招标",
        )  # fmt: skip
        headers = {"If-Match": '"1"', "Idempotency-Key": f"k{month}"}
        if not last:
            assert client.post(f"{API}/reports/{row.pk}/submit/", {}, format="json", headers=headers).status_code == 200
            continue
        # token, roles, key; the report; linked matters; lock, government, report, rule, last promise and readings,
        # silent units; report, history, chain, log, chain; the answer with readings and files; the key's answer;
        # two savepoints
        with django_assert_num_queries(SENT_QUERIES):
            client.post(f"{API}/reports/{row.pk}/submit/", {}, format="json", headers=headers)


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize("name", ["tasks", "assignments", "reports"])
def test_a_list_takes_a_fixed_number_of_queries(cast, name, rows, django_assert_max_num_queries):
    for _ in range(rows):
        one = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit])
        make_report(part(one, cast.lead_unit), TODAY, state="submitted")
    client = client_of(cast.supervisor)
    client.get(f"{API}/{name}/")
    with django_assert_max_num_queries(12):
        assert len(client.get(f"{API}/{name}/").json()["results"]) >= rows


def test_measures_are_split_as_the_caller_says_after_a_look_at_what_would_come_of_it(cast):
    policy = make_policy(cast.jurisdiction)
    measure = make_measure(policy, (cast.lead_unit, "lead"))
    add_target(measure, "新增床位500张", 500, "张")
    add_target(measure, "培训护理员300人", 300, "人")
    client = client_of(cast.supervisor)
    (row,) = client.post(f"{API}/tasks/draft-choices/", {"policy": policy.pk}, format="json").json()
    assert (row["measure"], len(row["targets"]), row["scopes"]) == (measure.pk, 2, [])
    body = {"policy": policy.pk, "split": [{"measure": measure.pk, "by": "inline"}]}
    refused = client.post(f"{API}/tasks/draft/", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "tasks.cannot_split")
    body["split"] = [{"measure": measure.pk, "by": "target"}]
    done = client.post(f"{API}/tasks/draft/", body, format="json").json()
    assert [one["title"] for one in done] == row["targets"]
