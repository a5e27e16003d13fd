"""Is the log as it was written? Walks each chain from its first row and names the first that does not fit.

The head of a chain stands in the same database, so whoever may rewrite everything may rewrite it too: against that,
anchors (length and head at a moment) are kept in a file elsewhere and compared.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Max

from audit.models import Chain, Entry
from audit.services import entry_hash
from core import clock

START = "0" * 64
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Break:
    """The first row of a chain that is not as it was written."""

    jurisdiction_id: int
    position: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The length and head of a chain at a moment."""

    jurisdiction_id: int
    length: int
    head: str
    at: str = ""


def chain_ids(jurisdiction: str = "") -> list[int]:
    """Return the chains to look at: all, or that of one government by its number or its name in the log."""
    if not jurisdiction:
        heads = Chain.objects.values_list("jurisdiction_id", flat=True)
        rows = Entry.objects.order_by().values_list("jurisdiction_id", flat=True).distinct()
        return sorted({*heads, *rows})
    if jurisdiction.isdecimal():
        return [int(jurisdiction)]
    named = Entry.objects.filter(jurisdiction_name=jurisdiction).order_by()
    return sorted(named.values_list("jurisdiction_id", flat=True).distinct())


def verify_chain(jurisdiction_id: int, anchors: Iterable[Anchor] = ()) -> Break | None:
    """Return the first break of one chain, None when every row, the head and every anchor fit.

    What others append meanwhile lies beyond the head that was read first and is left to the next check.
    """
    stated = Chain.objects.filter(pk=jurisdiction_id).first() or Chain(jurisdiction_id, length=0, head=START)
    wanted = {one.length: one for one in anchors if one.jurisdiction_id == jurisdiction_id}
    rows = Entry.objects.filter(jurisdiction_id=jurisdiction_id).order_by("position")
    previous, length = START, 0
    for entry in rows.filter(position__lte=stated.length).iterator(CHUNK):
        found = _row(entry, previous, length + 1)
        if found is not None:
            return found
        previous, length = entry.entry_hash, length + 1
        anchor = wanted.pop(length, None)
        if anchor is not None and anchor.head != previous:
            message = f"第 {length} 条与 {anchor.at} 留存的锚点不符，链被整体改写"
            return Break(jurisdiction_id, length, "anchor", message)
    beyond = max([*wanted, stated.length])
    if beyond > length:
        return Break(jurisdiction_id, length + 1, "truncated", f"第 {length + 1} 条起被截去，原有 {beyond} 条")
    if stated.head != previous:
        return Break(jurisdiction_id, length, "head", f"链首与第 {length} 条不符，链首被改动")
    return _unlinked(jurisdiction_id)


def _unlinked(jurisdiction_id: int) -> Break | None:
    """Return the first row beyond the head; the head is read last, so that rows being appended are never one."""
    newest = Entry.objects.filter(jurisdiction_id=jurisdiction_id).aggregate(last=Max("position"))["last"] or 0
    length = Chain.objects.filter(pk=jurisdiction_id).values_list("length", flat=True).first() or 0
    if newest <= length:
        return None
    return Break(jurisdiction_id, length + 1, "head", f"第 {length + 1} 条在链首之后，有记录未经程序写入")


def _row(entry: Entry, previous: str, position: int) -> Break | None:
    where = f"{entry.at:%Y-%m-%d %H:%M} {entry.actor_name} {entry.action} {entry.object_name}".strip()
    if entry.position != position:
        message = f"第 {position} 条缺失（之后是第 {entry.position} 条：{where}）"
        return Break(entry.jurisdiction_id, position, "missing", message)
    if entry_hash(entry) != entry.entry_hash:
        return Break(entry.jurisdiction_id, position, "edited", f"第 {position} 条内容被改动：{where}")
    if entry.previous_hash != previous:
        return Break(entry.jurisdiction_id, position, "order", f"第 {position} 条与前一条不相接：{where}")
    return None


def heads(ids: Iterable[int]) -> list[Anchor]:
    """Return the anchors of chains as they stand."""
    now = clock.local(clock.real_now()).isoformat(timespec="seconds")
    rows = Chain.objects.filter(pk__in=list(ids)).order_by("pk")
    return [Anchor(row.jurisdiction_id, row.length, row.head, now) for row in rows]


def append_anchors(path: Path, anchors: Iterable[Anchor]) -> None:
    """Append anchors to a file, one JSON object a line; keep the file where the database's keeper cannot write."""
    with path.open("a", encoding="utf-8") as out:
        for one in anchors:
            out.write(json.dumps({"at": one.at, "chain": one.jurisdiction_id, "length": one.length, "head": one.head}))
            out.write("\n")


def read_anchors(path: Path) -> list[Anchor]:
    """Return the anchors of a file; ValueError names the first line that is none."""
    return list(_lines(path))


def _lines(path: Path) -> Iterator[Anchor]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found: dict[str, Any] = json.loads(line)
                yield Anchor(int(found["chain"]), int(found["length"]), str(found["head"]), str(found["at"]))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"第 {number} 行不是锚点") from error
