"""Boards over REST: the figures of the pages, for whom the pages are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.tokens import issue_token
from insights.board import Board
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


def as_(user):
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def late(cast):
    return make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1), issued_on=date(2025, 3, 1)
    )


def test_the_board_says_what_the_page_says(cast, late):
    make_task(cast.other_jurisdiction, lead=cast.stranger_unit, due_on=date(2025, 9, 1), issued_on=date(2025, 3, 1))
    said = as_(cast.supervisor).get(f"/api/v1/boards/{cast.jurisdiction.pk}/").json()
    page = Board(cast.jurisdiction, TODAY)
    assert said["counts"] == page.counts()
    assert said["counts"]["red"] == said["open"] == 1
    assert [(one["task"], one["word"]) for one in said["late"]] == [(late.pk, "逾期 17 天")]
    assert {one["name"] for one in said["units"]} == {"市发展改革委", "市财政局"}
    assert said["trend"][-1] == {"day": "2025-09-18", "late": 1}
    assert len(said["trend"]) == 30


def test_the_leaders_page_counts_what_is_late_and_against_a_week_ago(cast, late):
    said = as_(cast.leader).get(f"/api/v1/boards/{cast.jurisdiction.pk}/onepage/").json()
    assert (said["open"], said["late"], said["late_change"], said["on_schedule_percent"]) == (1, 1, 0, 0)
    assert said["red_units"] == [{"name": "市发展改革委", "open": 1, "late": 1, "change": 0}]


def test_the_workbench_lists_what_the_own_unit_must_do_today(cast, late):
    part = late.assignments.get(department=cast.lead_unit)
    make_report(part, date(2025, 8, 1))
    said = as_(cast.clerk).get("/api/v1/workbench/").json()
    assert [(one["task"], one["overdue_days"]) for one in said["today"]] == [(late.pk, 13)]
    assert said["counts"]["missed"] == 1
    assert as_(cast.outsider).get("/api/v1/workbench/").json()["today"] == []


@pytest.mark.parametrize("address", ["boards/{}/", "boards/{}/onepage/"])
def test_the_number_of_queries_of_a_board_does_not_grow(cast, late, address):
    client = as_(cast.supervisor)
    path = f"/api/v1/{address.format(cast.jurisdiction.pk)}"
    client.get(path)  # what is read once and remembered
    with CaptureQueriesContext(connection) as one:
        assert client.get(path).status_code == 200
    for number in range(5):
        make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 9, number + 1), issued_on=date(2025, 3, 1))
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(one)


def test_a_token_needs_the_scope_of_statistics(cast):
    def ask(scope):
        clear = issue_token(user=cast.supervisor, name="大屏", scopes=[scope])[1]
        path = f"/api/v1/boards/{cast.jurisdiction.pk}/"
        return APIClient().get(path, headers={"Authorization": f"Bearer {clear}"}).status_code

    assert (ask("tasks:read"), ask("insights:read")) == (403, 200)
