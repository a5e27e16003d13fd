"""Who signed a document and when: the organs above a date that stands alone, or before it on its line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.parsing.dates import read_date
from policies.parsing.masthead import Cell, is_furniture
from policies.parsing.title import is_organ, organs_of
from policies.parsing.types import Span

_DIGITS = r"[\d一二三四五六七八九十]{1,3}"
_DAY = rf"(?:(?:19|20)\d\d|[一二][\u3007\u25cb零Oo一二三四五六七八九]{{3}})年{_DIGITS}月{_DIGITS}日"
_SIGNED = re.compile(rf"^(?P<organ>[^,。;:!?《》\d]{{2,60}}?)?\s*\(?(?P<day>{_DAY})\)?\s*(?:\([^()]*\)|[?·.\s]+)?$")
_RUN_ON = re.compile(rf"[。!;]\s?(?P<organ>[^,。;:!?《》\d\s]{{4,40}})\s?(?P<day>{_DAY})")
# 云州市人民政府办公室代章 between the organ and the day
_FOR_ANOTHER = re.compile(r"\([^()]*代章\)|\([^()]*印章\)")
_MOST_ORGANS = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """The organs that signed, joined by 、 (None where only a date is printed), the day, and the place of the date."""

    organs: str | None
    day: date
    span: Span


def _organs_above(cells: Sequence[Cell], i: int) -> list[str]:
    organs: list[str] = []
    for cell in reversed(cells[max(0, i - _MOST_ORGANS) : i]):
        _, full_stop, last = cell.text.rpartition("。")
        if _FOR_ANOTHER.fullmatch(cell.text):
            continue
        names = organs_of(last)
        if is_furniture(cell) or not names:
            break
        organs[:0] = names
        if full_stop:
            break
    return organs


def find_signatures(cells: Sequence[Cell]) -> list[Signature]:
    """The signatures among the cells, in the order of the text."""
    found = []
    for i, cell in enumerate(cells):
        match = _SIGNED.match(cell.text)
        if match and not (i and is_furniture(cells[i - 1])):
            day = read_date(match["day"])
            own = organs_of(match["organ"] or "")
            if day and (own or not match["organ"]):
                organs = _organs_above(cells, i) + own
                found.append(Signature("、".join(dict.fromkeys(organs)) or None, day, (cell.start, cell.end)))
            continue
        for run_on in _RUN_ON.finditer(cell.text):
            day = read_date(run_on["day"])
            if day and is_organ(run_on["organ"]):
                found.append(Signature(run_on["organ"], day, (cell.start, cell.end)))
    return found
