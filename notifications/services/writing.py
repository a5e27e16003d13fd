"""Writing to people: a row in the inbox and rows in the outbox, inside the transaction of the act that caused them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from audit.services import record
from core import clock
from core.exceptions import NotPermitted, TransitionForbidden
from core.jobs import wake
from departments.models import Jurisdiction
from notifications.models import (
    ChannelName,
    ChannelPreference,
    Delivery,
    DeliveryState,
    Endpoint,
    Message,
    MessageKind,
    MessageQuerySet,
)
from notifications.permissions import may_settle

DEFAULT_CHANNELS = (ChannelName.INBOX, ChannelName.EMAIL)
CHUNK = 500
USUAL_DIGEST_TIME = time(8, 30)


def notify(
    *,
    jurisdiction: Jurisdiction,
    recipients: Iterable[User],
    subject: str,
    body: str,
    key: str,
    link: str = "",
    body_html: str = "",
    kind: MessageKind = MessageKind.NOTICE,
    priority: date | None = None,
    urgent: bool = False,
) -> list[Message]:
    """Write one message to each person, in the caller's transaction.

    It stands in the inbox at once. It leaves the house by the person's other channels only when `urgent` (an urging,
    a report sent back): everything else is said by the one digest of the day, never by a mail an item.
    `key` names the event (`task.issued:17`): the same key reaches a person once, a second call changes nothing.
    `link` is a path of this site. `priority` is the due date the message is about; earlier ones are sent first.
    Returns the messages that are new. Disabled accounts are left out.
    """
    people = {user.pk: user for user in recipients if user.is_active}
    now = clock.now()
    messages = [
        Message(
            jurisdiction=jurisdiction,
            recipient=user,
            kind=kind,
            subject=subject[:200],
            body=body,
            body_html=body_html,
            link=link,
            key=f"{key}:{user.pk}",
            created_at=now,
        )
        for user in people.values()
    ]
    written: list[Message] = []
    with transaction.atomic():
        for start in range(0, len(messages), CHUNK):
            written += _write(jurisdiction, messages[start : start + CHUNK], priority, outside=urgent)
    return written


def _write(
    jurisdiction: Jurisdiction, messages: Sequence[Message], priority: date | None, *, outside: bool
) -> list[Message]:
    keys = [message.key for message in messages]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [message.key for message in messages if message.key not in known]
    # two writers at once: the unique key lets one row through, both read it back, and so for its deliveries
    Message.objects.bulk_create([message for message in messages if message.key in fresh], ignore_conflicts=True)
    written = list(Message.objects.filter(key__in=fresh).select_related("recipient"))
    _post(jurisdiction, written, priority, outside=outside)
    return written


def _post(jurisdiction: Jurisdiction, messages: Sequence[Message], priority: date | None, *, outside: bool) -> None:
    """Put the deliveries of messages into the outbox, and ring for a sender once the transaction is through."""
    people = [message.recipient_id for message in messages]
    chosen = {row.user_id: row.channels for row in ChannelPreference.objects.filter(user__in=people)}
    endpoints = {row.channel: row for row in Endpoint.objects.filter(jurisdiction=jurisdiction, is_active=True)}
    deliveries = [
        _delivery(message, channel, endpoints, priority)
        for message in messages
        for channel in _channels(chosen.get(message.recipient_id), outside=outside)
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    for channel in {row.channel for row in deliveries if row.state == DeliveryState.PLANNED}:
        ring(channel)


def _channels(chosen: list[str] | None, *, outside: bool) -> list[str]:
    """Return the ways a message goes: the inbox always, the others as chosen."""
    if not outside:
        return [ChannelName.INBOX]
    return list(dict.fromkeys([ChannelName.INBOX, *(DEFAULT_CHANNELS if chosen is None else chosen)]))


def ring(channel: str) -> None:
    """Wake a sender for one channel after the commit."""
    from notifications.jobs import deliver

    wake(deliver, channel)


def mail_id(key: str, channel: str) -> str:
    """Return the Message-ID of a message by a channel: the same for every attempt, another on every installation."""
    return f"<{salted_hmac('notifications.mail_id', f'{channel}|{key}').hexdigest()}@duban>"


def _delivery(message: Message, channel: str, endpoints: dict[str, Endpoint], priority: date | None) -> Delivery:
    now = clock.real_now()
    row = Delivery(
        message=message,
        channel=channel,
        priority=priority,
        retry_after=now,
        mail_id=mail_id(message.key, channel),
    )
    if channel == ChannelName.INBOX:
        row.state, row.sent_at = DeliveryState.SENT, now
    elif channel == ChannelName.EMAIL:
        row.address = message.recipient.email
    else:
        row.endpoint = endpoints.get(channel)
        row.address = message.recipient.phone
    row.last_error = _obstacle(row)
    if row.last_error:
        row.state = DeliveryState.FAILED
    return row


def _obstacle(row: Delivery) -> str:
    """Return why a delivery cannot even be tried, or an empty text."""
    if row.channel == ChannelName.EMAIL and not row.address:
        return "收件人没有邮箱地址"
    if row.channel not in (ChannelName.INBOX, ChannelName.EMAIL) and row.endpoint is None:
        return "管理员没有启用此渠道的对外地址"
    return ""


def mark_read(*, by: User, messages: MessageQuerySet) -> int:
    """Note that a person has opened own messages; returns how many were unread."""
    return messages.inbox_of(by).unread().update(read_at=clock.now())


@transaction.atomic
def settle(*, by: User, delivery_id: int, arrived: bool) -> Delivery:
    """Say what became of a delivery of unknown outcome or one given up: it arrived, or it is sent again.

    Raises `NotPermitted`, and `TransitionForbidden` when there is nothing to settle any more.
    """
    row = Delivery.objects.select_for_update(of=("self",)).select_related("message__jurisdiction").get(pk=delivery_id)
    if not may_settle(by, row.message.jurisdiction):
        raise NotPermitted("notifications.not_overseer", "只有本级督查员和系统管理员可以核实投递结果。")
    is_doubtful = row.unknown_at is not None and row.checked_at is None
    if not is_doubtful and row.state not in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
        raise TransitionForbidden("notifications.settled", "此条投递已核实，无须再处理。")
    before = row.state
    now = clock.real_now()
    row.checked_at, row.checked_by = now, by
    if arrived:
        row.state, row.sent_at = DeliveryState.SENT, row.sent_at or now
    else:
        _send_again(row, now)
    row.save()
    record(
        "notifications.delivery_settled",
        row,
        actor=by.actor,
        jurisdiction=row.message.jurisdiction,
        before={"state": before},
        after={"state": row.state, "arrived": arrived},
    )
    return row


def _send_again(row: Delivery, now: datetime) -> None:
    """Free a row for another round of attempts, to the address the person has today; the Message-ID stays."""
    row.state, row.retry_after, row.attempts, row.unknown_attempts, row.last_error = (
        DeliveryState.PLANNED,
        now,
        0,
        0,
        "",
    )
    if row.channel == ChannelName.EMAIL:
        row.address = row.message.recipient.email
    elif row.endpoint is None:
        active = Endpoint.objects.filter(jurisdiction=row.message.jurisdiction, channel=row.channel, is_active=True)
        row.endpoint = active.first()
    row.last_error = _obstacle(row)
    if row.last_error:
        row.state = DeliveryState.FAILED
    else:
        ring(row.channel)


@transaction.atomic
def prefer(*, by: User, channels: Sequence[str], digest_time: time) -> ChannelPreference:
    """Keep by which channels and when a person wants the digest; the inbox always stays."""
    found, _ = ChannelPreference.objects.get_or_create(user=by, defaults={"channels": list(DEFAULT_CHANNELS)})
    before = {"channels": found.channels, "digest_time": str(found.digest_time)}
    found.channels = list(dict.fromkeys([ChannelName.INBOX.value, *channels]))
    found.digest_time = digest_time
    found.save()
    after = {"channels": found.channels, "digest_time": str(found.digest_time)}
    record("notifications.preference_changed", found, actor=by.actor, before=before, after=after)
    return found
