"""Dates that count from an event: 自本方案印发之日起30日内, 文件发布后3个月内, and spans without one: 三年内."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policies.parsing.numbers import number
from policies.parsing.vocabulary import any_of, vocabulary

_TIME = vocabulary("time")
_ANCHORS = _TIME.table("anchors")
_WINDOW = 24
_COUNT = r"(?P<count>\d{1,3}|[一二三四五六七八九十两]{1,3})(?P<half>年半)?"
_RELATIVE = re.compile(
    rf"(?P<event>{any_of(_ANCHORS)})(?:并?(?:施行|实施))?(?:之日)?(?:起|后|之后)(?:的)?,?"
    rf"{_COUNT}个?(?P<unit>工作日|日|天|周|月|年)(?:之内|以内|内)"
)
_SPAN = re.compile(rf"(?:用|在)?{_COUNT}(?P<unit>个月|年)(?:左右)?(?:之内|以内|内|时间)")
# Every form ends with one of these; a sentence without them is not searched.
_HINT = re.compile(r"[年月日天周]之?以?内|年时间|个月时间|年左右")
_SELF = re.compile(rf"(?:^|[,;:(\n]|自|从|在)(?:自|从|在)?[本该此]?《?{any_of(_TIME.words('self'))}?》?(?:正式|公开)?$")
_AT_START = re.compile(rf"(?:^|[,;:。(\n]){any_of(_TIME.words('openers'))}*$")
_DUTY = re.compile(_TIME.pattern("duties"))


@dataclass(frozen=True, slots=True)
class Relative:
    """`count` units after `anchor` (a field of the date context, None where the text names no event of its own)."""

    start: int
    end: int
    count: int
    unit: str
    anchor: str | None

    def date(self, start: date | None) -> date | None:
        """The last day, counted from `start`; None without it, and for working days, which a calendar must count."""
        if start is None or self.unit == "工作日":
            return None
        if self.unit in ("日", "天", "周"):
            return start + timedelta(days=self.count * (7 if self.unit == "周" else 1))
        return add_months(start, self.count * (12 if self.unit == "年" else 1))


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month; never past the year 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > 9999:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def find_relative(text: str, start: int, end: int) -> Iterator[Relative]:
    """The relative dates in `text[start:end]`; a span without an event (三年内) only where a duty follows it."""
    if not _HINT.search(text, start, end):
        return
    for match in _RELATIVE.finditer(text, start, end):
        own = _SELF.search(text[max(start, match.start() - _WINDOW) : match.start()])
        begin = match.start() - (len(own.group().lstrip(",;:(\n")) if own else 0)
        yield Relative(
            begin, match.end(), int(number(match["count"])), match["unit"], _ANCHORS[match["event"]] if own else None
        )
    for match in _SPAN.finditer(text, start, end):
        left = text[max(start, match.start() - _WINDOW) : match.start()]
        if _AT_START.search(left) and _DUTY.match(text, match.end() + (text[match.end() : match.end() + 1] == ",")):
            yield Relative(*match.span(), int(number(match["count"])), match["unit"].strip("个"), None)
