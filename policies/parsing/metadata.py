"""What the masthead, the table above the text and the signature say about a document: `read_metadata`."""

from dataclasses import dataclass
from datetime import date

from policies.parsing.types import Finding, Kind, Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """Fields of one document; None where the document does not say.

    `title` is in simplified script and on one line. `year` is the year that 年内 and 全年 mean in it. `kind` is judged
    by title and masthead only: the assembly knows whether there are measures and may judge again.
    """

    title: str | None = None
    doc_number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    year: int | None = None
    kind: Kind = "policy"
    findings: tuple[Finding, ...] = ()


def read_metadata(plain: str, span: Span) -> Metadata:
    """The metadata of the document in `plain[span]`; findings have codes meta.*; never raises."""
    return Metadata()
