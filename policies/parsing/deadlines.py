"""Dates to be met in the words of a measure or a clause: `find_deadlines`; what is unsure about them: `findings_of`.

Three kinds of words are read, in this order: recurrence (每月10日前), relative dates (印发之日起30日内) and points in
time (到2025年). A point alone is not yet a deadline: what stands before and after it decides (`_rule`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from policies.parsing import relative
from policies.parsing.dates import Point, find_points
from policies.parsing.types import Finding, ParsedDeadline, Recurrence, Severity, Span
from policies.parsing.view import View, view_of
from policies.parsing.vocabulary import any_of, vocabulary

_TIME = vocabulary("time")
_EVERY = _TIME.table("every")
_WINDOW = 24  # characters looked at on each side of a date: a bound that keeps the cost linear
_CLAUSE = 60  # characters of the sentence after a date that decide whether a duty follows

SENTENCE = re.compile(r"[^。!?\n]+")
_COMMA = re.compile(r"[,;:]")
_UNTIL = re.compile(rf"(?<!达)(?<!得)(?P<until>{_TIME.pattern('until')})$")
_STATEMENT = re.compile(r"截[至止]")
_COMPARED = re.compile(rf"{_TIME.pattern('compared')}$")
_FROM = re.compile(rf"{_TIME.pattern('from')}$")
_LABEL = re.compile(rf"{_TIME.pattern('labels')}[】\])]?[:|\n]?$")
_AT_START = re.compile(rf"(?:^|[,;:。、(\[“—\n|]|(?:^|\n)\d{{1,3}}\.|\)){any_of(_TIME.words('openers'))}*$")
_STAGE = re.compile(r"(?:阶段|时间|步骤|环节|安排|部署|期)\($")
_ADVERB = re.compile(rf"{any_of(_TIME.words('openers'))}$")
_CLOSE = re.compile(
    r"(?:\d{1,2}(?:[时点]|:\d{2}))?(?:之前|以前|前(?![后\d一二三四五六七八九十沿期列述往瞻端景几])|之内|以内|内(?![河陆蒙外部容需])|为止|止)"
)
_SINCE = re.compile(rf"{_TIME.pattern('since')}")
_NOUN = re.compile(r"[的版届级生](?!产)|基础上|水平|同期|基数|度?计划|以上|不变|间")
_DUTY = re.compile(rf"(?:新|再|共)?{_TIME.pattern('duties')}")
_LISTED_DATES = re.compile(r"[、和及\d年度底末月日上下半季一二三四前]*,")
_HOLIDAY = re.compile(_TIME.pattern("holidays"))
_CONDITION = re.compile(r"对于?$|凡$")
_ATTRIBUTE = re.compile(rf"已|[^,;]{{1,16}}的{_TIME.pattern('parties')}?(?:,|给予|可|按|继续|享受|予以|免)")
_BUDGET = re.compile(_TIME.pattern("budget"))
_PAST = re.compile(_TIME.pattern("past"))
_STANDING = re.compile(_TIME.pattern("standing"))
_RECURRENCE = re.compile(
    rf"(?P<every>{any_of(_EVERY)})(?!{_TIME.pattern('not_recurring')})"
    r"(?:(?:的)?(?:首月|首季|末月|第一个月|最后一个月|结束后)?(?:1[0-2]|0?[1-9])月(?:底|末|初|份|\d{1,2}[日号])?"
    r"|(?:首月|首季|末月|第一个月|结束后)?(?:\d{1,2}个?(?:工作日|[日号天])|[底末初]))?(?:之前|以前|前|之内|以内|内)?"
    r"(?:[、和](?:1[0-2]|0?[1-9])月(?:底|末|初|份|\d{1,2}[日号])?(?:之前|以前|前)?)*"
)
_RATE = re.compile(r"每[^,;:。每]{1,8}$")
_PAYMENT = re.compile(_TIME.pattern("payment"))
_WITHIN_YEAR, _WHOLE_YEAR = frozenset(_TIME.words("within_year")), frozenset(_TIME.words("whole_year"))
_MEASURED = re.compile(r"达|完成|不低于|不少于|稳定在|突破|超过|增长|下降|控制在|保持在")

_FINDINGS: dict[str, tuple[Severity, str]] = {
    "date.no_year": ("doubt", "“{}”没有写年份，文件年度也不明确，请确认完成时限"),
    "date.no_anchor": ("doubt", "“{}”是相对时限，起算日期不明确，请确认完成时限"),
    "date.workdays": ("doubt", "“{}”按工作日计算，请确认完成时限"),
    "date.impossible": ("doubt", "“{}”不是有效日期，请核对原文"),
    "date.past": ("doubt", "“{}”早于文件成文日期，请确认是否为完成时限"),
    "date.next_year": ("doubt", "“{}”没有写年份，按文件成文之后的最近一次理解，请确认"),
}


@dataclass(frozen=True, slots=True)
class DateContext:
    """What the document says about its own time; all None where unknown.

    `document_year` is the year that 年内, 全年 and 6月底前 mean; `in_clause` is true inside a responsibility clause
    or a column of dates, where 持续推进 and a bare 2025年 are deadlines.
    """

    document_year: int | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    in_clause: bool = False


@dataclass(frozen=True, slots=True)
class _Site:
    """A point with its surroundings: `left` ends where it begins, `right` begins where it ends."""

    point: Point
    left: str
    right: str

    @property
    def clause(self) -> str:
        """The words after the point up to the next comma."""
        return _COMMA.split(self.right, maxsplit=1)[0]


def _site(text: str, start: int, end: int, point: Point) -> _Site:
    """The surroundings of a point inside the sentence `text[start:end]`; a cut left side begins with a mark."""
    left_start = max(start, point.start - _WINDOW)
    left = text[left_start : point.start]
    return _Site(point, left if left_start == start else "…" + left, text[point.end : min(end, point.end + _CLAUSE)])


def _duty_follows(site: _Site) -> bool:
    """Whether a duty comes after the date: in its clause, or in the next one after 2025年 and a comma."""
    right = site.right
    if listed := _LISTED_DATES.match(right):
        right = right[listed.end() - 1 :]
    if right[:1] == ",":
        return not (_BUDGET.search(right) or _PAST.search(_COMMA.split(right[1:], maxsplit=1)[0]))
    return bool(_DUTY.search(site.clause)) and not _PAST.search(site.clause) and not _BUDGET.search(site.clause)


def _own_word(site: _Site, at_start: bool) -> str | None:
    """The rule for 年内, 年底, 全年 and 今年, which stand for the document's year."""
    word = site.point.whole
    if word in _WITHIN_YEAR:
        return "date.within_year"
    if word in _WHOLE_YEAR:
        follows = bool(_DUTY.match(site.clause) or _ADVERB.match(site.clause) or _MEASURED.search(site.clause))
        follows = follows or site.right[:1] == "," or (at_start and not site.right)
        return "date.whole_year" if follows and not _PAST.search(site.clause) else None
    return "date.own_year" if (at_start or _DUTY.match(site.right)) and _duty_follows(site) else None


