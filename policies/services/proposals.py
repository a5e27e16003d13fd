"""What the reader proposed, as plain data that is kept beside every correction (the shape of `parse_policy`)."""

from collections.abc import Mapping
from typing import Any

from policies.parsing.types import ParsedDeadline, ParsedDocument, ParsedMeasure, ParsedTarget, ParsedUnit

METADATA = (
    "title",
    "kind",
    "doc_number",
    "index_number",
    "issuer",
    "issued_on",
    "published_on",
    "effective_on",
    "expires_on",
)
_COMPARED = {
    "units": ("name", "role", "basis", "scope"),
    "deadlines": ("text", "date", "precision", "recurrence"),
    "targets": ("text", "value", "unit", "comparator", "due"),
}


def unit_proposal(unit: ParsedUnit) -> dict[str, Any]:
    """Return a unit as read."""
    return {
        "name": unit.name,
        "role": unit.role,
        "basis": unit.basis,
        "scope": unit.scope,
        "span": list(unit.span),
        "rule": unit.rule,
    }


def deadline_proposal(deadline: ParsedDeadline) -> dict[str, Any]:
    """Return a date as read, ISO or null."""
    return {
        "text": deadline.text,
        "date": deadline.date.isoformat() if deadline.date else None,
        "precision": deadline.precision,
        "recurrence": deadline.recurrence,
        "span": list(deadline.span),
        "rule": deadline.rule,
    }


def target_proposal(target: ParsedTarget) -> dict[str, Any]:
    """Return a target as read; `value` in base figures."""
    return {
        "text": target.text,
        "value": target.value,
        "unit": target.unit,
        "comparator": target.comparator,
        "due": target.due.isoformat() if target.due else None,
        "span": list(target.span),
        "rule": target.rule,
    }


def measure_proposal(measure: ParsedMeasure) -> dict[str, Any]:
    """Return a measure with everything read in it."""
    return {
        "number": measure.number,
        "title": measure.title,
        "section": measure.section,
        "text": measure.text,
        "span": list(measure.span),
        "lead_basis": measure.lead_basis,
        "units": [unit_proposal(unit) for unit in measure.units],
        "deadlines": [deadline_proposal(deadline) for deadline in measure.deadlines],
        "targets": [target_proposal(target) for target in measure.targets],
    }


def document_proposal(document: ParsedDocument) -> dict[str, Any]:
    """Return title, number and dates of a document as read."""
    return {name: _plain(getattr(document, name)) for name in METADATA}


def comparable(proposal: Mapping[str, Any]) -> dict[str, Any]:
    """Return a measure's proposal without places and rules: two readings that say the same are equal."""
    values: dict[str, Any] = {name: proposal.get(name) for name in ("title", "lead_basis")}
    for name, keys in _COMPARED.items():
        values[name] = [[row.get(key) for key in keys] for row in proposal.get(name, [])]
    return values


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
