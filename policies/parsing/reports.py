"""Work reports: the promises of the year ahead, each a topic sentence and what follows it."""

import re
from dataclasses import dataclass
from functools import cache

from policies.parsing.measures import Draft
from policies.parsing.types import Span
from policies.parsing.vocabulary import any_of
from policies.parsing.words import table

_HEADING = re.compile(
    r"(?:(?<=[。!?\s])|^)(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?=\D))"
)
_SENTENCE = re.compile(r"[^。!?\n]+")
_LONGEST_TOPIC = 26
_LONGEST_HEADING = 70


@dataclass(frozen=True, slots=True)
class _Words:
    plan: "re.Pattern[str]"
    past: "re.Pattern[str]"
    idle: "re.Pattern[str]"


@cache
def _words() -> _Words:
    report = table("outline")["report"]
    return _Words(*(re.compile(any_of(report[key])) for key in ("plan", "past", "idle")))


def draft_promises(text: str) -> list[Draft]:
    """The commitments of the part that looks ahead; none where no heading says where that part begins."""
    start = _plan_start(text)
    if start is None:
        return []
    drafts: list[Draft] = []
    marks = [match.start() for match in _HEADING.finditer(text, start)]
    for left, right in zip(marks, [*marks[1:], len(text)], strict=True):
        drafts += _of_area(text, left, right)
    return drafts


def _plan_start(text: str) -> int | None:
    """The first heading that promises, behind the last that looks back."""
    found = None
    for match in _HEADING.finditer(text):
        heading = text[match.end() : match.end() + 40].partition("。")[0]
        if _words().past.search(heading):
            found = None
        elif found is None and _words().plan.search(heading) and re.search(r"\d{4}年|今年|新一年|今后", heading):
            found = match.start()
    return found


def _of_area(text: str, start: int, end: int) -> list[Draft]:
    """The promises under one heading: a short sentence opens each."""
    sentences = [match.span() for match in _SENTENCE.finditer(text, start, end)]
    heading = _heading(text, sentences[0]) if sentences else None
    if heading is None:
        return []
    drafts: list[Draft] = []
    rest = [_bare(text, sentence) for sentence in [(heading[1], sentences[0][1]), *sentences[1:]]]
    rest = [(left, right) for left, right in rest if right - left > 3 and not _words().idle.search(text, left, right)]
    topics = [_is_topic(text, *sentence) for sentence in rest]
    first = topics.index(True) if True in topics else 0
    for (left, right), topic in list(zip(rest, topics, strict=True))[first:]:
        if topic or not drafts:
            drafts.append(Draft(None, False, (left, right), left, right, None, heading=heading))
        else:
            drafts[-1].end = right
    return [draft for draft in drafts if draft.end > draft.title[1] or not _is_topic(text, *draft.title)]


def _bare(text: str, span: Span) -> Span:
    left, right = span
    return right - len(text[left:right].lstrip()), right


def _heading(text: str, sentence: Span) -> Span | None:
    """The printed heading of an area: its first sentence, or what stands before a gap where no mark ends it."""
    start, end = sentence
    if end - start <= _LONGEST_HEADING:
        return sentence
    year = re.compile(r"\d{4}年|是|把|以").search(text, start + 12, min(end, start + _LONGEST_HEADING))
    return (start, year.start()) if year else (start, start + _LONGEST_HEADING)


def _is_topic(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_TOPIC and re.search(r"[\d:;]|,.*,", text[start:end]) is None
