"""Subscriptions: told in order of each matter, signed, retried, and of nothing their account may not see."""

import hashlib
import hmac
import json
from datetime import date, timedelta

import pytest
from django.db.models import F
from rest_framework.test import APIClient

from accounts.models import Role
from accounts.services import create_service_account
from audit.models import Entry
from audit.services import record
from core import clock
from core.exceptions import DomainError
from notifications.models import AllowedHost
from outward import jobs
from outward.models import NotedDay, Push, PushState, Subscription
from outward.services import keeping, pushing
from outward.services.days import note_days
from tests.factories.policies import make_policy
from tests.factories.tasks import make_report, make_task
from tests.notifications.receiver import Receiver

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.close()


@pytest.fixture
def account(cast):
    made = create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="市政府OA", purpose="接收", contact="",
        role=Role.SUPERVISOR, by=None,
    )  # fmt: skip
    return made.user


@pytest.fixture
def subscription(cast, receiver, account):
    AllowedHost.objects.create(jurisdiction=cast.jurisdiction, host="127.0.0.1", purpose="OA", allow_private=True)
    row, _ = keeping.subscribe(
        jurisdiction=cast.jurisdiction, account=account, name="OA", url=receiver.url, types=[], by=cast.administrator
    )
    Subscription.objects.filter(pk=row.pk).update(position=F("position") + 1)
    row.refresh_from_db()
    return row


def happen(task, *actions):
    for action in actions:
        record(action, task, jurisdiction=task.jurisdiction)


def bodies(receiver):
    return [json.loads(body) for _, _, body in receiver.got]


def due_again():
    Push.objects.filter(state=PushState.PLANNED).update(retry_after=clock.real_now())
    Subscription.objects.update(hold_until=None)


def test_an_event_arrives_signed_with_its_number_and_once(cast, receiver, subscription):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit)
    happen(task, "task.issue")
    assert pushing.push(subscription.pk) == 1
    assert pushing.push(subscription.pk) == 0
    ((_, headers, body),) = receiver.got
    signed = hmac.new(subscription.secret.encode(), headers["X-Duban-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Duban-Signature"] == f"sha256={signed.hexdigest()}"
    told = json.loads(body)
    assert headers["X-Duban-Delivery"] == f"{subscription.pk}-{told['id']}"
    assert (told["type"], told["title"], told["task"]) == ("task.issue", "交办", task.pk)
    assert Push.objects.get().state == PushState.SENT


def test_what_fails_holds_back_its_own_matter_only_and_keeps_the_order(cast, receiver, subscription):
    first, second = make_task(cast.jurisdiction), make_task(cast.jurisdiction)
    happen(first, "task.issue", "task.close")
    receiver.status = 500
    pushing.push(subscription.pk)
    receiver.status = 200
    happen(second, "task.issue")
    pushing.push(subscription.pk)
    assert [(one["type"], one["task"]) for one in bodies(receiver)] == [
        ("task.issue", first.pk), ("task.issue", second.pk),
    ]  # fmt: skip
    due_again()
    pushing.push(subscription.pk)
    assert [(one["type"], one["task"]) for one in bodies(receiver)[2:]] == [
        ("task.issue", first.pk), ("task.close", first.pk),
    ]  # fmt: skip
    assert Push.objects.get(event=bodies(receiver)[0]["id"]).attempts == 2


def test_a_far_side_that_is_down_is_left_alone_for_a_while_and_nothing_is_lost(cast, receiver, subscription):
    task, url = make_task(cast.jurisdiction), subscription.url
    Subscription.objects.update(url="http://127.0.0.1:9/hook")
    happen(task, "task.issue", "task.close")
    assert pushing.push(subscription.pk) == 0
    subscription.refresh_from_db()
    assert subscription.hold_until > clock.real_now()
    assert list(Push.objects.values_list("state", "attempts")) == [("planned", 0)] * 2
    Subscription.objects.update(url=url)
    assert pushing.push(subscription.pk) == 0, "still held"
    due_again()
    assert pushing.push(subscription.pk) == 2
    subscription.refresh_from_db()
    assert (subscription.failures, subscription.hold_until) == (0, None)


def test_a_lost_answer_is_asked_for_again_with_the_same_number(cast, receiver, subscription):
    happen(make_task(cast.jurisdiction), "task.issue")
    receiver.status = 0
    pushing.push(subscription.pk)
    receiver.status = 200
    due_again()
    pushing.push(subscription.pk)
    numbers = [headers["X-Duban-Delivery"] for _, headers, _ in receiver.got]
    assert len(numbers) == 2
    assert len(set(numbers)) == 1


def test_a_refusal_is_given_up_and_can_be_sent_again_by_a_person(cast, receiver, subscription):
    happen(make_task(cast.jurisdiction), "task.issue")
    receiver.status = 404
    pushing.push(subscription.pk)
    push = Push.objects.get()
    assert (push.state, push.last_error) == (PushState.FAILED, "对方应答 404")
    receiver.status = 200
    with pytest.raises(DomainError, match="系统管理员"):
        keeping.send_again(push=push, by=cast.supervisor)
    keeping.send_again(push=push, by=cast.administrator)
    assert pushing.push(subscription.pk) == 1


def test_two_senders_never_work_on_one_subscription_and_a_dead_one_is_followed(cast, receiver, subscription):
    happen(make_task(cast.jurisdiction), "task.issue")
    Subscription.objects.update(lease_until=clock.real_now() + timedelta(minutes=5), lease_number=7)
    assert pushing.push(subscription.pk) == 0
    Subscription.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert pushing.push(subscription.pk) == 1


def test_only_what_is_asked_for_and_visible_to_the_account_is_told(cast, receiver, subscription):
    Subscription.objects.update(types=["task.issue", "policy."])
    happen(make_task(cast.jurisdiction), "task.issue", "task.close")
    happen(make_policy(cast.jurisdiction, state="published"), "policy.expiring", "policies.published")
    happen(make_task(cast.other_jurisdiction), "task.issue")
    pushing.push(subscription.pk)
    assert [one["type"] for one in bodies(receiver)] == ["task.issue", "policy.expiring"]
    subscription.account.memberships.update(valid_to=TODAY)
    happen(make_task(cast.jurisdiction), "task.issue")
    pushing.push(subscription.pk)
    assert len(receiver.got) == 2


def test_what_happens_while_paused_is_told_afterwards(cast, receiver, subscription):
    keeping.switch(subscription=subscription, version=1, active=False, by=cast.administrator)
    task = make_task(cast.jurisdiction)
    happen(task, "task.issue")
    assert pushing.push(subscription.pk) == 0
    keeping.switch(subscription=subscription, version=2, active=True, by=cast.administrator)
    pushing.push(subscription.pk)
    assert [one["type"] for one in bodies(receiver)] == ["task.issue"]


def test_days_that_came_are_noted_once_and_another_date_is_noted_anew(cast):
    late = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 9, 17))
    make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=TODAY)
    make_report(late.assignments.get(), date(2025, 8, 1))
    make_policy(cast.jurisdiction, state="published", expires_on=TODAY + timedelta(days=30))
    make_policy(cast.jurisdiction, state="published", expires_on=TODAY - timedelta(days=1))
    assert note_days(cast.jurisdiction, TODAY) == 4
    assert note_days(cast.jurisdiction, TODAY) == 0
    noted = set(Entry.objects.values_list("action", flat=True))
    assert noted == {"task.overdue", "report.missed", "policy.expiring", "policy.expired"}
    type(late).objects.filter(pk=late.pk).update(due_on=date(2025, 9, 10))
    assert note_days(cast.jurisdiction, TODAY) == 1
    assert NotedDay.objects.filter(action="task.overdue").count() == 2


