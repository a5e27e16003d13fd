"""Units that may answer for a measure which names none, with what speaks for them; a person decides."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import cast

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Length

from departments.models import Department, Jurisdiction
from policies.models import Measure, Responsibility
from policies.parsing.suggest import Example, Suggester, words_before_clause
from policies.parsing.types import Role

NEWEST = 400  # confirmed measures that are learned from: their words fit into half a second
_Signature = tuple[int, datetime | None, int, int]


@dataclass(frozen=True, slots=True)
class SuggestedUnit:
    """A unit, its share of all that speaks for any unit in per cent, and what speaks for it."""

    name: str
    percent: int
    measures: tuple[Measure, ...]
    duties: tuple[str, ...]


def suggested_units(measure: Measure, jurisdiction: Jurisdiction) -> list[SuggestedUnit]:
    """Return up to three units, the likeliest first; two queries, and two more where measures were confirmed since."""
    trained, known = _trained(jurisdiction.pk, _signature(jurisdiction.pk))
    found = trained.suggest(words_before_clause(measure.text, ()), title=measure.title)
    return [
        SuggestedUnit(
            one.unit,
            round(100 * one.score),
            tuple(known[like.key] for like in one.similar if like.key != str(measure.pk)),
            one.duties,
        )
        for one in found
    ]


def _signature(jurisdiction: int) -> _Signature:
    """What changes when measures are confirmed or duties are written."""
    measures = _confirmed(jurisdiction).aggregate(many=Count("pk"), last=Max("confirmed_at"))
    units = Department.objects.filter(jurisdiction=jurisdiction).aggregate(many=Count("pk"), said=Sum(Length("duties")))
    return measures["many"], measures["last"], units["many"], units["said"] or 0


def _confirmed(jurisdiction: int) -> QuerySet[Measure]:
    return Measure.objects.current().confirmed().filter(policy_version__policy__jurisdiction=jurisdiction)


@lru_cache(maxsize=8)
def _trained(jurisdiction: int, _signature: _Signature) -> tuple[Suggester, dict[str, Measure]]:
    newest = list(
        _confirmed(jurisdiction).select_related("policy_version__policy").order_by("-confirmed_at", "-pk")[:NEWEST]
    )
    known = {str(measure.pk): measure for measure in newest}
    units: dict[int, list[Responsibility]] = {}
    standing = Responsibility.objects.standing().filter(measure__in=newest).with_names()
    for row in standing.order_by("position", "pk"):
        units.setdefault(row.measure_id, []).append(row)
    duties = dict(Department.objects.filter(jurisdiction=jurisdiction).exclude(duties="").values_list("name", "duties"))
    examples = [_example(measure, units[measure.pk]) for measure in newest if measure.pk in units]
    return Suggester().train(examples, duties), known


def _example(measure: Measure, rows: list[Responsibility]) -> Example:
    places = [row.span_start - measure.span_start for row in rows if row.span_start is not None]
    named = tuple((row.registered_name or row.printed_name, cast(Role, row.role)) for row in rows)
    return Example(str(measure.pk), measure.title, words_before_clause(measure.text, places), named)
