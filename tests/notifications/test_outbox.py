"""The outbox: claimed by one, sent outside transactions, recorded; errors told apart."""

import time
from datetime import timedelta

import pytest

from core import clock
from notifications import outbox
from notifications.channels import CHANNELS
from notifications.channels.base import (
    Channel,
    OutcomeUnknownError,
    PermanentError,
    Session,
    TemporaryError,
)
from notifications.models import ChannelName, ChannelPreference, Delivery, DeliveryState, Endpoint, Lane, Message
from notifications.services import notify


class FakeChannel(Channel, Session):
    """A far side that answers as it is told, by subject."""

    def __init__(self):
        self.sent: list[str] = []
        self.answers: dict[str, list[Exception]] = {}

    def session(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def send(self, parcel, gate):
        gate()
        answers = self.answers.get(parcel.subject) or self.answers.get("*") or []
        if answers:
            raise answers.pop(0)
        self.sent.append(parcel.subject)
        return ""


@pytest.fixture
def far_side(monkeypatch):
    channel = FakeChannel()
    monkeypatch.setitem(CHANNELS, ChannelName.EMAIL, channel)
    return channel


def post(cast, subject="已退回", *people, **fields):
    """Write a message that leaves the house at once."""
    people = people or (cast.clerk,)
    values = {"body": "请补充佐证", "key": subject, "urgent": True} | fields
    return notify(jurisdiction=cast.jurisdiction, recipients=people, subject=subject, **values)


def mail(**conditions) -> Delivery:
    return Delivery.objects.get(channel=ChannelName.EMAIL, **conditions)


def wait_over(**conditions) -> None:
    Delivery.objects.filter(**conditions).update(retry_after=clock.real_now())
    Lane.objects.update(hold_until=None)


def test_a_notice_stands_in_the_inbox_at_once_and_leaves_by_mail(cast, far_side):
    (message,) = post(cast)
    assert message.deliveries.get(channel=ChannelName.INBOX).state == DeliveryState.SENT
    outbox.deliver("email")
    assert far_side.sent == ["已退回"]
    assert (mail().state, mail().attempts) == (DeliveryState.SENT, 1)


def test_what_is_not_urgent_stays_in_the_house(cast):
    post(cast, urgent=False)
    assert not Delivery.objects.outside().exists()


def test_the_same_event_reaches_a_person_once(cast):
    assert len(post(cast, "已交办", cast.clerk, cast.co_clerk)) == 2
    assert post(cast, "已交办", cast.clerk, cast.co_clerk) == []
    assert Message.objects.count() == 2


def test_a_locked_account_is_not_written_to(cast):
    cast.clerk.is_active = False
    assert post(cast) == []


def test_a_person_chooses_the_channels_and_the_inbox_always_stays(cast):
    ChannelPreference.objects.create(user=cast.clerk, channels=[])
    post(cast)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {ChannelName.INBOX}


def test_a_recipient_without_an_address_is_recorded_as_failed_and_the_others_are_sent(cast, far_side):
    cast.clerk.email = ""
    cast.clerk.save()
    post(cast, "已退回", cast.clerk, cast.co_clerk)
    outbox.deliver("email")
    failed = mail(message__recipient=cast.clerk)
    assert (failed.state, failed.last_error) == (DeliveryState.FAILED, "收件人没有邮箱地址")
    assert mail(message__recipient=cast.co_clerk).state == DeliveryState.SENT


def test_a_channel_without_an_allowed_address_fails_visibly(cast):
    ChannelPreference.objects.create(user=cast.clerk, channels=["dingtalk"])
    post(cast)
    failed = Delivery.objects.get(channel="dingtalk")
    assert (failed.state, failed.last_error) == (DeliveryState.FAILED, "管理员没有启用此渠道的对外地址")


def test_a_temporary_error_waits_and_is_tried_again(cast, far_side):
    far_side.answers["已退回"] = [TemporaryError("451 稍后再试")]
    post(cast)
    outbox.deliver("email")
    row = mail()
    assert (row.state, row.last_error, row.attempts) == (DeliveryState.PLANNED, "451 稍后再试", 1)
    assert row.retry_after > clock.real_now()
    wait_over()
    outbox.deliver("email")
    assert far_side.sent == ["已退回"]


def test_a_permanent_error_is_final_and_the_next_message_is_sent(cast, far_side):
    far_side.answers["一"] = [PermanentError("550 无此用户")]
    post(cast, "一")
    post(cast, "二")
    outbox.deliver("email")
    assert mail(message__subject="一").state == DeliveryState.FAILED
    assert far_side.sent == ["二"]


def test_a_fault_of_our_own_is_tried_a_few_times_and_then_shown(cast, far_side):
    far_side.answers["一"] = [ValueError("坏模板") for _ in range(9)]
    post(cast, "一")
    post(cast, "二")
    for _ in range(outbox.MOST_FAULTS):
        outbox.deliver("email")
        wait_over()
    row = mail(message__subject="一")
    assert (row.state, row.attempts, row.last_error) == (DeliveryState.FAILED, outbox.MOST_FAULTS, "ValueError: 坏模板")
    assert far_side.sent == ["二"]


def test_a_lost_answer_is_noted_and_tried_once_more_with_the_same_number(cast, far_side):
    far_side.answers["已退回"] = [OutcomeUnknownError("没有应答")]
    post(cast)
    number = mail().mail_id
    outbox.deliver("email")
    wait_over()
    outbox.deliver("email")
    row = mail()
    assert (row.state, row.unknown_attempts, row.mail_id) == (DeliveryState.SENT, 1, number)
    assert list(Delivery.objects.doubtful()) == [row]


def test_answers_lost_again_and_again_wait_for_a_person(cast, far_side):
    far_side.answers["已退回"] = [OutcomeUnknownError("没有应答") for _ in range(5)]
    post(cast)
    for _ in range(4):
        outbox.deliver("email")
        wait_over()
    assert (mail().state, mail().attempts) == (DeliveryState.UNKNOWN, outbox.UNKNOWN_LIMIT)


def test_a_server_that_is_down_costs_no_attempt_and_keeps_the_order(cast, far_side):
    today = clock.today()
    for days in (3, 1, 2):
        post(cast, f"{days}", priority=today + timedelta(days=days))
    far_side.answers["*"] = [TemporaryError("连接失败", everybody=True)]
    outbox.deliver("email")
    assert far_side.sent == []
    assert set(Delivery.objects.outside().values_list("attempts", flat=True)) == {0}
    assert Lane.objects.get(name="email").failures == 1
    outbox.deliver("email")
    assert far_side.sent == [], "held lanes are left alone"
    wait_over()
    outbox.deliver("email")
    assert far_side.sent == ["1", "2", "3"]
    assert Lane.objects.get(name="email").failures == 0


def test_later_to_everybody_holds_the_lane_and_keeps_the_order(cast, far_side):
    today = clock.today()
    for days in range(6):
        post(cast, f"{days}", priority=today + timedelta(days=days))
    far_side.answers["*"] = [TemporaryError("451") for _ in range(outbox.IN_A_ROW)]
    outbox.deliver("email")
    assert far_side.sent == []
    Lane.objects.update(hold_until=None)
    wait_over()
    outbox.deliver("email")
    assert far_side.sent == ["0", "1", "2", "3", "4", "5"]


def test_two_senders_never_hold_the_same_row(cast):
    post(cast, "已退回", cast.clerk, cast.co_clerk)
    first, second = outbox.claim("email", limit=1), outbox.claim("email", limit=5)
    assert len(first) == len(second) == 1
    assert first[0].row.pk != second[0].row.pk


def test_a_holder_past_its_lease_neither_sends_nor_writes(cast, far_side):
    post(cast)
    (held,) = outbox.claim("email", limit=1)
    Delivery.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    (other,) = outbox.claim("email", limit=1)
    outbox._send_batch(far_side, [held])
    assert far_side.sent == []
    assert mail().state == DeliveryState.CLAIMED
    outbox._send_batch(far_side, [other])
    assert far_side.sent == ["已退回"]
    assert not outbox._record(held, state=DeliveryState.FAILED)


def test_a_holder_that_slept_after_its_mark_sends_nothing(cast, far_side, monkeypatch):
    post(cast)
    (held,) = outbox.claim("email", limit=1)
    late = time.monotonic() + 1000

    def sleep(name):
        if name == "sending":
            monkeypatch.setattr(time, "monotonic", lambda: late)

    monkeypatch.setattr(outbox, "checkpoint", sleep)
    outbox._send_batch(far_side, [held])
    assert far_side.sent == []


def test_a_row_whose_holder_vanished_before_sending_is_simply_sent(cast, far_side):
    post(cast)
    outbox.claim("email", limit=1)
    Delivery.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    outbox.deliver("email")
    assert far_side.sent == ["已退回"]
    assert not Delivery.objects.doubtful().exists()


def test_a_row_whose_holder_vanished_while_sending_is_listed_and_sent(cast, far_side):
    post(cast)
    (held,) = outbox.claim("email", limit=1)
    outbox._gate(held)
    Delivery.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    outbox.deliver("email")
    assert far_side.sent == ["已退回"]
    assert Delivery.objects.doubtful().count() == 1


def test_a_clock_put_back_a_day_leaves_nothing_waiting_for_a_day(cast, far_side):
    post(cast)
    outbox.claim("email", limit=1)
    tomorrow = clock.real_now() + timedelta(days=1)
    Delivery.objects.update(lease_until=tomorrow, retry_after=tomorrow)
    Lane.objects.create(name="email", hold_until=tomorrow)
    outbox.deliver("email")
    assert far_side.sent == ["已退回"]


def test_a_robot_gets_no_more_than_twenty_a_minute(cast, monkeypatch):
    channel = FakeChannel()
    channel.per_minute = 20
    monkeypatch.setitem(CHANNELS, ChannelName.FEISHU, channel)
    Endpoint.objects.create(
        jurisdiction=cast.jurisdiction, channel="feishu", name="督办群", url="https://im.yunzhou.example/hook"
    )
    ChannelPreference.objects.create(user=cast.clerk, channels=["feishu"])
    for n in range(25):
        post(cast, f"第{n}件")
    outbox.deliver("feishu")
    assert len(channel.sent) == 20
    Delivery.objects.update(sent_at=clock.real_now() - timedelta(minutes=2))
    outbox.deliver("feishu")
    assert len(channel.sent) == 25


def test_robots_of_two_governments_have_their_own_twenty_each(cast, monkeypatch):
    channel = FakeChannel()
    channel.per_minute = 20
    monkeypatch.setitem(CHANNELS, ChannelName.FEISHU, channel)
    for here in (cast.jurisdiction, cast.other_jurisdiction):
        Endpoint.objects.create(
            jurisdiction=here, channel="feishu", name="督办群", url="https://im.yunzhou.example/hook"
        )
    for person in (cast.clerk, cast.stranger):
        ChannelPreference.objects.create(user=person, channels=["feishu"])
    for n in range(25):
        post(cast, f"第{n}件")
        notify(
            jurisdiction=cast.other_jurisdiction, recipients=[cast.stranger], subject=f"邻市{n}", body="x",
            key=f"other:{n}", urgent=True,
        )  # fmt: skip
    outbox.deliver("feishu")
    assert sum(subject.startswith("邻市") for subject in channel.sent) == 20
    assert len(channel.sent) == 40


def test_what_left_without_an_answer_and_a_test_count_against_a_robots_minute(cast, monkeypatch):
    channel = FakeChannel()
    channel.per_minute = 3
    monkeypatch.setitem(CHANNELS, ChannelName.FEISHU, channel)
    place = Endpoint.objects.create(
        jurisdiction=cast.jurisdiction, channel="feishu", name="督办群", url="https://im.yunzhou.example/hook",
        tried_at=clock.real_now(),
    )  # fmt: skip
    ChannelPreference.objects.create(user=cast.clerk, channels=["feishu"])
    for n in range(4):
        post(cast, f"第{n}件")
    first = Delivery.objects.filter(endpoint=place).order_by("pk")[0]
    later = clock.real_now() + timedelta(hours=1)
    Delivery.objects.filter(pk=first.pk).update(unknown_at=clock.real_now(), retry_after=later)
    outbox.deliver("feishu")
    assert len(channel.sent) == 1


def test_back_off_doubles_up_to_an_hour_and_is_spread():
    first = {outbox.waiting_time(0) for _ in range(20)}
    assert len(first) > 1
    assert all(timedelta(seconds=24) <= wait <= timedelta(seconds=36) for wait in first)
    assert outbox.waiting_time(50) <= outbox.LONGEST_WAIT


def test_a_lease_that_runs_out_between_the_look_for_lost_rows_and_the_claim_hides_no_lost_answer(cast, far_side):
    post(cast)
    (held,) = outbox.claim("email", limit=5)
    mine = Delivery.objects.filter(pk=held.row.pk)
    outbox.settle_lost()
    # accepted by the far side, the holder killed before it could write; the lease ends just now
    mine.update(sending_at=clock.real_now(), lease_until=clock.real_now() - timedelta(microseconds=1))
    assert outbox.claim("email", limit=5) == []
    assert outbox.settle_lost() == 1
    assert mine.get().unknown_at is not None
    assert [again.row.pk for again in outbox.claim("email", limit=5)] == [held.row.pk]
