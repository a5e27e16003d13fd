"""The feed of changes: in order, without gaps, and nothing of what its reader may not see."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from rest_framework.test import APIClient

from accounts.tokens import issue_token
from audit.models import Chain, Entry
from audit.services import record, unit_of_work
from outward import changes
from tasks.models import Assignment, Task
from tasks.services import receipts, reporting, urging
from tests.cast import make_cast
from tests.factories.policies import make_policy
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)
CHANGES = "/api/v1/changes/"


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def task(cast) -> Task:
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], state="issued", due_on=date(2025, 9, 1))
    Assignment.objects.filter(task=task, is_first_lead=True).update(state="pending_receipt")
    return task


def part(task, unit):
    return task.assignments.select_related("task", "department").get(department=unit)


def read(user, since="", **query) -> Any:
    client = APIClient()
    client.force_login(user)
    asked = {"since": since, **query} if since else query
    return client.get(CHANGES, asked)


def types(user, since=""):
    return [one["type"] for one in read(user, since).json()["results"]]


def test_a_reader_goes_on_where_it_stopped_and_reads_everything_once(cast, task):
    receipts.sign(assignment=part(task, cast.lead_unit), by=cast.clerk)
    first = read(cast.supervisor).json()
    assert first["results"][0]["type"] == "assignment.receive"
    assert first["has_more"] is False
    again = read(cast.supervisor, first["next"]).json()
    assert (again["results"], again["next"]) == ([], first["next"])
    urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.supervisor)
    (event,) = read(cast.supervisor, first["next"]).json()["results"]
    assert (event["type"], event["title"], event["task"]) == ("urging.issue", "催办", task.pk)
    assert event["object"]["url"] == f"/api/v1/urgings/{event['object']['id']}/"


def test_small_pages_put_together_are_the_large_one(cast, task):
    receipts.sign(assignment=part(task, cast.lead_unit), by=cast.clerk)
    for unit in (cast.lead_unit, cast.co_unit):
        urging.urge(assignment=part(task, unit), level="blue", by=cast.supervisor)
    whole = read(cast.supervisor).json()
    assert len(whole["results"]) >= 3
    pieces, cursor, more = [], "", True
    while more:
        page = read(cast.supervisor, cursor, page_size=1).json()
        pieces += page["results"]
        cursor, more = page["next"], page["has_more"]
    assert (pieces, cursor) == (whole["results"], whole["next"])


def test_drafts_stay_in_their_unit_until_they_are_sent(cast, task):
    report = make_report(part(task, cast.co_unit), TODAY)
    reporting.save_draft(report=report, by=cast.co_clerk, version=1, values={"progress": "机密草稿"})
    assert types(cast.co_clerk) == ["report.draft", "report.save"]
    assert types(cast.supervisor) == types(cast.clerk) == types(cast.outsider) == types(cast.stranger) == []
    assert "机密草稿" not in read(cast.co_clerk).content.decode()


def test_a_unit_hears_that_its_part_was_withdrawn_and_nothing_of_the_matter_afterwards(cast, task):
    from tasks.acts import BY_NAME
    from tasks.transitions import Subject

    row = part(task, cast.co_unit)
    BY_NAME[Subject.ASSIGNMENT, "withdraw"].run(row, cast.supervisor, {"reason": "职责有误"}, row.version)
    urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.supervisor)
    assert types(cast.co_clerk) == ["assignment.withdraw"]
    assert types(cast.clerk) == ["assignment.withdraw", "urging.issue"]


def test_units_hear_of_documents_when_they_are_published(cast):
    policy = make_policy(cast.jurisdiction, state="published")
    for action in ("policies.described", "policies.published"):
        record(action, policy, jurisdiction=cast.jurisdiction)
    assert types(cast.clerk) == ["policies.published"]
    assert types(cast.supervisor) == ["policies.described", "policies.published"]
    assert types(cast.auditor) == types(cast.stranger_supervisor) == []


def test_a_token_hears_only_of_what_its_scopes_open(cast, task):
    urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.supervisor)
    record("departments.rename", cast.lead_unit, jurisdiction=cast.jurisdiction)
    heard = {}
    for scopes in (["outward:read"], ["outward:read", "departments:read"], ["outward:read", "tasks:read"]):
        _, clear_text = issue_token(user=cast.supervisor, name="OA", scopes=scopes)
        answer = APIClient(headers={"Authorization": f"Bearer {clear_text}"}).get(CHANGES).json()
        heard[scopes[-1]] = [one["type"] for one in answer["results"]]
    assert heard == {
        "outward:read": [], "departments:read": ["departments.rename"], "tasks:read": ["urging.issue"],
    }  # fmt: skip


def test_a_day_a_moment_and_now_are_places_to_begin_as_well(cast):
    record("departments.rename", cast.lead_unit, jurisdiction=cast.jurisdiction)
    entry = Entry.objects.get()
    assert types(cast.clerk, entry.at.isoformat()) == ["departments.rename"]
    assert types(cast.clerk, entry.at.astimezone().date().isoformat()) == ["departments.rename"]
    assert types(cast.clerk, "2099-01-01") == types(cast.clerk, "now") == []
    assert read(cast.clerk, "now").json()["next"] == f"{cast.jurisdiction.pk}-1"


@pytest.mark.parametrize("since", ["x", "1", "2025-13-01", "2025-01-01T00:00:00", "1-2.", "0-1", "9" * 30 + "-1"])
def test_what_is_no_cursor_is_refused(cast, since):
    answer = read(cast.clerk, since)
    assert (answer.status_code, answer.json()["code"]) == (400, "outward.since_invalid")


def test_a_cursor_ahead_of_a_restored_log_is_refused_instead_of_waiting_for_ever(cast):
    answer = read(cast.clerk, f"{cast.jurisdiction.pk}-7")
    assert (answer.status_code, answer.json()["code"]) == (400, "outward.cursor_ahead")


def test_types_sizes_and_unknown_parameters_are_checked(cast, task):
    urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.supervisor)
    record("departments.rename", cast.lead_unit, jurisdiction=cast.jurisdiction)
    kept = read(cast.supervisor, type="urging.issue,task.close").json()["results"]
    assert [one["type"] for one in kept] == ["urging.issue"]
    assert read(cast.supervisor, page_size=501).status_code == 400
    assert read(cast.supervisor, kind="x").status_code == 400
    assert set(read(cast.supervisor, fields="next,has_more").json()) == {"next", "has_more"}


def test_one_page_costs_the_same_queries_for_one_event_and_for_many(cast, task, django_assert_num_queries):
    urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.supervisor)
    user = cast.supervisor
    assert user.access
    # the heads of the chains, the entries, and the urgings among them
    with django_assert_num_queries(3):
        changes.read(user, "", has_scope=lambda _: True, limit=100)
    for _ in range(20):
        record("urging.issue", task.assignments.get(department=cast.lead_unit).urgings.get(),
               jurisdiction=cast.jurisdiction)  # fmt: skip
    with django_assert_num_queries(3):
        assert len(changes.read(user, "", has_scope=lambda _: True, limit=100).events) == 21


def test_a_reader_who_may_see_little_is_answered_soon_and_told_to_go_on(cast, task, monkeypatch):
    monkeypatch.setattr(changes, "BATCH", 5)
    monkeypatch.setattr(changes, "MOST_SCANNED", 10)
    with unit_of_work():
        for _ in range(25):
            record("task.begin", task, jurisdiction=cast.jurisdiction)
    record("departments.rename", cast.lead_unit, jurisdiction=cast.jurisdiction)
    pages, cursor, more = [], "", True
    while more:
        page = read(cast.outsider, cursor).json()
        pages.append(len(page["results"]))
        cursor, more = page["next"], page["has_more"]
    assert pages == [0, 0, 1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_while_many_commit_at_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite serialises its writers: this needs a real PostgreSQL")
    cast = make_cast()
    hands, acts = 8, 40
    begin = threading.Barrier(hands + 1)

    def write(hand):
        close_old_connections()
        try:
            begin.wait()
            for n in range(acts):
                with unit_of_work():
                    record(f"departments.hand{hand}n{n}", cast.lead_unit, jurisdiction=cast.jurisdiction)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(hand,)) for hand in range(hands)]
    for one in writers:
        one.start()
    begin.wait()
    heard: list[str] = []
    cursor = ""
    while any(one.is_alive() for one in writers) or len(heard) < hands * acts:
        page = changes.read(cast.clerk, cursor, has_scope=lambda _: True, limit=7)
        heard += [one.type for one in page.events]
        cursor = page.next
        if not page.events and not any(one.is_alive() for one in writers):
            break
    for one in writers:
        one.join()
    assert len(heard) == len(set(heard)) == hands * acts
    assert Chain.objects.get(pk=cast.jurisdiction.pk).length == hands * acts
    # each hand's own acts are told in the order it did them
    for hand in range(hands):
        own = [one for one in heard if one.startswith(f"departments.hand{hand}n")]
        assert own == [f"departments.hand{hand}n{n}" for n in range(acts)]
