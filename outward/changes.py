"""The feed for those who poll: what changed since a cursor.

A cursor names for each government the last position its reader has. Positions are given under the lock of the chain's
head, held until the commit (`audit.services`): whoever sees position 7 sees 1 to 6, and nothing is ever inserted below
it. So a reader that goes on from the last position loses nothing, however many write at once.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, QuerySet

from accounts.access import access_of
from accounts.models import User
from audit.models import Chain, Entry
from core import clock
from core.exceptions import DomainError
from outward.events import Event, HasScope, visible_events

NOW = "now"
BATCH = 500
# entries looked at in one answer: a reader who may see few of them is answered soon, and told to go on
MOST_SCANNED = 2000
MOST_GOVERNMENTS = 100
_CURSOR = re.compile(r"[1-9]\d{0,17}-\d{1,18}(?:\.[1-9]\d{0,17}-\d{1,18})*")
WRONG = "须为上次答复中的 next、日期、带时区的时刻，或 now。"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer; `next` goes on where it ends, and is worth asking at once when there is more."""

    events: list[Event]
    next: str
    has_more: bool


def read(user: User, since: str, *, has_scope: HasScope, limit: int, types: Collection[str] = ()) -> Page:
    """Return up to `limit` events after `since` (empty: from the very first), in the order of each government.

    Raises `DomainError` for a cursor that is none, or that is ahead of the log (which came back from a backup).
    """
    governments = sorted(access_of(user).any)
    lengths = dict(Chain.objects.filter(pk__in=governments).values_list("pk", "length"))
    places = dict(_places(since, lengths))
    ahead = [pk for pk in governments if places.get(pk, 0) > lengths.get(pk, 0)]
    if ahead:
        message = "游标在记录之后：数据可能已从备份恢复，请从头读取（不带 since）。"
        raise DomainError("outward.cursor_ahead", message, fields={"since": [message]})
    events: list[Event] = []
    scanned = 0
    for government in governments:
        at = places.get(government, 0)
        while at < lengths.get(government, 0) and len(events) < limit and scanned < MOST_SCANNED:
            entries = list(after(government, at)[:BATCH])
            if not entries:
                break
            scanned += len(entries)
            found = [one for one in visible_events(user, entries, has_scope) if not types or one.type in types]
            taken = found[: limit - len(events)]
            events += taken
            at = taken[-1].position if len(taken) < len(found) else entries[-1].position
        places[government] = at
    more = any(places.get(pk, 0) < lengths.get(pk, 0) for pk in governments)
    return Page(events, ".".join(f"{pk}-{at}" for pk, at in sorted(places.items())) or NOW, more)


def after(government: int, position: int) -> QuerySet[Entry]:
    """Return a government's entries after a position, in their order; uses `audit_entry_position_once`."""
    rows = Entry.objects.filter(jurisdiction_id=government, position__gt=position).order_by("position")
    return rows.defer("previous_hash", "entry_hash", "reason")


def _places(since: str, lengths: Mapping[int, int]) -> Mapping[int, int]:
    if not since:
        return {}
    if since == NOW:
        return lengths
    if _CURSOR.fullmatch(since) and since.count(".") < MOST_GOVERNMENTS:
        pairs = (part.split("-") for part in since.split("."))
        return {int(government): int(position) for government, position in pairs}
    return _from_moment(_moment(since), lengths)


def _moment(since: str) -> datetime:
    try:
        if len(since) == 10:
            return clock.day_bounds(date.fromisoformat(since))[0]
        # a plus sign that was not encoded arrives as a space
        moment = datetime.fromisoformat(since.replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise DomainError("outward.since_invalid", f"since {WRONG}", fields={"since": [WRONG]}) from error
    if moment.tzinfo is None:
        raise DomainError("outward.since_invalid", f"since {WRONG}", fields={"since": [WRONG]})
    return moment


def _from_moment(moment: datetime, lengths: Mapping[int, int]) -> dict[int, int]:
    """Return the places just before the first entry of a moment or later.

    Entries bear the time of the act and are ordered by commit: the smallest position of what is not older leaves out
    nothing.
    """
    rows = Entry.objects.filter(jurisdiction_id__in=list(lengths), at__gte=moment).order_by()
    first = dict(rows.values_list("jurisdiction_id").annotate(first=Min("position")))
    return {pk: first[pk] - 1 if pk in first else length for pk, length in lengths.items()}
