"""Writing the log: inside the transaction of the act, chained just before it commits."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models, transaction

from audit.context import SYSTEM, Actor, current
from audit.models import Chain, Entry
from core import clock
from core.prepared import Prepared, columns

HASHED_FIELDS = (
    "jurisdiction_id",
    "jurisdiction_name",
    "position",
    "actor_id",
    "actor_name",
    "unit_id",
    "unit_name",
    "action",
    "object_type",
    "object_id",
    "object_name",
    "before",
    "after",
    "reason",
    "origin",
    "request_id",
    "previous_hash",
)
_heads = Prepared(
    lambda government: (
        Chain.objects.select_for_update().filter(jurisdiction_id=government).order_by().values_list(*columns(Chain))
    )
)
_pending: ContextVar[list[Entry] | None] = ContextVar("audit_pending", default=None)


def entry_hash(entry: Entry) -> str:
    """Return the SHA-256 over an entry's own fields and the hash before it, as 64 hex digits."""
    content = {name: getattr(entry, name) for name in HASHED_FIELDS}
    content["at"] = entry.at.astimezone(clock.SHANGHAI).isoformat()
    line = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction with its log: entries recorded inside are chained when the outermost block ends.

    The head of a chain is locked last, so that the acts of a government wait for each other only while committing.
    """
    if _pending.get() is not None:
        with transaction.atomic():
            yield
        return
    pending: list[Entry] = []
    token = _pending.set(pending)
    try:
        with transaction.atomic():
            yield
            _link(pending)
    finally:
        _pending.reset(token)


def record(
    action: str,
    subject: models.Model | None,
    *,
    actor: Actor | None = None,
    jurisdiction: models.Model | None = None,
    chain: tuple[int, str] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Append one entry; call it inside `unit_of_work`, else it is chained at once in a transaction of its own.

    `before` and `after` hold only what changed; values become text, numbers, booleans or null. `chain` is the number
    and name of a government for callers that have no object of it.
    """
    context = current()
    government_id, government = chain or ((jurisdiction.pk, str(jurisdiction)) if jurisdiction is not None else (0, ""))
    who = actor or context.actor or SYSTEM
    entry = Entry(
        jurisdiction_id=government_id,
        jurisdiction_name=government,
        at=clock.real_now(),
        actor_id=who.id,
        actor_name=who.name,
        unit_id=who.unit_id,
        unit_name=who.unit_name,
        action=action,
        object_type=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None else None,
        object_name=str(subject)[:300] if subject is not None else "",
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
        origin=context.origin[:100],
        request_id=context.request_id[:64],
    )
    pending = _pending.get()
    if pending is not None:
        pending.append(entry)
        return
    with transaction.atomic():
        _link([entry])


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain_value(item) for item in value]
    return str(value)


def _link(entries: list[Entry]) -> None:
    for jurisdiction_id in sorted({entry.jurisdiction_id for entry in entries}):
        chain = _locked_chain(jurisdiction_id)
        own = [entry for entry in entries if entry.jurisdiction_id == jurisdiction_id]
        for entry in own:
            chain.length += 1
            entry.position = chain.length
            entry.previous_hash = chain.head
            entry.entry_hash = chain.head = entry_hash(entry)
        Entry.objects.bulk_create(own, batch_size=500)
        chain.save(update_fields=["length", "head"])


def _locked_chain(jurisdiction_id: int) -> Chain:
    rows = _heads.rows(government=jurisdiction_id)
    if not rows:
        # two first acts of a government at once: one makes the row, the other waits for it
        Chain.objects.get_or_create(jurisdiction_id=jurisdiction_id)
        rows = _heads.rows(government=jurisdiction_id)
    return Chain.from_db("default", columns(Chain), rows[0])
