"""Numbers with a unit, as printed, before anybody asks whether they are to be reached: `find_quantities`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from policies.parsing.numbers import number
from policies.parsing.types import Comparator
from policies.parsing.vocabulary import any_of, vocabulary

UnitKind = Literal["count", "size", "money", "share", "time"]

_WORDS = vocabulary("quantity")
_LISTS = _WORDS.groups("words")
_UNITS = _WORDS.table("units")
_BEFORE = _WORDS.table("before")
_AFTER = _WORDS.table("after")
_SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9}
_SCALES |= {"百亿": 1e10, "千亿": 1e11, "万亿": 1e12}

_PLAIN = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,15}(?!\d))(?:\.\d{1,9})?"
_CHINESE = r"[一二两三四五六七八九][十百千][一二两三四五六七八九十百千零]{0,8}|十[一二三四五六七八九]?"
_SCALE = any_of(_SCALES) + "(?![瓦米克](?<=千.))"
_UNIT = any_of(_UNITS)
_DASH = r"[—–\-~─―至到]{1,2}"
_AFTER_WORDS = any_of(_AFTER)
_RATE = rf"/{any_of((*_UNITS, *_LISTS['per']))}"
_QUANTITY = re.compile(
    rf"(?<![\d.A-Za-z〔\[第])(?:百分之(?P<hundredth>{_PLAIN}|[一二三四五六七八九十]{{1,3}})"
    rf"|(?P<low>{_PLAIN})(?:{_SCALE})?(?:{_UNIT})?{_DASH}(?P<high>{_PLAIN})(?P<range_scale>{_SCALE})?(?P<range_unit>{_UNIT})"
    rf"|(?P<value>{_PLAIN}|{_CHINESE})(?P<scale>{_SCALE})?(?P<more>余|多)?(?P<unit>{_UNIT})"
    rf"|(?P<digit>[二两三四五六七八九])(?P<thing>{any_of(_LISTS['things'])}))"
    rf"(?P<bracket>\({_UNIT}\))?(?P<rate>{_RATE})?(?P<after>{any_of(_AFTER)})?"
)
# Every quantity begins with one of these; a sentence without them is not searched.
_HINT = re.compile(rf"[\d十百千]|[二两三四五六七八九]{any_of(_LISTS['things'])}")
_COMPARED = re.compile(
    rf"(?P<first>{any_of(_BEFORE)})(?:了|到|等值|有)?(?P<last>{any_of(_BEFORE)})?(?:(?:19|20)\d\d年的)?$"
)
_NOT_A_UNIT = re.compile(r"级|大代表|工智能|大(?:常委)?会")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]` says `low` to `high` (equal where no range) of `unit`; `before` and `after` compare."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    kind: UnitKind
    before: Comparator | None
    after: Comparator | None

    @property
    def comparator(self) -> Comparator:
        """What is to hold between the fact and the number; the word after the number decides before the one before."""
        return self.after or self.before or "="


def _scaled(value: str, scale: str | None) -> float:
    return round(number(value) * _SCALES.get(scale or "", 1.0), 6)


def _comparator(text: str, start: int, low: int) -> Comparator | None:
    match = _COMPARED.search(text, max(low, start - 14), start)
    return cast(Comparator, _BEFORE[match["last"] or match["first"]]) if match else None


def _quantity(text: str, low: int, match: re.Match[str]) -> Quantity:
    after = cast("Comparator | None", _AFTER.get(match["after"] or "")) or (">" if match["more"] else None)
    before = _comparator(text, match.start(), low)
    if match["hundredth"]:
        value = number(match["hundredth"])
        return Quantity(*match.span(), value, value, "%", "share", before, after)
    printed = match["range_unit"] or match["unit"] or match["thing"]
    kind = cast(UnitKind, _UNITS[printed])
    unit = printed + (match["bracket"] or "") + (match["rate"] or "")
    if match["range_unit"]:
        values = _scaled(match["low"], match["range_scale"]), _scaled(match["high"], match["range_scale"])
    else:
        values = (_scaled(match["value"] or match["digit"], match["scale"]),) * 2
    return Quantity(*match.span(), *values, unit, kind, before, after)


def find_quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The quantities in `text[start:end]`, in order; a size that is only a grade (500吨级) is none."""
    if not _HINT.search(text, start, end):
        return
    for match in _QUANTITY.finditer(text, start, end):
        if not _NOT_A_UNIT.match(text, match.end()):
            yield _quantity(text, start, match)
