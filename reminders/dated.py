"""The rules of a government by date: each day is planned by the rules in force on that very day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from departments.models import Jurisdiction, Rule
from departments.rules import EXAMPLES
from reminders.shapes import SHAPES


@dataclass(frozen=True, slots=True)
class Span:
    """The values of all rules on the days from `first` to `last`, in which none of them changes."""

    first: date
    last: date
    values: dict[str, Any]


def spans(jurisdiction: Jurisdiction, first: date, last: date) -> list[Span]:
    """Return the days from `first` to `last` cut where a rule changes; one query."""
    rows = _rows(jurisdiction, last)
    cuts = sorted({first, *(row.valid_from for row in rows if first < row.valid_from <= last)})
    ends = [*(cut - timedelta(days=1) for cut in cuts[1:]), last]
    return [Span(begin, end, _values(rows, begin)) for begin, end in zip(cuts, ends, strict=True)]


def values_on(jurisdiction: Jurisdiction, day: date) -> dict[str, Any]:
    """Return the values of all rules on a day; one query."""
    return spans(jurisdiction, day, day)[0].values


def _rows(jurisdiction: Jurisdiction, last: date) -> list[Rule]:
    found = Rule.objects.filter(jurisdiction=jurisdiction, key__in=SHAPES, valid_from__lte=last)
    return list(found.order_by("valid_from"))


def _values(rows: Sequence[Rule], day: date) -> dict[str, Any]:
    # later rows replace earlier ones
    return {key: EXAMPLES[key] for key in SHAPES} | {row.key: row.value for row in rows if row.valid_from <= day}
