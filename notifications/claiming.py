"""Claiming: which rows of the outbox a sender may take now, each under a lease and a fencing number."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from core import clock
from core.checkpoints import checkpoint
from notifications import pacing
from notifications.channels import CHANNELS
from notifications.models import Delivery, DeliveryQuerySet, DeliveryState, Lane

# attempts whose answer was lost, before a person has to decide
UNKNOWN_LIMIT = 2
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row held until `deadline` (monotonic seconds) under a number."""

    row: Delivery
    number: int
    deadline: float


def settle_lost() -> int:
    """Note the rows whose holder vanished while sending as unknown, and free them for another attempt."""
    now = clock.real_now()
    lost = Delivery.objects.lost(now)
    if not lost.exists():
        return 0
    return lost.update(
        state=Case(
            When(unknown_attempts__gte=UNKNOWN_LIMIT - 1, then=Value(DeliveryState.UNKNOWN)),
            default=Value(DeliveryState.PLANNED),
        ),
        unknown_at=now,
        unknown_attempts=F("unknown_attempts") + 1,
        lease_number=F("lease_number") + 1,
        checked_at=None,
        sending_at=None,
        retry_after=now,
        last_error="发送途中进程中断，结果不明",
    )


def claim(channel_name: str, *, limit: int) -> list[Claim]:
    """Take up to `limit` due rows, earliest due date first, leaving what others hold and what waits for a lane."""
    now = clock.real_now()
    lease = timedelta(seconds=settings.DUBAN_LEASE_SECONDS)
    deadline = time.monotonic() + lease.total_seconds()
    with transaction.atomic():
        held = _lanes_held(channel_name, now)
        due = (
            Delivery.objects.free(now)
            .filter(channel=channel_name)
            .exclude(endpoint_id__in=[int(name.partition(":")[2]) for name in held if ":" in name])
            .order_by(F("priority").asc(nulls_last=True), "id")
        )
        rows = _pick(due, channel_name, 0 if channel_name in held else limit, now)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=DeliveryState.CLAIMED,
            lease_until=now + lease,
            lease_number=F("lease_number") + 1,
            attempts=F("attempts") + 1,
            sending_at=None,
        )
    checkpoint("claimed")
    return [Claim(row, row.lease_number + 1, deadline) for row in _with_messages(rows)]


def _with_messages(rows: Sequence[Delivery]) -> list[Delivery]:
    known = Delivery.objects.select_related("message__recipient", "endpoint").in_bulk([row.pk for row in rows])
    for row in rows:
        row.message, row.endpoint = known[row.pk].message, known[row.pk].endpoint
    return list(rows)


def _lanes_held(channel_name: str, now: datetime) -> set[str]:
    lanes = Lane.objects.filter(Q(name=channel_name) | Q(name__startswith=f"{channel_name}:"))
    # a hold farther away than the longest one was set before the clock was put back
    return set(lanes.filter(hold_until__gt=now, hold_until__lte=now + LONGEST_WAIT).values_list("name", flat=True))


def _pick(due: DeliveryQuerySet, channel_name: str, limit: int, now: datetime) -> list[Delivery]:
    """Return the locked rows to be taken; a robot is given no more than its limit a minute, whatever others wait for.

    Claimers of a channel with a limit wait for each other, so that they count one after another.
    """
    per_minute = CHANNELS[channel_name].per_minute
    if not per_minute:
        return list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
    lane, _ = Lane.objects.get_or_create(name=channel_name)
    Lane.objects.select_for_update().get(pk=lane.pk)
    given = pacing.given_lately(channel_name, now)
    open_ones = due.exclude(endpoint_id__in=[pk for pk, count in given.items() if count >= per_minute])
    taken = []
    for row in open_ones.select_for_update(skip_locked=True, of=("self",))[:limit]:
        # a row without an address is taken and recorded as failed: it reaches no robot
        if row.endpoint_id is not None:
            if given[row.endpoint_id] >= per_minute:
                continue
            given[row.endpoint_id] += 1
        taken.append(row)
    return taken
