"""From the log to systems outside: first rows, then requests, in the order of each matter.

One sender works on a subscription at a time, under a lease whose number fences off one that was thought dead. A request
whose answer was lost is repeated with the same number, by which the receiver knows a copy.
"""

import json
import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import get_random_string

from accounts.models import User
from audit.services import record, unit_of_work
from core import clock
from notifications.channels.base import ChannelError, OutcomeUnknownError, PermanentError, TemporaryError
from notifications.channels.http import post_json
from notifications.channels.webhook import signature
from notifications.outbox import MOST_ATTEMPTS, waiting_time
from outward.changes import BATCH, after
from outward.events import visible_events
from outward.models import Push, PushState, Subscription
from outward.permissions import require_keeper

log = logging.getLogger(__name__)

KEPT = timedelta(days=90)


def push(subscription_id: int, *, seconds: float = 45) -> int:
    """Tell one subscription what is due; returns how many requests were accepted, 0 where another one is at it."""
    number = _claim(subscription_id)
    if number is None:
        return 0
    until, accepted = time.monotonic() + seconds, 0
    try:
        while _gather(subscription_id, number) and time.monotonic() < until:
            pass
        while time.monotonic() < until:
            subscription = Subscription.objects.select_related("account").get(pk=subscription_id)
            is_told = subscription.is_active and subscription.account.is_active
            row = Push.objects.next_of(subscription, clock.real_now()).first()
            if row is None or subscription.lease_number != number or not is_told:
                break
            told = _tell(subscription, row, number)
            if told is None:
                break
            accepted += told
    finally:
        Subscription.objects.filter(pk=subscription_id, lease_number=number).update(lease_until=None)
    return accepted


def _claim(subscription_id: int) -> int | None:
    now = clock.real_now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    ready = Q(hold_until=None) | Q(hold_until__lt=now)
    row = Subscription.objects.filter(free, ready, pk=subscription_id, is_active=True).first()
    if row is None:
        return None
    lease = {
        "lease_until": now + timedelta(seconds=settings.DUBAN_LEASE_SECONDS),
        "lease_number": F("lease_number") + 1,
    }
    # not 1: another sender was first
    taken = Subscription.objects.filter(pk=row.pk, lease_number=row.lease_number).update(**lease)
    return row.lease_number + 1 if taken == 1 else None


def _gather(subscription_id: int, number: int) -> bool:
    """Make rows of the next entries of the log; says whether there may be more."""
    with transaction.atomic():
        held = Subscription.objects.select_for_update(of=("self",)).select_related("account")
        subscription = held.get(pk=subscription_id)
        if subscription.lease_number != number:
            return False
        entries = list(after(subscription.jurisdiction_id, subscription.position)[:BATCH])
        if not entries:
            return False
        now = clock.real_now()
        events = visible_events(subscription.account, entries, lambda _: True)
        Push.objects.bulk_create(
            [
                Push(
                    subscription=subscription, event=one.id, type=one.type, subject=one.subject, body=one.as_json(),
                    retry_after=now, created_at=now,
                )
                for one in events
                if subscription.wants(one.type)
            ]
        )  # fmt: skip
        Subscription.objects.filter(pk=subscription.pk).update(position=entries[-1].position)
    return len(entries) == BATCH


def _tell(subscription: Subscription, row: Push, number: int) -> bool | None:
    """Try one row and record the outcome; None says that the far side is down, or another sender took over."""
    now = clock.real_now()
    lease = now + timedelta(seconds=settings.DUBAN_LEASE_SECONDS)
    # not 1: the lease was lost; nothing is sent and nothing written
    if Subscription.objects.filter(pk=subscription.pk, lease_number=number).update(lease_until=lease) != 1:
        return None
    try:
        send(subscription, row.event, row.body)
    except PermanentError as error:
        _record(row, state=PushState.FAILED, last_error=str(error)[:500])
        return False
    except (TemporaryError, OutcomeUnknownError) as error:
        return _again(subscription, row, error)
    _record(row, state=PushState.SENT, sent_at=clock.real_now(), last_error="")
    Subscription.objects.filter(pk=subscription.pk, failures__gt=0).update(failures=0, hold_until=None)
    return True


def _again(subscription: Subscription, row: Push, error: ChannelError) -> bool | None:
    wait = clock.real_now() + waiting_time(row.attempts)
    if getattr(error, "everybody", False):
        # a far side that is down is no fault of the row: the attempt does not count
        hold = clock.real_now() + waiting_time(subscription.failures)
        Subscription.objects.filter(pk=subscription.pk).update(hold_until=hold, failures=F("failures") + 1)
        Push.objects.filter(pk=row.pk, state=PushState.PLANNED).update(last_error=str(error)[:500])
        return None
    state = PushState.FAILED if row.attempts + 1 >= MOST_ATTEMPTS else PushState.PLANNED
    _record(row, state=state, retry_after=wait, last_error=str(error)[:500])
    return False


def _record(row: Push, **values: object) -> None:
    Push.objects.filter(pk=row.pk, state=PushState.PLANNED).update(attempts=F("attempts") + 1, **values)


def send(subscription: Subscription, event: str, body: dict[str, object]) -> None:
    """Post one event, signed as `notifications.channels.webhook` describes; raises `ChannelError`."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    timestamp = str(int(clock.real_now().timestamp()))
    headers = {
        "X-Duban-Timestamp": timestamp,
        "X-Duban-Delivery": f"{subscription.pk}-{event}",
        "X-Duban-Event": str(body.get("type", "")),
        "X-Duban-Signature": signature(subscription.secret, timestamp, raw),
    }
    post_json(subscription, raw, lambda: None, headers=headers)


def try_out(*, subscription: Subscription, by: User | None) -> Push:
    """Send a test event at once, also while paused, and keep what came of it in the log of pushes."""
    require_keeper(by, subscription.jurisdiction)
    now, event = clock.real_now(), f"test-{get_random_string(12)}"
    body = {
        "id": event,
        "type": "test",
        "title": "测试",
        "at": now.isoformat(),
        "jurisdiction": subscription.jurisdiction_id,
    }
    row = Push(
        subscription=subscription, event=event, type="test", subject=event, body=body, attempts=1, retry_after=now,
        created_at=now, state=PushState.SENT, sent_at=now,
    )  # fmt: skip
    try:
        send(subscription, event, body)
    except ChannelError as error:
        row.state, row.sent_at, row.last_error = PushState.FAILED, None, str(error)[:500]
    with unit_of_work():
        row.save()
        after_it = {"state": row.state}
        record("outward.tried", subscription, actor=by.actor if by else None, jurisdiction=subscription.jurisdiction,
               after=after_it)  # fmt: skip
    return row


def forget() -> int:
    """Delete what was told more than 90 days ago; returns how many rows."""
    old = Push.objects.filter(created_at__lt=clock.real_now() - KEPT).exclude(state=PushState.PLANNED)
    count, _ = old.delete()
    return count