def _placed_rule(site: _Site, context: DateContext) -> str | None:
    """The rule for a point without 到 or 前: where it stands in the sentence and what follows decides."""
    point, at_start = site.point, bool(_AT_START.search(site.left))
    if _STAGE.search(site.left) and site.right[:1] == ")" and (point.is_range or not point.is_bare):
        return "date.stage"
    if at_start and not site.right and not point.is_bare and not point.is_numeric:
        return "date.alone"
    if point.whole:
        return _own_word(site, at_start)
    if point.is_bare:
        over = point.year is not None and context.document_year is not None and point.year < context.document_year
        return "date.year" if at_start and not over and _duty_follows(site) else None
    if at_start or _ADVERB.search(site.left):
        return "date.point" if _duty_follows(site) else None
    return "date.edge" if point.edge and _DUTY.match(site.right) else None


def _is_condition(site: _Site, closed: re.Match[str]) -> bool:
    """Whether the date says which things are meant: 12月31日前入驻的企业,给予减免; 1月1日前已建成的项目."""
    return bool(_CONDITION.search(site.left) or _ATTRIBUTE.match(site.right, closed.end()))


def _rule(site: _Site, until: re.Match[str] | None, closed: re.Match[str] | None, context: DateContext) -> str | None:
    """Why this point is a deadline, or None: a start, a comparison, an attribute or a report of the past."""
    if until or closed:
        over = until and _STATEMENT.match(until["until"]) and _PAST.search(site.right)
        if over or (not closed and _SINCE.match(site.right)) or (closed and _is_condition(site, closed)):
            return None
        return "date.by"
    starts = _SINCE.match(site.right) or (_FROM.search(site.left) and not site.point.is_range)
    if starts or _NOUN.match(site.right) or _HOLIDAY.match(site.right):
        return None
    if context.in_clause or _LABEL.search(site.left):
        return "date.clause"
    return None if _COMPARED.search(site.left) else _placed_rule(site, context)


def _dated(point: Point, rule: str, sentence_year: int | None, context: DateContext) -> tuple[date | None, str]:
    """The date of a deadline and its rule, which changes where the date is in doubt."""
    if point.year is not None:
        day = point.last_day(None)
        if day is None:
            return None, "date.impossible"
        return day, "date.past" if context.issued_on and day < context.issued_on else rule
    years = (context.document_year, sentence_year) if point.whole else (sentence_year, context.document_year)
    year = next((year for year in years if year is not None), None)
    if year is None:
        return None, "date.no_year"
    day = point.last_day(year)
    if day is None:
        return None, "date.impossible"
    if sentence_year is None and context.issued_on and day < context.issued_on and not point.is_bare:
        return point.last_day(year + 1), "date.next_year"
    return day, rule


