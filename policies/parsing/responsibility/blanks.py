"""Blanks that cut a name, as scanned text has them: 市发展 改革委."""

import re

from policies.parsing.lexicon import Lexicon
from policies.parsing.responsibility.forms import words
from policies.parsing.responsibility.shapes import cuts_field, is_field, is_person, is_unit

_HALF = re.compile("[一-龥][一-龥 ]{0,14}")
_AREA = re.compile("[省市县区州旗盟镇乡各国](?=[一-龥]{2})|等|和|及|与|有关|相关")


def mended(text: str, pieces: list[tuple[int, int, str]], lexicon: Lexicon) -> list[tuple[int, int, str]]:
    """Pieces parted by a blank that cut a name, as scanned text has it: 市发展 改革委."""
    found: list[tuple[int, int, str]] = []
    for start, end, mark in pieces:
        last = found[-1] if found else None
        if last and last[2].isspace() and _cut(text[last[0] : last[1]], text[start:end], lexicon):
            found[-1] = (last[0], end, mark)
        else:
            found.append((start, end, mark))
    return found


def _cut(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether a blank between the two stands inside a name: the left is none by itself, both together are."""
    words_of_left = left.rpartition(" ")[2]
    if not _HALF.fullmatch(left) or _AREA.match(right) or words().label.search(left) or not right:
        return False
    if words().verb.search(words_of_left) or is_person(left) or is_field(left):
        return False
    verb = words().verb.search(right)
    name = right[: verb.start()] if verb else right
    if not name or not is_unit(name, lexicon):
        return False
    if cuts_field(left, name):
        return True
    return len(left) < 2 or len(name) < 2 or not is_unit(left, lexicon)
