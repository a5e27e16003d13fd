"""What the reader returns: immutable values, each with its span in the text as read and the rule that read it.

A span is `(start, end)` in characters of `ParsedFile.text`, the end exclusive.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Span = tuple[int, int]
Role = Literal["lead", "co", "support", "joint", "implementing"]
Basis = Literal["explicit", "note", "first_listed", "blanket", "inline"]
LeadBasis = Literal["explicit", "first_listed_note", "first_listed_inferred", "none"]
Precision = Literal["day", "month", "quarter", "half", "year", "open"]
Recurrence = Literal["weekly", "monthly", "quarterly", "half_yearly", "yearly"]
Comparator = Literal[">=", "<=", "=", ">", "<", "~"]
Kind = Literal["policy", "work_report", "news", "other"]
Severity = Literal["doubt", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know (`info`) or must look at (`doubt`).

    `measure` and `section` are the printed number and heading of the measure it belongs to; both None for the document.
    """

    code: str
    severity: Severity
    message: str
    measure: str | None = None
    section: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit named on a measure: `name` in simplified script as printed, `scope` what it answers for, if written."""

    name: str
    role: Role
    basis: Basis
    span: Span
    rule: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedDeadline:
    """A date to be met: `date` is the last day of the named period, None where none is known."""

    text: str
    date: date | None
    precision: Precision
    span: Span
    rule: str
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """A quantity to reach, `value` in the printed scale's base (8800亿元 = 880000000000.0 元); a range is two."""

    text: str
    value: float
    unit: str
    comparator: Comparator
    span: Span
    rule: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ParsedMeasure:
    """The lowest numbered paragraph that carries duties, or an unassigned commitment where no unit is named."""

    number: str | None
    title: str
    section: str | None
    text: str
    span: Span
    lead_basis: LeadBasis
    units: tuple[ParsedUnit, ...] = ()
    deadlines: tuple[ParsedDeadline, ...] = ()
    targets: tuple[ParsedTarget, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A heading above measures; `leads` are the units that coordinate it (由A牵头 in the heading)."""

    number: str | None
    title: str
    span: Span
    leads: tuple[str, ...] = ()
    level: int = 1


@dataclass(frozen=True, slots=True)
class ParsedValidity:
    """How long the document holds: the printed words and the ground, never an invented end."""

    text: str | None = None
    basis: str | None = None
    span: Span | None = None
    suggested: date | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document of a file."""

    title: str
    span: Span
    kind: Kind = "policy"
    doc_number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    validity: ParsedValidity = ParsedValidity()
    sections: tuple[ParsedSection, ...] = ()
    measures: tuple[ParsedMeasure, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All documents of one file, with the text that every span points into."""

    text: str
    documents: tuple[ParsedDocument, ...]
    parser_version: str
    findings: tuple[Finding, ...] = field(default=())
