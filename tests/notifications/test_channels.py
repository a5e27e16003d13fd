"""Webhooks and robots against a real server of our own: signed, limited to allowed addresses, answers told apart."""

import hashlib
import hmac
import json
import time

import pytest
from django.core import mail

from core import clock
from notifications import outbox
from notifications.channels import CHANNELS
from notifications.channels.base import (
    NotAgainError,
    OutcomeUnknownError,
    Parcel,
    PermanentError,
    TemporaryError,
)
from notifications.channels.http import is_allowed
from notifications.models import AllowedHost, ChannelPreference, Delivery, DeliveryState, Endpoint
from notifications.services import notify
from tests.notifications.receiver import DRIP, NEVER


@pytest.fixture
def endpoint(cast, receiver):
    def make(channel: str, *, inside: bool = True, **fields) -> Endpoint:
        AllowedHost.objects.update_or_create(
            jurisdiction=cast.jurisdiction, host="127.0.0.1", defaults={"allow_private": inside}
        )
        values = {"name": "督办群", "url": receiver.url, "secret": "密钥"}
        return Endpoint.objects.create(jurisdiction=cast.jurisdiction, channel=channel, **(values | fields))

    return make


@pytest.fixture
def impatient(settings):
    """Wait a second for an answer."""
    settings.DUBAN_WEBHOOK_SECONDS = 1


def parcel(endpoint: Endpoint, subject: str = "催办") -> Parcel:
    return Parcel(
        1, "<id@duban>", "13900000000", "市财政局联络员", subject, "请回复", "", "/tasks/1/", "notice", 1, endpoint
    )


def send(channel: str, one: Parcel) -> str:
    with CHANNELS[channel].session() as session:
        return session.send(one, lambda: None)


def test_a_webhook_is_signed_over_time_and_body_and_carries_the_number_of_the_delivery(receiver, endpoint):
    send("webhook", parcel(endpoint("webhook")))
    ((path, headers, body),) = receiver.got
    expected = hmac.new("密钥".encode(), headers["X-Duban-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Duban-Signature"] == f"sha256={expected.hexdigest()}"
    assert headers["X-Duban-Delivery"] == "<id@duban>"
    assert json.loads(body)["recipient"] == {"name": "市财政局联络员", "phone": "13900000000"}
    assert path == "/hook"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, TemporaryError),
        (429, TemporaryError),
        (301, PermanentError),
        (404, PermanentError),
        (0, OutcomeUnknownError),
    ],
)
def test_answers_are_told_apart_and_redirects_are_not_followed(receiver, endpoint, status, error):
    receiver.status = status
    with pytest.raises(error):
        send("webhook", parcel(endpoint("webhook")))
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [NEVER, DRIP])
def test_a_webhook_that_never_answers_or_never_ends_is_given_up_in_time_with_its_outcome_unknown(
    receiver, endpoint, settings, status
):
    settings.DUBAN_WEBHOOK_SECONDS = 1
    receiver.status = status
    began = time.monotonic()
    with pytest.raises(OutcomeUnknownError, match=r"没有应答|应答完"):
        send("webhook", parcel(endpoint("webhook")))
    assert time.monotonic() - began < 5
    assert len(receiver.got) == 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "state"),
    [(500, DeliveryState.PLANNED), (301, DeliveryState.FAILED), (NEVER, DeliveryState.PLANNED)],
)
def test_what_a_webhook_answers_is_recorded_tried_again_as_the_rule_says_and_touches_no_other_channel(
    cast, receiver, endpoint, status, state
):
    place = endpoint("webhook")
    ChannelPreference.objects.create(user=cast.clerk, channels=["webhook", "email"])
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="催办", body="x", key="k", urgent=True)
    receiver.status = status
    outbox.deliver("webhook")
    outbox.deliver("email")
    row = Delivery.objects.get(endpoint=place)
    assert (row.state, row.unknown_at is not None, row.attempts) == (state, status == NEVER, 1)
    assert row.last_error
    assert (row.retry_after > clock.real_now()) is (state == DeliveryState.PLANNED)
    assert len(mail.outbox) == 1
    if state != DeliveryState.PLANNED:
        return
    receiver.gone.set()
    receiver.status = 200
    Delivery.objects.filter(pk=row.pk).update(retry_after=clock.real_now())
    outbox.deliver("webhook")
    row.refresh_from_db()
    assert row.state == DeliveryState.SENT
    # the same number at every attempt: by it the receiver drops a copy
    assert [headers["X-Duban-Delivery"] for _, headers, _ in receiver.got] == [row.mail_id, row.mail_id]


def test_an_address_inside_the_house_needs_the_administrators_leave(receiver, endpoint):
    with pytest.raises(PermanentError, match="不在允许范围"):
        send("webhook", parcel(endpoint("webhook", inside=False)))
    assert receiver.got == []


def test_a_host_that_was_taken_off_the_list_is_called_no_more(receiver, endpoint):
    place = endpoint("webhook")
    AllowedHost.objects.all().delete()
    with pytest.raises(PermanentError, match="不在允许名单"):
        send("webhook", parcel(place))
    assert receiver.got == []


def test_a_webhook_without_a_secret_is_not_sent_with_a_signature_anybody_could_make(receiver, endpoint):
    with pytest.raises(PermanentError, match="没有签名密钥"):
        send("webhook", parcel(endpoint("webhook", secret="")))
    assert receiver.got == []


@pytest.mark.parametrize(
    ("address", "allow_private", "allowed"),
    [
        ("8.8.8.8", False, True),
        ("10.0.0.5", False, False),
        ("10.0.0.5", True, True),
        ("169.254.169.254", True, False),
        ("::ffff:10.0.0.5", False, False),
        ("0.0.0.0", True, False),
        ("224.0.0.1", True, False),
    ],
)
def test_which_addresses_may_be_called(address, allow_private, allowed):
    assert is_allowed(address, allow_private=allow_private) is allowed


@pytest.mark.parametrize("channel", ["dingtalk", "wecom", "feishu"])
def test_a_robot_says_for_whom_and_where_and_nothing_of_the_matter(receiver, endpoint, channel):
    send(channel, parcel(endpoint(channel)))
    ((path, _, body),) = receiver.got
    text = body.decode()
    assert "市财政局联络员：催办" in text
    assert "/tasks/1/" in text
    assert "请回复" not in text
    assert ("sign" in path or "sign" in text) is (channel != "wecom")


@pytest.mark.parametrize(
    ("channel", "answer", "error"),
    [
        ("dingtalk", {"errcode": 130101}, TemporaryError),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, PermanentError),
        ("wecom", {"errcode": 45009}, TemporaryError),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, PermanentError),
    ],
)
def test_a_robot_that_says_no_with_200_is_understood(receiver, endpoint, channel, answer, error):
    receiver.answer = json.dumps(answer).encode()
    with pytest.raises(error):
        send(channel, parcel(endpoint(channel)))


def test_a_robot_never_gets_the_same_text_twice_a_day(cast, receiver, endpoint):
    place = endpoint("feishu")
    digest = send("feishu", parcel(place))
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="催办", body="x", key="k", urgent=True)
    row = Delivery.objects.outside().get()
    row.endpoint, row.content_hash, row.state = place, digest, DeliveryState.SENT
    row.sent_at = row.message.created_at
    row.save()
    with pytest.raises(NotAgainError):
        send("feishu", parcel(place))
    send("feishu", parcel(place, "另一件"))
