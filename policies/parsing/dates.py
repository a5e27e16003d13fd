"""Points in time as printed, before anybody asks what they mean: `find_points`, `read_date`."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policies.parsing.numbers import number
from policies.parsing.types import Precision
from policies.parsing.vocabulary import any_of, vocabulary

_TIME = vocabulary("time")
_PLANS = _TIME.table("plans")
_DIGIT = "[\\u3007\\u25cb零Oo一二三四五六七八九]"
_YEAR = rf"(?:19|20)\d\d|[一二]{_DIGIT}{{3}}"
_MONTH = r"1[0-2]|0?[1-9](?!\d)|十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DASH = r"[—–\-~─―至到]{1,2}"
_OWN = any_of(_TIME.words("this_year", "next_year"))
_PART = rf"[上下]半年|第?[一二三四1-4]季度|(?:{_MONTH})月份?"
_LEFT = (
    rf"(?:(?P<first>{_YEAR})年?度?(?:(?:{_PART})(?:(?:{_DAY})[日号])?|(?<=年)\d{{1,2}})?"
    r"|\d{1,2}(?:月(?:\d{1,2}[日号]?)?|日)?|第?[一二三](?:季度)?)"
)
_ISO = r"(?P<iso>20\d\d[-/.](?:1[0-2]|0?[1-9])(?:[-/.](?:3[01]|[12]\d|0?[1-9]))?)(?![\d.\-/年月])"
_NAMED = (
    rf"(?=(?:{_YEAR})年|{_OWN}|{_PART})(?:(?P<year>{_YEAR})年度?|(?P<own>{_OWN}))?"
    rf"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<month>{_MONTH})月份?"
    rf"(?:(?P<day>{_DAY})[日号]|(?P<ten>[上中下])旬)?)?"
    r"(?P<edge>年?[底末](?![线数端])|年?终(?=前|[,;。])|年?初(?![级中步])|年?中(?=前|[,;。]|$))?"
)
_PLAN = rf"[“\"]?(?P<plan>{any_of(_PLANS)})[”\"]?(?:规划)?(?:期末|时期末|时期|期间|末期|末)"
_WHOLE = rf"(?P<whole>{_TIME.pattern('year_end', 'within_year', 'whole_year')})"
_POINT = re.compile(rf"(?<!\d)(?:(?P<range>{_LEFT}{_DASH})?(?:{_NAMED}|{_ISO})|{_PLAN}|{_WHOLE})")
_DECIMAL = re.compile(r"\d\.$")
_NUMBERED = re.compile(r"(?:^|[。;\n])\d{1,3}\.$")
# Every point holds one of these; a stretch without them is not searched.
_HINT = re.compile(r"[年月季]|[二三四五六]五|20\d\d[-/.]")
_NEXT_YEAR = frozenset(_TIME.words("next_year"))


@dataclass(frozen=True, slots=True)
class Point:
    """A printed point in time at `text[start:end]`; `year` is None where none is printed.

    `shift` counts the years from the document's own year (今年 0, 明年 1),
    `whole` is a word such as 年内, 今年 or 全年 that stands for the document's year, `is_numeric` says 2025-06-30.
    """

    start: int
    end: int
    year: int | None = None
    shift: int = 0
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    edge: str = ""
    is_range: bool = False
    whole: str = ""
    is_numeric: bool = False

    @property
    def precision(self) -> Precision:
        """How exact the printed words are."""
        if self.day:
            return "day"
        if self.month:
            return "month"
        if self.quarter:
            return "quarter"
        return "half" if self.half else "year"

    @property
    def is_bare(self) -> bool:
        """Whether nothing but years is printed."""
        return self.precision == "year" and not self.edge

    def last_day(self, own_year: int | None) -> date | None:
        """The last day of the point in its printed year, else in `own_year`; None without a year or for no real day."""
        year = self.year if self.year is not None else own_year
        if year is None:
            return None
        if self.year is None:
            year += self.shift
        month = self.month or (self.quarter or 0) * 3 or (self.half or 0) * 6 or 12
        try:
            return date(year, month, self.day or self._edge_day(year, month))
        except ValueError:
            return None

    def _edge_day(self, year: int, month: int) -> int:
        return {"上": 10, "中": 20}.get(self.edge) or monthrange(year, month)[1]


def _whole_number(printed: str | None) -> int | None:
    return int(number(printed)) if printed else None


def _iso(match: re.Match[str]) -> Point:
    year, month, *rest = (int(part) for part in re.split(r"[-/.]", match["iso"]))
    day = rest[0] if rest else None
    return Point(*match.span(), year=year, month=month, day=day, is_range=bool(match["range"]), is_numeric=True)


def _named(match: re.Match[str]) -> Point:
    half: int | None = {"上": 1, "下": 2}.get(match["half"] or "")
    month, edge = _whole_number(match["month"]), match["ten"] or match["edge"] or ""
    if not month and not half and edge.endswith("中"):
        half, edge = 1, "年中"
    if not month and edge.endswith("初"):
        month = 3
    first, year = _whole_number(match["first"]), _whole_number(match["year"])
    own = match["own"] or ""
    return Point(
        *match.span(),
        year=first if year is None and not own else year,
        shift=1 if own in _NEXT_YEAR else 0,
        half=half,
        quarter=_whole_number(match["quarter"]),
        month=month,
        day=_whole_number(match["day"]),
        edge=edge,
        is_range=bool(match["range"]),
        whole=own,
    )


def _point(match: re.Match[str]) -> Point:
    if match["iso"]:
        return _iso(match)
    if match["plan"]:
        return Point(*match.span(), year=int(_PLANS[match["plan"]]), edge="末" if match.group().endswith("末") else "")
    if match["whole"]:
        return Point(*match.span(), whole=match["whole"])
    return _named(match)


def _is_fraction(text: str, match: re.Match[str]) -> bool:
    """Whether the match begins after a decimal point (2.5年); not after the number of a paragraph (2.2025年底前)."""
    before = text[max(0, match.start() - 5) : match.start()]
    return bool(_DECIMAL.search(before)) and not match["year"] and not _NUMBERED.search(before)


def find_points(text: str, start: int, end: int) -> Iterator[Point]:
    """The points in time in `text[start:end]`, in order, none inside another."""
    if _HINT.search(text, start, end):
        yield from (_point(match) for match in _POINT.finditer(text, start, end) if not _is_fraction(text, match))


def read_date(text: str) -> date | None:
    """The first full date in a short string such as 2024年12月31日, 2024-12-31 or 二〇二四年十二月三十一日."""
    for point in find_points(text, 0, len(text)):
        if point.year and point.day and not point.is_range:
            return point.last_day(None)
    return None
