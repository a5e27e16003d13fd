"""Sentences of a clause that are no lists: notes on the lead, and blanket duties."""

import re

from policies.parsing.brackets import split_top
from policies.parsing.lexicon import Lexicon
from policies.parsing.responsibility.forms import SEPARATORS, Blanket, Note, words
from policies.parsing.responsibility.names import read_names
from policies.parsing.responsibility.shapes import Name, is_unit

_COMMA = re.compile(",")
_ALL = re.compile("所有|全部|各项|上述|以上|本文件|其他|其余")


def read_note(text: str, start: int, end: int) -> Note | None:
    """The note in a sentence that says how the lead is printed, if there is one."""
    patterns = words()
    if not patterns.note_lead.search(text, start, end):
        return None
    spots = (patterns.note_first.search(text, start, end), patterns.note_sign.search(text, start, end))
    marked = patterns.note_marked.search(text, start, end)
    first = next((spot for spot in (*spots, marked) if spot), None)
    if first is None:
        return None
    begin = max(start, 1 + max(text.rfind(mark, start, first.start() + 1) for mark in ",;。("))
    if not re.search("[为是系即]|牵头", text[begin:end]):
        return None
    sign = spots[1].group("sign") if spots[1] else None
    onwards = patterns.note_onwards.search(text, begin, end) is not None
    return Note(begin, end, onwards, sign, marked is not None and spots[0] is None and sign is None)


def blanket_start(text: str, start: int, end: int) -> int:
    """Where a blanket duty begins behind a list of the same sentence: A、B负责,以下均需C落实; else `start`."""
    patterns = words()
    spread = patterns.blanket_all.search(text, start, end)
    if spread is None:
        return start
    for left, _, _ in reversed(split_top(text, _COMMA, start, end)):
        if start < left <= spread.start():
            own = text[left : spread.start()].strip()
            # names before 均需 belong to the blanket duty itself, words such as 以下措施 say where it holds
            return left if not own or patterns.blanket_after.search(own) or _ALL.match(own) else start
    return start


def read_blanket(text: str, start: int, end: int, lexicon: Lexicon) -> Blanket | None:
    """The blanket duty of a sentence: 所有措施均需X、Y落实,不再单独列出."""
    patterns = words()
    closing = patterns.blanket_closing.search(text, start, end)
    spread = patterns.blanket_all.search(text, start, end)
    if spread is None:
        return None
    verbs = list(patterns.blanket_verb.finditer(text, spread.end(), closing.start() if closing else end))
    verb = verbs[-1] if verbs else None
    if spread.group() in ("均为", "都为", "均是", "均列为"):
        list_start, list_end = start, spread.start()
    else:
        list_start, list_end = spread.end(), verb.start() if verb else (closing.start() if closing else end)
    if closing is None and not (verb and verb.end() >= end - 2):
        return None
    pieces = [
        Name(text[left:right], left, right)
        for left, right in (_trim(text, a, b) for a, b, _ in split_top(text, SEPARATORS, list_start, list_end))
        if right > left
    ]
    names, _ = read_names(pieces, text, lexicon)
    units = tuple(name for name in names if is_unit(name.text, lexicon))
    if not units or (closing is None and len(units) < len(names)):
        return None
    return Blanket(start, end, units, patterns.blanket_after.search(text, start, spread.start()) is not None)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n由":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return start, end
