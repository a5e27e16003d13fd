"""Documents without a clause: which numbered paragraphs are measures all the same."""

import re
from functools import cache

from policies.parsing.measures import Draft
from policies.parsing.outline import Outline
from policies.parsing.vocabulary import any_of
from policies.parsing.words import table

_SHORTEST = 12


@cache
def _idle() -> "re.Pattern[str]":
    return re.compile(rf"^[^,。;]{{0,12}}{any_of(table('outline')['sections']['idle'])}$")


@cache
def _closing() -> "re.Pattern[str]":
    return re.compile(any_of(table("outline")["closing"]["words"]))


def without_duties(text: str) -> bool:
    """Whether the words that end the document say that it decides a case and gives no work."""
    return _closing().search(text) is not None


def is_articled(outline: Outline) -> bool:
    """Whether the document is written in articles (第X条)."""
    return sum(item.mark.kind == "article" for item in outline.items) > 0


def draft_commitments(outline: Outline) -> list[Draft]:
    """The lowest numbered paragraphs that are no principle, no look back and no bare heading."""
    idle = {index for index in range(len(outline.items)) if _is_idle(outline, index)}
    drafts = []
    for index, item in enumerate(outline.items):
        if item.children or index in idle or idle.intersection(outline.ancestors(index)):
            continue
        start, stop = outline.heading(index)
        if item.end - start < _SHORTEST:
            continue
        drafts.append(Draft(index, True, (start, stop), item.mark.start, item.end, None))
    return drafts


def _is_idle(outline: Outline, index: int) -> bool:
    start, stop = outline.heading(index)
    return stop - start < 30 and _idle().match(outline.text[start:stop]) is not None
