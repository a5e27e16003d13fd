"""From blocks to measures: which paragraph carries which clause, and where each measure begins and ends."""

import re
from dataclasses import dataclass, field

from policies.parsing.lexicon import Lexicon
from policies.parsing.outline import Outline, lead_sentence
from policies.parsing.responsibility.clauses import Found, Unread, merge
from policies.parsing.responsibility.grammar import read_clause
from policies.parsing.segments import RECORD, Segment, remark, segments_of
from policies.parsing.tables import Row, Table
from policies.parsing.types import Span


@dataclass(slots=True)
class Draft:
    """A measure before roles are given: positions are those of the outline's text."""

    item: int | None
    numbered: bool
    title: tuple[int, int]
    start: int
    end: int
    found: Found | None
    doubts: list[str] = field(default_factory=list)
    row: Row | None = None
    heading: Span | None = None


@dataclass(slots=True)
class Drafts:
    """All measures of a document, the clauses of headings by item, and brackets that were not understood."""

    outline: Outline
    measures: list[Draft] = field(default_factory=list)
    headings: dict[int, Found] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)


def draft_measures(outline: Outline, lexicon: Lexicon) -> Drafts:
    """Every paragraph with a clause as a draft, in printed order."""
    drafts = Drafts(outline)
    per_item = segments_of(outline, lexicon, drafts.unread)
    with_clause = {item for item, segments in per_item.items() if segments and item is not None}
    for item, segments in per_item.items():
        if item is None:
            drafts.measures += [_unnumbered(outline, None, segment) for segment in segments]
            continue
        moved = _belongs_to_parent(outline, item, segments, with_clause)
        if moved:
            parent = outline.items[item].parent
            drafts.measures.append(
                _whole(outline, parent if parent is not None else item, segments[0], ["clause.scope"])
            )
            continue
        drafts.measures += _of_item(outline, item, segments, with_clause, drafts)
    grouped = [draft for draft in drafts.measures if "clause.scope" in draft.doubts]
    if len(grouped) > 1:  # the document always writes it so
        for draft in grouped:
            draft.doubts.remove("clause.scope")
    drafts.measures.sort(key=lambda draft: draft.found.start if draft.found else draft.start)
    return drafts


def _unnumbered(outline: Outline, item: int | None, segment: Segment) -> Draft:
    start = segment.start
    while start < segment.found.start and outline.text[start] in " 。;,\n":
        start += 1
    name = RECORD.match(outline.text, start)
    begin = name.end() if name else start
    title = lead_sentence(outline.text, begin, min(segment.found.start, outline.blocks[segment.first].end))
    return Draft(item, False, title, start, _end(outline, segment), segment.found)


def _end(outline: Outline, segment: Segment) -> int:
    """Behind the clause and the marks that close its sentence."""
    end, limit = segment.found.end, outline.blocks[segment.last].end
    while end < limit and outline.text[end] in "。;,. ":
        end += 1
    return end


def _whole(outline: Outline, item: int, segment: Segment, doubts: list[str]) -> Draft:
    start, stop = outline.heading(item)
    stop = min(stop, segment.found.start) if segment.found.start > start else stop
    return Draft(
        item, True, (start, stop), outline.items[item].mark.start, _end(outline, segment), segment.found, doubts
    )


def is_heading(outline: Outline, item: int, found: Found | None = None) -> bool:
    """Whether the item's first block is a heading alone, without a sentence of its own."""
    block = outline.blocks[outline.items[item].blocks[0]]
    stop = found.start if found and block.start <= found.start < block.end else block.end
    return not re.search("[。;]", outline.text[block.start : stop].rstrip("。 "))


def _of_item(
    outline: Outline, item: int, segments: list[Segment], with_clause: set[int], drafts: Drafts
) -> list[Draft]:
    first_block = outline.items[item].blocks[0]
    if segments and segments[0].last == first_block and is_heading(outline, item, segments[0].found):
        clause = segments[0].found.clause
        below = any(other in with_clause for other in outline.descendants(item))
        if below and all(statement.act == "lead" for statement in clause.statements) and not clause.blankets:
            drafts.headings[item] = segments[0].found
            segments = segments[1:]
    apart = len(segments) > 1 and is_heading(outline, item) and all(s.last > first_block for s in segments)
    if apart and len({segment.last for segment in segments}) == len(segments):
        return [_body(outline, item, segment) for segment in segments]
    made: list[Draft] = []
    for number, segment in enumerate(segments):
        if number == 0:
            made.append(_whole(outline, item, segment, []))
            if len(segments) == 1 and (last := _body_behind(outline, item, segment, with_clause)) is not None:
                made[-1].end = outline.blocks[last].end
        else:
            draft = _unnumbered(outline, item, segment)
            # a paragraph of its own has no number, nor has anything further in it
            draft.numbered = made[-1].numbered and segment.first == segments[number - 1].last
            made.append(draft)
    return made


