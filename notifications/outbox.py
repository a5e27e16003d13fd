"""The outbox: claim with a lease, send outside any transaction, record what came of it.

A claim is a compare-and-set under a row lock; its number fences: whoever lost the lease can neither send (the gate is
shut) nor write. A row found claimed, marked as being sent and past its lease has an unknown outcome: it is noted for
people and tried again with the same Message-ID, at most `UNKNOWN_LIMIT` times.
"""

import logging
import random
import time
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import F

from core import clock
from core.checkpoints import checkpoint
from notifications import guards
from notifications.channels import CHANNELS
from notifications.channels.base import (
    Channel,
    LeaseLostError,
    NotAgainError,
    OutcomeUnknownError,
    Parcel,
    PermanentError,
    Session,
    TemporaryError,
)
from notifications.claiming import LONGEST_WAIT, UNKNOWN_LIMIT, Claim, claim, settle_lost
from notifications.models import Delivery, DeliveryState, Lane, Message

__all__ = ["LONGEST_WAIT", "UNKNOWN_LIMIT", "claim", "deliver", "settle_lost", "waiting_time"]

log = logging.getLogger(__name__)

BATCH = 25
# how old the last look at a message may be when it leaves
LOOK_SECONDS = 1.0
# attempts before giving up: about three days of hourly ones
MOST_ATTEMPTS = 80
# a fault of our own (a template, a bad header) is not mended by three days of trying
MOST_FAULTS = 5
# so many "later" in a row mean that the far side says so to everybody
IN_A_ROW = 3


def deliver(channel_name: str, *, seconds: float = 45) -> bool:
    """Send what is due by one channel; says whether the time was up before everything was done."""
    channel = CHANNELS[channel_name]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        # each time: a lease may run out while the others are being sent
        settle_lost()
        claims = claim(channel_name, limit=BATCH)
        if not claims:
            return False
        _send_batch(channel, claims)
    return True


class _Watch:
    """The last look at a batch: one query for all that are left, again as soon as it is a second old."""

    def __init__(self) -> None:
        self.looked_at = float("-inf")
        self.suspected: set[int] = set()

    def look(self, rest: Sequence[Claim]) -> Message:
        """Return the first message of the rest as it must read now; raises `NoLongerTrueError`."""
        if time.monotonic() - self.looked_at > LOOK_SECONDS:
            self.suspected = guards.suspected([held.row.message for held in rest])
            self.looked_at = time.monotonic()
        message = rest[0].row.message
        return guards.check(message) if message.pk in self.suspected else message


def _send_batch(channel: Channel, claims: Sequence[Claim]) -> None:
    """Send claimed rows one after another over one session; rows that cannot be started any more are given back."""
    failing: list[Claim] = []
    watch = _Watch()
    limping = set(Lane.objects.filter(failures__gt=0).values_list("name", flat=True))
    with channel.session() as session:
        for at, held in enumerate(claims):
            if held.deadline - time.monotonic() < settings.DUBAN_LEASE_SECONDS / 2:
                _give_back(claims[at:])
                break
            error = _attempt(session, watch, claims[at:])
            failing = [*failing, held] if error else []
            if error is not None and (error.everybody or len(failing) >= IN_A_ROW):
                _hold(held.row.lane, failing, error)
                _give_back(claims[at + 1 :])
                break
            if error is None and held.row.lane in limping:
                limping.discard(held.row.lane)
                _release_lane(held.row.lane)


def _attempt(session: Session, watch: _Watch, rest: Sequence[Claim]) -> TemporaryError | None:
    """Try the first row of the rest and record the outcome; returns the error when it is one to be tried again."""
    held = rest[0]
    try:
        message = watch.look(rest)
        checkpoint("guarded")
        content_hash = session.send(_parcel(held, message), lambda: _gate(held))
        checkpoint("accepted")
        _record(held, state=DeliveryState.SENT, sent_at=clock.real_now(), content_hash=content_hash, last_error="")
    except LeaseLostError:
        log.warning("delivery %s: lease lost before sending, nothing sent", held.row.pk)
    except (guards.NoLongerTrueError, NotAgainError) as error:
        _record(held, state=DeliveryState.SUPERSEDED, sending_at=None, last_error=str(error))
    except PermanentError as error:
        _record(held, state=DeliveryState.FAILED, sending_at=None, last_error=str(error))
    except OutcomeUnknownError as error:
        _record_unknown(held, error)
    except TemporaryError as error:
        _record_temporary(held, error)
        return error
    except Exception as error:
        # one poisoned message or template must not stop the others: it is recorded, shown and tried a few times
        log.exception("delivery %s", held.row.pk)
        _record_fault(held, error)
    checkpoint("recorded")
    return None


