"""What holds beyond one clause: notes on the lead, blanket duties, and aliases, wherever a document prints them."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from policies.parsing.lexicon import Lexicon
from policies.parsing.measures import Draft
from policies.parsing.responsibility.clauses import Found
from policies.parsing.responsibility.forms import Blanket, Note, words
from policies.parsing.responsibility.notes import read_blanket, read_note

_SENTENCE = re.compile(r"[^。;\n]+")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class InForce:
    """A note and the stretch of text it governs."""

    note: Note
    start: int
    end: int


def notes_of(text: str, drafts: list[Draft]) -> list[InForce]:
    """The notes of a document in printed order.

    A note inside a clause governs that clause, with 下同 all that follow; one that stands alone governs the whole
    document, or what follows where it says so.
    """
    clauses = [draft.found for draft in drafts if draft.found]
    found = [
        InForce(note, clause.start, len(text) if note.onwards else clause.end)
        for clause in clauses
        if (note := clause.clause.note)
    ]
    for start, end in _sentences_with(text, words().note_first, words().note_sign, words().note_marked):
        if _inside(clauses, start):
            continue
        note = read_note(text, start, end)
        if note and re.search("单位|部门", text[note.start : note.end]):
            found.append(InForce(note, 0 if not note.onwards else note.start, len(text)))
    return sorted(found, key=lambda state: state.start)


def blankets_of(text: str, drafts: list[Draft], lexicon: Lexicon) -> list[Blanket]:
    """The blanket duties of a document, from clauses and from sentences of their own."""
    clauses = [draft.found for draft in drafts if draft.found]
    found = [blanket for clause in clauses for blanket in clause.clause.blankets]
    for start, end in _sentences_with(text, words().blanket_closing):
        if _inside(clauses, start):
            continue
        if blanket := read_blanket(text, start, end, lexicon):
            found.append(blanket)
    return found


def _inside(clauses: list[Found], place: int) -> bool:
    """Whether a place lies in one of the clauses, which stand in printed order."""
    before = bisect_right(clauses, place, key=lambda clause: clause.start)
    return before > 0 and place < clauses[before - 1].end


def _sentences_with(text: str, *patterns: "re.Pattern[str]") -> list[tuple[int, int]]:
    """The sentences that hold a word of the patterns, each once."""
    spots = sorted({match.start() for pattern in patterns for match in pattern.finditer(text)})
    found: list[tuple[int, int]] = []
    for spot in spots:
        if found and spot < found[-1][1]:
            continue
        start = max(text.rfind(mark, max(0, spot - _LONGEST), spot) for mark in "。;\n") + 1
        if not start and spot > _LONGEST:
            continue
        # one character more than a sentence may have tells whether it ends in time
        sentence = _SENTENCE.match(text, max(start, 0), spot + _LONGEST + 1)
        if sentence and spot < sentence.end() <= spot + _LONGEST:
            stop = text.find(")", spot, sentence.end())
            found.append((start, stop if stop >= 0 and text[start - 1 : start] == "(" else sentence.end()))
    return found
