"""The stretches of an outline that end in a clause, and the clauses on lines of their own."""

import re
from dataclasses import dataclass
from functools import cache

from policies.parsing.lexicon import Lexicon
from policies.parsing.outline import Outline
from policies.parsing.responsibility.clauses import Found, Unread, find_clauses, merge
from policies.parsing.responsibility.grammar import read_clause
from policies.parsing.words import alternatives, table

_LINE = 60
_DATE = re.compile(r"\s*(?:\d{4}|[〇○零一二三四五六七八九]{4})年")
_ANSWERS = re.compile("牵头|责任|落实|配合|实施")
RECORD = re.compile(r"\s*(?:项目|任务|事项|工作|工程|问题|课题|实事)(?:名称)?\s*:\s*")


@dataclass(slots=True)
class Segment:
    """Text that ends in a clause: blocks `first` to `last`."""

    start: int
    first: int
    last: int
    found: Found


@cache
def remark() -> "re.Pattern[str]":
    """How a paragraph begins that speaks of all that was listed above it."""
    return re.compile(alternatives(table("outline")["closing"]["remarks"]))


def segments_of(outline: Outline, lexicon: Lexicon, misread: list[Unread]) -> dict[int | None, list[Segment]]:
    """The clauses of each item with the text before them; words that look like a clause are added to `misread`."""
    per_item: dict[int | None, list[Segment]] = {}
    text = outline.text
    open_start: dict[int | None, tuple[int, int]] = {}
    for index, block in enumerate(outline.blocks):
        found, unread = find_clauses(text, block.start, block.end, lexicon)
        if not found and (more := _listed_on(outline, index, per_item.get(block.item) or [], lexicon)):
            per_item[block.item][-1].found.clause.statements[-1].names += more.clause.units
            per_item[block.item][-1].found.end, per_item[block.item][-1].last = more.end, index
            if block.item is not None and index + 1 < len(outline.blocks):
                open_start[block.item] = (outline.blocks[index + 1].start, index + 1)
            continue
        misread += unread
        segments = per_item.setdefault(block.item, [])
        if block.item is None or block.item not in open_start:
            begun = open_start.get(block.item) if block.item is not None else None
            open_start[block.item] = begun or (block.start, index)
        for clause in found:
            if _take(outline, index, segments, clause, opened=open_start[block.item], misread=misread):
                open_start[block.item] = (clause.end, index)
        if found and text[found[-1].end : block.end].strip(" 。;,.") == "":
            open_start.pop(block.item)
            if block.item is not None and index + 1 < len(outline.blocks):
                open_start[block.item] = (outline.blocks[index + 1].start, index + 1)
    return per_item


def _take(
    outline: Outline,
    index: int,
    segments: list[Segment],
    found: Found,
    *,
    opened: tuple[int, int],
    misread: list[Unread],
) -> bool:
    """Add a clause to the segments of its item; False where it tells nothing about anybody."""
    text, (start, first) = outline.text, opened
    alone = outline.blocks[index].item is None and index > 0
    if not text[start : found.start].strip(" \n。;,"):
        if segments and remark().match(text[found.start : found.start + 8]):
            misread.append(Unread(found.start, found.end))
        elif alone and (above := _above(outline, index, segments, found)) is not None:
            segments.append(Segment(outline.blocks[above].start, above, index, found))
        elif segments:
            _extend(segments[-1], found, index)
        elif alone:
            return False
        if segments:
            return True
    if not found.clause.units and not found.clause.blankets:
        return False
    segments.append(Segment(start, first, index, found))
    return True


def _listed_on(outline: Outline, index: int, segments: list[Segment], lexicon: Lexicon) -> Found | None:
    """A line of nothing but units right behind a labelled clause goes on with its list; a signature does not."""
    text, block = outline.text, outline.blocks[index]
    last = segments[-1] if segments else None
    if last is None or last.last != index - 1 or not last.found.clause.labelled or block.end - block.start > _LINE:
        return None
    if text[last.found.end : block.start].strip() or not last.found.clause.statements:
        return None
    following = outline.blocks[index + 1] if index + 1 < len(outline.blocks) else None
    if following is None or _DATE.match(text, following.start, min(following.end, following.start + _LINE)):
        return None
    clause = read_clause(text, block.start, block.end, lexicon, last.found.clause.statements[-1].act)
    whole = clause.units and not clause.doubts and not clause.times and clause.units[0].start == block.start
    listed = "".join(name.text for name in clause.units) == re.sub("[、, ]", "", text[block.start : block.end])
    return Found(block.start, block.end, clause) if whole and listed else None


def _above(outline: Outline, index: int, segments: list[Segment], found: Found) -> int | None:
    """The unnumbered paragraph that a clause on a line of its own belongs to: the name of the record, or the last."""
    text = outline.text
    if not found.clause.units or not _ANSWERS.search(text, found.start, found.start + 8):  # the page's own 主办单位:…
        return None
    low = segments[-1].last + 1 if segments else 0
    own = [at for at in range(low, index) if outline.blocks[at].item is None]
    named = [at for at in own if RECORD.match(text, outline.blocks[at].start)]
    above = named or own
    return above[-1] if above else None


def _extend(segment: Segment, found: Found, index: int) -> None:
    merge(segment.found, found)
    segment.last = index