def _is_long_past(point: Point, context: DateContext) -> bool:
    """Whether the printed year lies so far back that it describes something: 2000年底前建成的小区."""
    return point.year is not None and context.document_year is not None and point.year < context.document_year - 1


def _in_title(text: str, start: int, at: int) -> bool:
    """Whether `at` stands between 《 and 》."""
    low = max(start, at - 4 * _WINDOW)
    return text.rfind("《", low, at) > text.rfind("》", low, at)


def _recurring(view: View, start: int, end: int) -> Iterator[tuple[int, int, ParsedDeadline]]:
    for match in _RECURRENCE.finditer(view.text, start, end):
        left = view.text[max(start, match.start() - _WINDOW) : match.start()]
        clause = _COMMA.split(view.text[match.end() : min(end, match.end() + _CLAUSE)], maxsplit=1)[0]
        if _RATE.search(left) or _PAYMENT.search(clause) or _in_title(view.text, start, match.start()):
            continue
        recurrence = cast(Recurrence, _EVERY[match["every"]])
        yield *match.span(), _deadline(view, match.span(), None, "date.every", recurrence=recurrence)


def _deadline(
    view: View,
    found: Span,
    day: date | None,
    rule: str,
    *,
    point: Point | None = None,
    recurrence: Recurrence | None = None,
) -> ParsedDeadline:
    text = view.text[slice(*found)]
    precision = point.precision if point else "open"
    return ParsedDeadline(text, day, precision, view.span(*found), rule, recurrence)


def _relative(view: View, start: int, end: int, context: DateContext) -> Iterator[tuple[int, int, ParsedDeadline]]:
    anchors = {
        "issued_on": context.issued_on,
        "published_on": context.published_on,
        "effective_on": context.effective_on,
    }
    for found in relative.find_relative(view.text, start, end):
        day = found.date(anchors.get(found.anchor or ""))
        rule = "date.relative" if day else "date.workdays" if found.unit == "工作日" else "date.no_anchor"
        text = view.text[found.start : found.end]
        yield (
            found.start,
            found.end,
            ParsedDeadline(text, day, "day" if day else "open", view.span(found.start, found.end), rule),
        )


def _pointed(view: View, start: int, end: int, context: DateContext) -> Iterator[tuple[int, int, ParsedDeadline]]:
    sentence_year: int | None = None
    for point in find_points(view.text, start, end):
        if _in_title(view.text, start, point.start):
            continue
        site = _site(view.text, start, end, point)
        until, closed = _UNTIL.search(site.left), _CLOSE.match(site.right)
        rule = _rule(site, until, closed, context)
        if rule and not _is_long_past(point, context):
            found = (point.start - (len(until["until"]) if until else 0), point.end + (closed.end() if closed else 0))
            day, rule = _dated(point, rule, sentence_year, context)
            yield *found, _deadline(view, found, day, rule, point=point)
        sentence_year = point.year if point.year is not None else sentence_year


def _standing(view: View, start: int, end: int) -> Iterator[tuple[int, int, ParsedDeadline]]:
    for match in _STANDING.finditer(view.text, start, end):
        yield *match.span(), _deadline(view, match.span(), None, "date.standing")


def _without_overlap(found: Iterable[tuple[int, int, ParsedDeadline]]) -> Iterator[ParsedDeadline]:
    """The earlier of two overlapping readings; of two that begin together, the one listed first."""
    last = -1
    for start, end, deadline in sorted(found, key=lambda item: item[0]):
        if start >= last:
            last = end
            yield deadline


def deadlines_in(view: View, start: int, end: int, context: DateContext) -> list[ParsedDeadline]:
    """The deadlines in the sentence `view.text[start:end]`, in the order of the text."""
    found = [*_recurring(view, start, end), *_relative(view, start, end, context), *_pointed(view, start, end, context)]
    if context.in_clause:
        found += _standing(view, start, end)
    return list(_without_overlap(found)) if found else []


def find_deadlines(plain: str, span: Span, context: DateContext) -> tuple[ParsedDeadline, ...]:
    """The deadlines in `plain[span]`, in the order of the text, with absolute spans; never raises.

    `text` is what is printed, without line wraps; where the date is in doubt it is None and `findings_of` says why.
    """
    view = view_of(plain, span)
    sentences = (sentence.span() for sentence in SENTENCE.finditer(view.text))
    return tuple(deadline for start, end in sentences for deadline in deadlines_in(view, start, end, context))


def findings_of(deadlines: Iterable[ParsedDeadline]) -> tuple[Finding, ...]:
    """What a person must look at in these deadlines (date.no_year, date.no_anchor, …), without measure and section."""
    return tuple(
        Finding(
            deadline.rule,
            _FINDINGS[deadline.rule][0],
            _FINDINGS[deadline.rule][1].format(deadline.text),
            span=deadline.span,
        )
        for deadline in deadlines
        if deadline.rule in _FINDINGS
    )
