"""What happened, as a system outside hears of it: an entry of the log, cut down to what its reader may see."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access import access_of
from accounts.models import User
from audit.models import Entry
from audit.words import action_word
from outward.kinds import KINDS, Found, Kind

HasScope = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Event:
    """One act on one object; `position` counts the acts of its government without gaps, in the order they came true."""

    jurisdiction: int
    position: int
    type: str
    title: str
    at: datetime
    object_kind: str
    object_id: int
    object_name: str
    object_url: str
    task: int | None
    actor_name: str
    unit_name: str
    from_state: str
    to_state: str

    @property
    def id(self) -> str:
        """Return the number that makes a copy recognisable: the same for everybody and for ever."""
        return f"{self.jurisdiction}-{self.position}"

    @property
    def subject(self) -> str:
        """Return what the event is in order with: everything of one matter is told in its order."""
        return f"task:{self.task}" if self.task else f"{self.object_kind}:{self.object_id}"

    def as_json(self) -> dict[str, Any]:
        """Return the event as it leaves the house."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "at": self.at.isoformat(),
            "jurisdiction": self.jurisdiction,
            "object": {
                "kind": self.object_kind,
                "id": self.object_id,
                "name": self.object_name,
                "url": self.object_url,
            },
            "task": self.task,
            "actor_name": self.actor_name,
            "unit_name": self.unit_name,
            "from_state": self.from_state,
            "to_state": self.to_state,
        }


def visible_events(user: User, entries: Sequence[Entry], has_scope: HasScope) -> list[Event]:
    """Return the events among entries of the log that a person may hear of now, in the entries' order.

    `has_scope` says which scopes the token at hand carries. At most one query a kind of object.
    """
    access = access_of(user)
    asked: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        kind = KINDS.get(entry.object_type)
        if kind is not None and entry.object_id is not None and has_scope(kind.scope):
            asked[entry.object_type].add(entry.object_id)
    found = {
        name: {pk: Found(task, unit) for pk, task, unit in KINDS[name].read(user, ids)} for name, ids in asked.items()
    }
    events = []
    for entry in entries:
        known = found.get(entry.object_type, {}).get(entry.object_id or 0)
        if known and KINDS[entry.object_type].admits(access, entry.jurisdiction_id, entry.action, known):
            events.append(_event(entry, KINDS[entry.object_type], known))
    return events


def _event(entry: Entry, kind: Kind, found: Found) -> Event:
    return Event(
        jurisdiction=entry.jurisdiction_id,
        position=entry.position,
        type=entry.action,
        title=action_word(entry.action),
        at=entry.at,
        object_kind=kind.name,
        object_id=entry.object_id or 0,
        object_name=entry.object_name,
        object_url=f"/api/v1/{kind.address}/{entry.object_id}/",
        task=found.task,
        actor_name=entry.actor_name,
        unit_name=entry.unit_name,
        from_state=str(entry.before.get("state") or ""),
        to_state=str(entry.after.get("state") or ""),
    )
