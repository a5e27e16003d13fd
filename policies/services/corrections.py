"""What persons corrected, beside what the reader proposed: material for the reader's corpus."""

from collections.abc import Iterator
from typing import Any

from departments.models import Jurisdiction
from policies.models import Measure, MeasureState
from policies.services.proposals import comparable


def export_corrections(jurisdiction: Jurisdiction) -> Iterator[dict[str, Any]]:
    """Yield every decided measure whose reading a person changed.

    Each is `{"policy", "number", "text", "kind": corrected|rejected|added|split, "proposed", "decided"}`; `decided` has
    the shape of `proposed` (that of `parse_policy`), each unit with its `registered` name, and is null for a measure
    that was rejected.
    """
    measures = (
        Measure.objects.filter(policy_version__policy__jurisdiction=jurisdiction)
        .current()
        .exclude(state=MeasureState.PROPOSED)
        .select_related("policy_version__policy", "section")
        .prefetch_related("responsibilities__department", "responsibilities__roster", "deadlines", "targets")
    )
    for measure in measures.order_by("policy_version", "position"):
        kind = _kind(measure)
        decided = None if kind == "rejected" else decided_reading(measure)
        if kind != "corrected" or comparable(measure.proposal) != comparable(decided or {}):
            yield {
                "policy": measure.policy_version.policy.title,
                "number": measure.number,
                "text": measure.text,
                "kind": kind,
                "proposed": measure.proposal,
                "decided": decided,
            }


def decided_reading(measure: Measure) -> dict[str, Any]:
    """Return a measure as it stands now in the shape of its proposal; dropped values are left out."""
    return {
        "number": measure.number or None,
        "title": measure.title,
        "section": measure.section.title if measure.section else None,
        "text": measure.text,
        "span": [measure.span_start, measure.span_end],
        "lead_basis": measure.lead_basis,
        "units": [_unit(row) for row in measure.responsibilities.all() if not row.is_dropped],
        "deadlines": [
            {
                "text": row.text,
                "date": row.date.isoformat() if row.date else None,
                "precision": row.precision,
                "recurrence": row.recurrence or None,
                "span": _span(row),
            }
            for row in measure.deadlines.all()
            if not row.is_dropped
        ],
        "targets": [
            {
                "text": row.text,
                "value": float(row.value),
                "unit": row.unit,
                "comparator": row.comparator,
                "due": row.due.isoformat() if row.due else None,
                "span": _span(row),
            }
            for row in measure.targets.all()
            if not row.is_dropped
        ],
    }


def _unit(row: Any) -> dict[str, Any]:
    registered = row.department or row.roster
    return {
        "name": row.printed_name,
        "registered": registered.name if registered else None,
        "role": row.role,
        "basis": row.basis,
        "scope": row.scope or None,
        "span": _span(row),
    }


def _span(row: Any) -> list[int] | None:
    return None if row.span_start is None else [row.span_start, row.span_end]


def _kind(measure: Measure) -> str:
    if measure.state == MeasureState.REJECTED:
        return "rejected"
    if "split_from" in measure.proposal:
        return "split"
    return "added" if measure.proposal.get("added") else "corrected"
