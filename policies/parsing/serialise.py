"""A reading as the JSON that DESIGN.md promises to other people."""

from datetime import date
from typing import Any

from policies.parsing.types import Finding, ParsedDocument, ParsedFile, ParsedMeasure

Json = dict[str, Any]


def as_json(parsed: ParsedFile) -> list[Json]:
    """The documents of a file as plain values, ready for `json.dumps`."""
    return [_document(document) for document in parsed.documents]


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _document(document: ParsedDocument) -> Json:
    validity = document.validity
    return {
        "title": document.title,
        "doc_number": document.doc_number,
        "index_number": document.index_number,
        "issuer": document.issuer,
        "issued_on": _date(document.issued_on),
        "published_on": _date(document.published_on),
        "effective_on": _date(document.effective_on),
        "expires_on": _date(document.expires_on),
        "validity": {
            "text": validity.text,
            "basis": validity.basis,
            "span": list(validity.span) if validity.span else None,
            "suggested": _date(validity.suggested),
        },
        "kind": document.kind,
        "span": list(document.span),
        "sections": [
            {"number": s.number, "title": s.title, "leads": list(s.leads), "level": s.level, "span": list(s.span)}
            for s in document.sections
        ],
        "measures": [_measure(measure) for measure in document.measures],
        "findings": [_finding(finding) for finding in document.findings],
    }


def _measure(measure: ParsedMeasure) -> Json:
    return {
        "number": measure.number,
        "title": measure.title,
        "section": measure.section,
        "text": measure.text,
        "span": list(measure.span),
        "lead_basis": measure.lead_basis,
        "units": [
            {"name": u.name, "role": u.role, "basis": u.basis, "scope": u.scope, "span": list(u.span), "rule": u.rule}
            for u in measure.units
        ],
        "deadlines": [
            {
                "text": d.text,
                "date": _date(d.date),
                "precision": d.precision,
                "recurrence": d.recurrence,
                "span": list(d.span),
                "rule": d.rule,
            }
            for d in measure.deadlines
        ],
        "targets": [
            {
                "text": t.text,
                "value": t.value,
                "unit": t.unit,
                "comparator": t.comparator,
                "due": _date(t.due),
                "span": list(t.span),
                "rule": t.rule,
            }
            for t in measure.targets
        ],
        "findings": [_finding(finding) for finding in measure.findings],
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "measure": finding.measure,
        "section": finding.section,
        "span": list(finding.span) if finding.span else None,
    }
