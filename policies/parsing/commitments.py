"""Documents without a clause: which numbered paragraphs are measures all the same."""

import re
from functools import cache

from policies.parsing.inline import leads_in_text, opens_with_units
from policies.parsing.lexicon import Lexicon
from policies.parsing.measures import Draft, Drafts
from policies.parsing.outline import Outline, lead_sentence
from policies.parsing.vocabulary import any_of
from policies.parsing.words import table

_SHORTEST = 12


@cache
def _idle() -> "re.Pattern[str]":
    return re.compile(rf"^[^,。;]{{0,12}}{any_of(table('outline')['sections']['idle'])}$")


@cache
def _closing() -> "re.Pattern[str]":
    return re.compile(any_of(table("outline")["closing"]["words"]))


@cache
def _explains() -> "re.Pattern[str]":
    return re.compile(any_of(table("outline")["closing"]["explains"]))


def without_duties(text: str) -> bool:
    """Whether the words that end the document say that it decides a case and gives no work."""
    return _closing().search(text) is not None


def is_articled(outline: Outline) -> bool:
    """Whether the document is written in articles (第X条)."""
    return sum(item.mark.kind == "article" for item in outline.items) > 0


def draft_commitments(outline: Outline, lexicon: Lexicon) -> list[Draft]:
    """The lowest numbered paragraphs that are no principle, no look back and no bare heading.

    Unnumbered paragraphs that open with their unit (市财政局:负责资金保障) are taken too.
    """
    named = [
        Draft(block.item, False, lead_sentence(outline.text, block.start, block.end), block.start, block.end, None)
        for index, block in enumerate(outline.blocks)
        if not _is_first(outline, index) and opens_with_units(outline.text, block.start, block.end, lexicon)
    ]
    with_named = {draft.item for draft in named}
    return sorted([*_numbered(outline, with_named), *named], key=lambda draft: draft.start)


def draft_beside(drafts: Drafts, lexicon: Lexicon, *, all_duties: bool) -> list[Draft]:
    """Numbered paragraphs beside measures with a clause that say in running text who leads: 由A牵头,B配合,建立….

    They bear the same kind of number as those measures and have no clause at, above or below them; with `all_duties`
    (minutes of a meeting) every such paragraph is one. Their units are suggestions, as all that running text gives.
    """
    outline = drafts.outline
    covered = {draft.item for draft in drafts.measures}
    kinds = {
        outline.items[draft.item].mark.kind for draft in drafts.measures if draft.numbered and draft.item is not None
    }
    return [
        draft
        for draft in _numbered(outline, covered)
        if draft.item is not None
        and draft.item not in covered
        and outline.items[draft.item].mark.kind in kinds
        and not covered.intersection(outline.ancestors(draft.item))
        and (all_duties or _is_led(outline, draft, lexicon))
    ]


def _is_led(outline: Outline, draft: Draft, lexicon: Lexicon) -> bool:
    """Whether running text names a lead, and not only who explains the document."""
    if _explains().search(outline.text, draft.start, draft.end):
        return False
    start = outline.items[draft.item].mark.end if draft.item is not None else draft.start
    return leads_in_text(outline.text, start, draft.end, lexicon)


def _is_first(outline: Outline, index: int) -> bool:
    """Whether the block holds the number of its item."""
    item = outline.blocks[index].item
    return item is not None and outline.items[item].blocks[0] == index


def _numbered(outline: Outline, with_named: set[int | None]) -> list[Draft]:
    idle = {index for index in range(len(outline.items)) if _is_idle(outline, index)}
    drafts = []
    for index, item in enumerate(outline.items):
        if item.children or index in idle or index in with_named or idle.intersection(outline.ancestors(index)):
            continue
        start, stop = outline.heading(index)
        if item.end - start < _SHORTEST:
            continue
        drafts.append(Draft(index, True, (start, stop), item.mark.start, item.end, None))
    return drafts


def _is_idle(outline: Outline, index: int) -> bool:
    start, stop = outline.heading(index)
    return stop - start < 30 and _idle().match(outline.text[start:stop]) is not None