def test_the_jobs_note_and_tell(cast, receiver, subscription, django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 9, 1))
    jobs.note_days()
    jobs.push(subscription.pk)
    assert [one["type"] for one in bodies(receiver)] == ["task.overdue"]


def test_the_test_button_tells_what_came_of_it(cast, receiver, subscription, client):
    client.force_login(cast.administrator)
    page = f"/outward/{subscription.pk}/"
    answer = client.post(f"{page}try/", follow=True).content.decode()
    assert "对方已接受测试事件" in answer
    assert bodies(receiver)[0]["type"] == "test"
    receiver.status = 403
    assert "对方应答 403" in client.post(f"{page}try/", follow=True).content.decode()


def test_the_secret_is_shown_once_and_an_address_off_the_list_is_refused(cast, account, subscription, receiver):
    api = APIClient()
    api.force_login(cast.administrator)
    body = {"jurisdiction": cast.jurisdiction.pk, "account": account.pk, "name": "平台", "url": receiver.url}
    made = api.post("/api/v1/subscriptions/", body, format="json")
    assert made.status_code == 201
    secret = made.json()["secret"]
    for address in ("/api/v1/subscriptions/", made["Location"], f"/outward/{made.json()['id']}/"):
        assert secret not in api.get(address).content.decode()
    assert secret not in str(list(Entry.objects.values()))
    away = api.post("/api/v1/subscriptions/", {**body, "name": "远", "url": "https://far.example/x"}, format="json")
    assert (away.status_code, list(away.json()["errors"])) == (400, ["url"])
    again = api.post("/api/v1/subscriptions/", body, format="json")
    assert (again.status_code, list(again.json()["errors"])) == (400, ["name"])
    person = api.post("/api/v1/subscriptions/", {**body, "name": "人", "account": cast.clerk.pk}, format="json")
    assert (person.status_code, list(person.json()["errors"])) == (400, ["account"])


def test_the_second_of_two_administrators_is_stopped_and_told(cast, subscription, client):
    client.force_login(cast.administrator)
    page = f"/outward/{subscription.pk}/"
    assert client.post(page, {"version": 1, "name": "甲", "types": "task."}).status_code == 302
    answer = client.post(page, {"version": 1, "name": "乙", "types": ""})
    assert answer.status_code == 409
    assert "有人先修改了" in answer.content.decode()
    subscription.refresh_from_db()
    assert (subscription.name, subscription.types) == ("甲", ["task."])
