"""Dates to be met in the words of a measure or a clause: `find_deadlines`; what is unsure about them: `findings_of`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.parsing.types import Finding, ParsedDeadline, Span


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


def find_deadlines(plain: str, span: Span, context: DateContext) -> tuple[ParsedDeadline, ...]:
    """The deadlines in `plain[span]`, in the order of the text, with absolute spans; never raises."""
    return ()


def findings_of(deadlines: Iterable[ParsedDeadline]) -> tuple[Finding, ...]:
    """What a person must look at in these deadlines (date.no_year, date.no_anchor, …), without measure and section."""
    return ()