def _parcel(held: Claim, message: Message) -> Parcel:
    row = held.row
    return Parcel(
        delivery_id=row.pk,
        mail_id=row.mail_id,
        address=row.address,
        name=str(message.recipient),
        subject=message.subject,
        text=message.body,
        html=message.body_html,
        link=message.link,
        kind=message.kind,
        attempt=row.attempts + 1,
        endpoint=row.endpoint,
    )


def _gate(held: Claim) -> None:
    """Mark the attempt as begun while the lease still holds; raises `LeaseLostError`."""
    now = clock.real_now()
    marked = Delivery.objects.filter(
        pk=held.row.pk, state=DeliveryState.CLAIMED, lease_number=held.number, lease_until__gt=now
    ).update(sending_at=now)
    checkpoint("sending")
    # a process stopped since the mark may wake after its lease: its own clock tells, the row may be another's by now
    if not marked or time.monotonic() > held.deadline:
        raise LeaseLostError


def _record(held: Claim, **values: object) -> bool:
    """Write the outcome if the row is still this holder's; says whether it was."""
    own = Delivery.objects.filter(pk=held.row.pk, state=DeliveryState.CLAIMED, lease_number=held.number)
    written = own.update(**values) == 1
    if not written:
        log.warning("delivery %s: outcome of a stale holder dropped", held.row.pk)
    return written


def _record_temporary(held: Claim, error: TemporaryError) -> None:
    # a far side that is down is no fault of the row: the attempt does not count, no outage is long enough to lose it
    counted = held.row.attempts + (not error.everybody)
    _record(
        held,
        state=DeliveryState.FAILED if counted >= MOST_ATTEMPTS else DeliveryState.PLANNED,
        attempts=counted,
        sending_at=None,
        retry_after=clock.real_now() + waiting_time(held.row.attempts),
        last_error=str(error),
    )


def _record_fault(held: Claim, error: Exception) -> None:
    exhausted = held.row.attempts + 1 >= MOST_FAULTS
    _record(
        held,
        state=DeliveryState.FAILED if exhausted else DeliveryState.PLANNED,
        sending_at=None,
        retry_after=clock.real_now() + waiting_time(held.row.attempts),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def _record_unknown(held: Claim, error: OutcomeUnknownError) -> None:
    now = clock.real_now()
    last = held.row.unknown_attempts + 1 >= UNKNOWN_LIMIT
    _record(
        held,
        state=DeliveryState.UNKNOWN if last else DeliveryState.PLANNED,
        unknown_at=now,
        unknown_attempts=F("unknown_attempts") + 1,
        checked_at=None,
        sending_at=None,
        retry_after=now + waiting_time(held.row.attempts),
        last_error=str(error),
    )


def _give_back(claims: Sequence[Claim]) -> None:
    """Free rows that were not tried; the attempt does not count."""
    for held in claims:
        _record(held, state=DeliveryState.PLANNED, attempts=F("attempts") - 1, lease_until=None)


def _hold(name: str, failing: Sequence[Claim], error: TemporaryError) -> None:
    """Let a whole lane wait; the first attempts that showed it wait with it, so that the order is kept."""
    now = clock.real_now()
    lane, _ = Lane.objects.get_or_create(name=name)
    until = now + waiting_time(lane.failures)
    Lane.objects.filter(pk=lane.pk).update(hold_until=until, failures=F("failures") + 1, last_error=str(error))
    # later attempts keep their own waiting time: a poisoned row at the head must not hold the lane again and again
    Delivery.objects.filter(
        pk__in=[held.row.pk for held in failing if error.everybody or held.row.attempts < IN_A_ROW],
        state=DeliveryState.PLANNED,
    ).update(retry_after=until)


def _release_lane(name: str) -> None:
    Lane.objects.filter(name=name, failures__gt=0).update(hold_until=None, failures=0, last_error="")


def waiting_time(attempts: int) -> timedelta:
    """Return how long to wait after so many earlier attempts: doubling up to an hour, spread by a fifth."""
    base = settings.DUBAN_RETRY_SECONDS * 2 ** min(attempts, 12)
    wait = min(base, LONGEST_WAIT.total_seconds() * 0.8)
    return timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311 no secret, only a spread
