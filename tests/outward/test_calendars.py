"""Calendar addresses: secret, renewable, counted, and nothing under them that their owner may not see."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from rest_framework.test import APIClient

from accounts.scopes import SCOPES
from accounts.tokens import issue_token
from audit.models import Entry
from core.exceptions import NotPermitted, TransitionForbidden
from outward import calendars
from outward.models import CalendarFeed
from outward.services import following
from tests.factories.policies import make_policy
from tests.factories.tasks import make_task

TODAY = date(2025, 9, 18)
NOW = datetime(2025, 9, 18, 2, tzinfo=UTC)
FEEDS = "/api/v1/calendar-feeds/"


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def task(cast):
    return make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], title="建成街道养老服务综合体", state="issued",
        due_on=date(2025, 12, 31), due_text="2025年底前", due_basis="measure",
    )  # fmt: skip


def read(clear, **headers):
    return Client().get(reverse("outward:calendar"), {"key": clear}, headers=headers)


def events(answer):
    assert answer.status_code == 200
    return [dict(one) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


def summaries(clear):
    return [str(one["SUMMARY"]) for one in events(read(clear))]


def test_a_clerk_reads_the_deadlines_of_the_own_units_with_their_basis(cast, task):
    _, clear = following.make(owner=cast.clerk, department=None)
    (event,) = events(read(clear))
    assert event["SUMMARY"] == "【牵头】建成街道养老服务综合体"
    assert event["DTSTART"].dt == date(2025, 12, 31)
    assert event["DTEND"].dt == date(2026, 1, 1)
    assert "2025年底前" in event["DESCRIPTION"]
    assert task.get_due_basis_display() in event["DESCRIPTION"]
    assert str(event["URL"]).endswith(reverse("tasks:detail", kwargs={"pk": task.pk}))


def test_an_outsider_reads_nothing_of_it_and_drafts_are_in_no_calendar(cast, task):
    make_task(cast.jurisdiction, lead=cast.lead_unit, title="拟办", state="drafted", due_on=date(2025, 12, 1))
    assert summaries(following.make(owner=cast.outsider, department=None)[1]) == []
    assert summaries(following.make(owner=cast.supervisor, department=None)[1]) == ["【牵头】建成街道养老服务综合体"]


def test_a_supervisor_reads_those_of_one_unit_and_a_unit_not_those_of_another(cast, task):
    _, clear = following.make(owner=cast.supervisor, department=cast.co_unit)
    assert len(summaries(clear)) == 1
    with pytest.raises(NotPermitted):
        following.make(owner=cast.outsider, department=cast.lead_unit)
    with pytest.raises(NotPermitted):
        following.make(owner=cast.stranger_supervisor, department=cast.lead_unit)
    with pytest.raises(NotPermitted):
        following.make(owner=cast.auditor, department=None)


def test_the_validity_of_policies_is_in_it_with_its_basis(cast):
    make_policy(
        cast.jurisdiction, title="养老服务若干措施", state="published", expires_on=date(2026, 1, 31),
        validity_text="有效期至2026年1月31日", validity_basis="文中写明",
    )  # fmt: skip
    (event,) = events(read(following.make(owner=cast.clerk, department=None)[1]))
    assert event["SUMMARY"] == "政策有效期至：养老服务若干措施"
    assert event["DTSTART"].dt == date(2026, 1, 31)
    assert "有效期至2026年1月31日" in event["DESCRIPTION"]
    assert "文中写明" in event["DESCRIPTION"]


def test_a_policy_under_review_is_in_no_calendar(cast):
    make_policy(cast.jurisdiction, title="在审", state="in_review", expires_on=date(2026, 1, 31))
    assert summaries(following.make(owner=cast.clerk, department=None)[1]) == []
    assert summaries(following.make(owner=cast.supervisor, department=None)[1]) == []


def test_a_unit_s_calendar_has_only_policies_whose_matters_it_has(cast, task):
    policy = make_policy(cast.jurisdiction, title="有关", state="published", expires_on=date(2026, 1, 31))
    make_policy(cast.jurisdiction, title="无关", state="published", expires_on=date(2026, 1, 31))
    task.policy = policy
    task.save()
    found = summaries(following.make(owner=cast.supervisor, department=cast.lead_unit)[1])
    assert found == ["【牵头】建成街道养老服务综合体", "政策有效期至：有关"]


def test_a_role_that_ends_and_an_account_that_is_disabled_close_the_calendar(cast, task):
    _, clear = following.make(owner=cast.clerk, department=cast.lead_unit)
    assert read(clear).status_code == 200
    cast.clerk.memberships.update(valid_to=TODAY - timedelta(days=1))
    assert read(clear).status_code == 404
    _, other = following.make(owner=cast.head, department=None)
    cast.head.is_active = False
    cast.head.save()
    assert read(other).status_code == 404


def test_the_secret_is_kept_as_a_hash_and_in_no_log(cast):
    feed, clear = following.make(owner=cast.clerk, department=None)
    secret = clear.partition(".")[2]
    row = CalendarFeed.objects.values().get(pk=feed.pk)
    assert secret not in str(row)
    entries = Entry.objects.filter(action="outward.calendar_made")
    assert entries.count() == 1
    assert secret not in str(list(entries.values()))


def test_a_renewed_address_replaces_the_old_one_at_once(cast):
    feed, old = following.make(owner=cast.clerk, department=None)
    _, new = following.renew(feed=feed)
    assert (read(old).status_code, read(new).status_code) == (404, 200)
    following.drop(feed=feed)
    assert read(new).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "0a1b2c3d4e.", ".", "\0.\0", "督办.督办", "a" * 5000])
def test_a_made_up_secret_opens_nothing(cast, key):
    following.make(owner=cast.clerk, department=None)
    assert read(key).status_code == 404


def test_the_right_beginning_with_another_secret_opens_nothing(cast):
    _, clear = following.make(owner=cast.clerk, department=None)
    assert read(clear.partition(".")[0] + ".wrong").status_code == 404


def test_an_unchanged_calendar_is_answered_with_304_and_a_changed_one_anew(cast, task):
    _, clear = following.make(owner=cast.clerk, department=None)
    first = read(clear)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert read(clear, If_None_Match=first["ETag"]).status_code == 304
    task.due_on, task.due_version = date(2026, 3, 31), 2
    task.save()
    again = read(clear, If_None_Match=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert events(again)[0]["SEQUENCE"] == 2


def test_reading_too_often_is_refused_with_the_time_to_wait(cast, monkeypatch):
    monkeypatch.setattr(following, "READS_AN_HOUR", 3)
    _, clear = following.make(owner=cast.clerk, department=None)
    assert [read(clear).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert read(clear)["Retry-After"] == "3600"
    _, other = following.make(owner=cast.head, department=None)
    assert read(other).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_deadlines(cast, django_assert_num_queries):
    _, clear = following.make(owner=cast.clerk, department=None)
    read(clear)
    for number in range(3):
        make_task(cast.jurisdiction, lead=cast.lead_unit, title=f"事项{number}", state="issued", due_on=TODAY)
    with django_assert_num_queries(4):
        assert len(summaries(clear)) == 3


def test_more_than_fit_is_said(cast, monkeypatch):
    monkeypatch.setattr(calendars, "MOST", 2)
    for number in range(3):
        make_task(cast.jurisdiction, lead=cast.lead_unit, title=f"事项{number}", state="issued", due_on=TODAY)
    answer = read(following.make(owner=cast.clerk, department=None)[1])
    assert len(events(answer)) == 2
    assert "最早的 2 条" in str(Calendar.from_ical(answer.content)["X-WR-CALDESC"])


def test_the_page_shows_an_address_once_and_renews_it(cast):
    client = Client()
    client.force_login(cast.clerk)
    shown = client.post(reverse("outward:calendars"), {"department": ""}).content.decode()
    feed = CalendarFeed.objects.get()
    assert f"calendar.ics?key={feed.prefix}." in shown
    listed = client.get(reverse("outward:calendars")).content.decode()
    assert f"{feed.prefix}…" in listed
    assert f"{feed.prefix}." not in listed
    assert client.post(reverse("outward:calendars"), {"department": ""}).status_code == 409
    renewed = client.post(reverse("outward:calendar-renew", kwargs={"pk": feed.pk})).content.decode()
    feed.refresh_from_db()
    assert f"calendar.ics?key={feed.prefix}." in renewed
    outside = client.post(reverse("outward:calendars"), {"department": cast.other_unit.pk})
    assert outside.status_code == 422


def test_rest_gives_a_working_address_once(cast, task):
    client = APIClient()
    client.force_login(cast.clerk)
    made = client.post(FEEDS, {"department": cast.lead_unit.pk}, format="json")
    assert made.status_code == 201
    assert len(events(Client().get(made.json()["secret"]))) == 1
    assert "secret" not in client.get(f"{FEEDS}{made.json()['id']}/").json()
    assert client.post(FEEDS, {"department": cast.lead_unit.pk}, format="json").json()["code"] == (
        "outward.calendar_exists"
    )
    renewed = client.post(f"{FEEDS}{made.json()['id']}/renew/", {}, format="json").json()["secret"]
    assert (Client().get(made.json()["secret"]).status_code, Client().get(renewed).status_code) == (404, 200)
    with pytest.raises(TransitionForbidden):
        following.make(owner=cast.clerk, department=cast.lead_unit)


def test_a_token_that_may_not_read_matters_gets_no_address_that_shows_them(cast):
    def ask(scopes):
        clear = issue_token(user=cast.clerk, name="日历", scopes=scopes)[1]
        return APIClient().post(FEEDS, {}, format="json", headers={"Authorization": f"Bearer {clear}"})

    refused = ask(["outward:read", "outward:write"])
    assert (refused.status_code, refused.json()["code"]) == (403, "accounts.scope_beyond_own")
    assert ask(sorted(SCOPES)).status_code == 201
