"""Writing to people: a row in the inbox and rows in the outbox, inside the transaction of the act that caused them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from core import clock
from departments.models import Jurisdiction
from notifications.models import (
    ChannelName,
    ChannelPreference,
    Delivery,
    DeliveryState,
    Endpoint,
    Message,
    MessageKind,
)

DEFAULT_CHANNELS = (ChannelName.INBOX, ChannelName.EMAIL)
CHUNK = 500


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
        # the row is the memory, the queue only a bell: a lost ring is made good by the sweep
        transaction.on_commit(partial(ring, channel), robust=True)


def _channels(chosen: list[str] | None, *, outside: bool) -> list[str]:
    """Return the ways a message goes: the inbox always, the others as chosen."""
    if not outside:
        return [ChannelName.INBOX]
    return list(dict.fromkeys([ChannelName.INBOX, *(DEFAULT_CHANNELS if chosen is None else chosen)]))


def ring(channel: str) -> None:
    """Wake a sender for one channel."""
    from notifications.jobs import deliver

    deliver.delay(channel)


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