def _body_behind(outline: Outline, item: int, segment: Segment, with_clause: set[int]) -> int | None:
    """The last block of what a clause under a heading governs: the body and the items that follow it."""
    text = outline.text
    _, stop = outline.heading(item)
    if text[stop : segment.found.start].strip() or not is_heading(outline, item, segment.found):
        return None
    below = set(outline.descendants(item))
    if below & with_clause:
        return None
    last = None
    for index in range(segment.last + 1, len(outline.blocks)):
        block = outline.blocks[index]
        words = text[block.start : block.end].rstrip()
        heads = block.item is not None and outline.items[block.item].blocks[0] == index
        if (block.item != item and block.item not in below) or not (heads or words.endswith(("。", ";", ":", ")"))):
            break
        if not heads and remark().match(words.lstrip()):
            break
        last = index
    return last


def _body(outline: Outline, item: int, segment: Segment) -> Draft:
    """An unnumbered paragraph under a heading."""
    first = max(segment.first, outline.items[item].blocks[0] + 1)
    segment.start = max(segment.start, outline.blocks[first].start)
    segment.first = first
    return _unnumbered(outline, item, segment)


def _belongs_to_parent(outline: Outline, item: int, segments: list[Segment], with_clause: set[int]) -> bool:
    """A clause on a line of its own behind the last of several items without one is the group's."""
    parent = outline.items[item].parent
    if parent is None or len(segments) != 1 or parent in with_clause:
        return False
    kin = outline.items[parent].children
    carried = with_clause.intersection(outline.descendants(parent)) - {item}
    if kin[-1] != item or len(kin) < 2 or carried:
        return False
    segment = segments[0]
    block = outline.blocks[segment.last]
    return segment.last > outline.items[item].blocks[0] and segment.found.start == block.start


def draft_rows(outline: Outline, tables: list[Table], lexicon: Lexicon) -> list[Draft]:
    """The rows of task tables as drafts."""
    return [_of_row(outline, row, lexicon) for table in tables for row in table.rows if row.tasks or row.details]


def _of_row(outline: Outline, row: Row, lexicon: Lexicon) -> Draft:
    text = outline.text
    words = (row.tasks or row.details)[0]
    found: Found | None = None
    for act, (start, end) in row.units:
        cell = Found(start, end, read_clause(text, start, end, lexicon, act))
        if found is None:
            found = cell
        else:
            merge(found, cell)
    item = next((block.item for block in reversed(outline.blocks) if block.end <= row.start), None)
    doubts = [] if row.complete else ["clause.table"]
    if (found is None or not found.clause.units) and not doubts:
        doubts.append("clause.table")
    return Draft(item, False, lead_sentence(text, *words), row.start, row.end, found, doubts, row)


def without_clause(drafts: Drafts) -> list[int]:
    """Items without a clause of which most siblings carry one, or any where the heading above names who leads."""
    items = drafts.outline.items
    carrying = {draft.item for draft in drafts.measures if draft.found and draft.numbered}
    covered = {draft.item for draft in drafts.measures}
    found: list[int] = []
    siblings: dict[int | None, list[int]] = {}
    for index, item in enumerate(items):
        siblings.setdefault(item.parent, []).append(index)
    for parent, kin in siblings.items():
        holding = sum(index in carrying for index in kin)
        if parent not in drafts.headings and (len(kin) < 3 or holding * 2 <= len(kin)):
            continue
        kinds = {items[index].mark.kind for index in kin if index in carrying}
        found += [
            index
            for index in kin
            if index not in covered and items[index].mark.kind in kinds and not _covers(drafts, index, covered)
        ]
    return found


def _covers(drafts: Drafts, index: int, covered: set[int | None]) -> bool:
    """Whether an item below carries a clause."""
    return any(child in covered or _covers(drafts, child, covered) for child in drafts.outline.items[index].children)
