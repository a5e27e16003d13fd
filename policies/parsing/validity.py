"""How long a document holds: `read_validity`. An end comes from the text, else from the title, never from nowhere."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from policies.parsing.dates import find_points
from policies.parsing.effective import find_effective
from policies.parsing.metadata import Metadata
from policies.parsing.numbers import number
from policies.parsing.relative import add_months
from policies.parsing.types import Finding, ParsedValidity, Span
from policies.parsing.view import View, view_of
from policies.parsing.vocabulary import vocabulary

_WORDS = vocabulary("validity")
_SENTENCE = re.compile(r"[^。\n]+")
_HINT = re.compile(r"有效|[施试暂]行|执行|实施期|起实施|延[长续]至")
_UNTIL = re.compile(rf"(?:{_WORDS.pattern('until')}|{_WORDS.pattern('term')}(?:截[至止]|延[长续])?[至到])(?:为)?")
_COUNT = r"(?P<count>\d{1,2}|[一二三四五六七八九十两]{1,3})(?P<half>年半)?个?(?P<unit>年|月)"
_TERM = re.compile(rf"{_WORDS.pattern('term')}(?:暂定|均)?[为是:]?{_COUNT}(?!度|内|[底末初中]|\d)")
_PERIOD = re.compile(r"(?:有效期|执行期|实施期|施行期|试行期)限?(?:暂定|均)?[为是:自从]{0,2}|(?:自|从)")
_FULL_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:度)?(?:全年)?(?:内)?(?:实施|执行)?有效")
_ABOUT = re.compile(rf"本{_WORDS.pattern('self')}|{_WORDS.pattern('about')}")
_FORCE = re.compile(_WORDS.pattern("force"))
_FOR_EVER = re.compile(_WORDS.pattern("for_ever"))
_TITLE_RANGE = re.compile(r"(?:19|20)\d\d年?(?:度)?[—–\-~至]{1,2}((?:19|20)\d\d)年?")
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!版)")
_YEARLY = re.compile(rf"{_WORDS.pattern('yearly')}[^,。]{{0,12}}$")
_NO_DEFAULT = re.compile(rf"{_WORDS.pattern('no_default')}[^,。]{{0,12}}$")
_LONGEST = 200  # characters of a sentence about validity; a longer one is a paragraph without full stops


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """A rule of the government: a document that names no end holds `years`, a trial one `trial_years`."""

    years: int
    trial_years: int


@dataclass(frozen=True, slots=True)
class _End:
    day: date | None
    basis: str
    span: Span


def _from_term(match: re.Match[str], start: date | None) -> date | None:
    """The last day of 有效期5年 that begins on `start`."""
    if start is None:
        return None
    months = int(number(match["count"])) * (12 if match["unit"] == "年" else 1) + (6 if match["half"] else 0)
    return add_months(start, months) - timedelta(days=1)


def _last_point(text: str, start: int, end: int) -> tuple[int, date] | None:
    """Where the first point in `text[start:end]` ends, and its last day."""
    for point in find_points(text, start, end):
        day = point.last_day(None)
        return (point.end, day) if day else None
    return None


def _until(view: View, start: int, end: int) -> _End | None:
    for match in _UNTIL.finditer(view.text, start, end):
        found = _last_point(view.text, match.end(), min(end, match.end() + 12))
        if found:
            return _End(found[1], "printed_end", (match.start(), found[0]))
    return None


def _period(view: View, start: int, end: int) -> _End | None:
    """自2025年1月1日起至2026年12月31日止, 执行期限为2024年7月1日至2025年6月30日."""
    for match in _PERIOD.finditer(view.text, start, end):
        points = list(find_points(view.text, match.end(), min(end, match.end() + 40)))
        if not points or points[0].start != match.end():
            continue
        last = points[0]
        if not last.is_range:
            between = view.text[last.end : points[1].start] if len(points) > 1 else ""
            if not re.fullmatch(r"(?:之日)?起?(?:施行|实施|执行)?[,]?(?:至|到)", between):
                continue
            last = points[1]
        day = last.last_day(points[0].year)
        if day and (match.group() not in ("自", "从") or _FORCE.search(view.text, match.start(), end)):
            return _End(day, "printed_period", (match.start(), last.end))
    return None


def _in_sentence(view: View, start: int, end: int, effective_on: date | None) -> _End | None:
    if found := _until(view, start, end) or _period(view, start, end):
        return found
    if match := _TERM.search(view.text, start, end):
        return _End(_from_term(match, effective_on), "term", match.span())
    if match := _FULL_YEAR.search(view.text, start, end):
        return _End(date(int(match["year"]), 12, 31), "printed_year", match.span())
    if match := _FOR_EVER.search(view.text, start, end):
        return _End(None, "open", match.span())
    return None


def _in_text(view: View, effective_on: date | None) -> _End | None:
    """The last sentence that says how long the document itself holds."""
    found = None
    for sentence in _SENTENCE.finditer(view.text):
        start, end = sentence.span()
        if end - start > _LONGEST or not _HINT.search(view.text, start, end):
            continue
        if _ABOUT.search(view.text, start, end):
            found = _in_sentence(view, start, end, effective_on) or found
    return found


def _in_title(metadata: Metadata) -> tuple[date, str] | None:
    title = metadata.title or ""
    if ranges := _TITLE_RANGE.findall(title):
        return date(int(ranges[-1]), 12, 31), "title_range"
    years = set(_TITLE_YEAR.findall(title))
    if len(years) == 1 and _YEARLY.search(title):
        return date(int(years.pop()), 12, 31), "title_year"
    return None


def _suggested(metadata: Metadata, rule: ValidityRule | None) -> date | None:
    """What a rule of the government would add; nothing for work points, plans and reports."""
    start = metadata.effective_on or metadata.issued_on
    if rule is None or start is None or metadata.kind != "policy" or _NO_DEFAULT.search(metadata.title or ""):
        return None
    trial = re.search("试行|暂行", metadata.title or "")
    return add_months(start, 12 * (rule.trial_years if trial else rule.years)) - timedelta(days=1)


def _effective_finding(view: View, metadata: Metadata) -> tuple[Finding, ...]:
    """自发布之日起施行 is a question for a person when the two dates differ, or the one it names is not known."""
    found = find_effective(view)
    if found is None or found.event is None or metadata.effective_on:
        return ()
    words = view.text[found.start : found.end]
    if metadata.issued_on and metadata.published_on:
        message = f"“{words}”：成文日期与发布日期不同，请确认施行日期"
    else:
        message = f"“{words}”：没有读到起算日期，请确认施行日期"
    return (Finding("validity.effective_unclear", "doubt", message, span=view.span(found.start, found.end)),)


def read_validity(
    plain: str, span: Span, metadata: Metadata, rule: ValidityRule | None = None
) -> tuple[date | None, ParsedValidity, tuple[Finding, ...]]:
    """The last day of validity, the words that say so and the findings (validity.*) of the document in `plain[span]`.

    The date comes from the text or the title only and is None where neither says it; what `rule` would add is
    `suggested` beside it. `basis` is printed_end, printed_period, printed_year, term, open, title_range or title_year.
    """
    view = view_of(plain, span)
    findings = _effective_finding(view, metadata)
    if end := _in_text(view, metadata.effective_on):
        words, where = view.text[slice(*end.span)], view.span(*end.span)
        if end.day is None and end.basis == "term":
            message = f"“{words}”：施行日期不明确，无法推算有效期"
            findings += (Finding("validity.no_start", "doubt", message, span=where),)
        suggested = _suggested(metadata, rule) if end.day is None and end.basis != "open" else None
        return end.day, ParsedValidity(words, end.basis, where, suggested), findings
    if from_title := _in_title(metadata):
        at = plain.find(metadata.title or "", *span)
        printed: Span | None = (
            (at, at + len(metadata.title or "")) if at >= 0 else None
        )  # None where the title runs over lines
        return from_title[0], ParsedValidity(metadata.title, from_title[1], printed), findings
    findings += (Finding("validity.unknown", "info", "文件没有写明有效期"),)
    return None, ParsedValidity(suggested=_suggested(metadata, rule)), findings
