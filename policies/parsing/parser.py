"""From text to `ParsedFile`: split, lay out, outline, read clauses, give roles, find dates and targets."""

from datetime import date

from policies.parsing import commitments, layout, normalise, reports, split
from policies.parsing import findings as finding
from policies.parsing.assembly import Assembly
from policies.parsing.lexicon import Lexicon
from policies.parsing.measures import Draft, draft_measures, draft_rows
from policies.parsing.metadata import Metadata, read_metadata
from policies.parsing.missed_tables import unread_heads
from policies.parsing.outline import Outline, read_outline
from policies.parsing.tables import find_tables
from policies.parsing.types import ParsedDocument, ParsedFile, Span
from policies.parsing.validity import read_validity

VERSION = "1.0"


def parse(text: str, lexicon: Lexicon | None = None, reference_date: date | None = None) -> ParsedFile:
    """Read a text; never raises. `lexicon` holds registered names, `reference_date` is the day of reading."""
    plain = normalise.fold(text)
    documents = tuple(_document(plain, text, span, lexicon or Lexicon()) for span in split.articles(plain))
    return ParsedFile(text, documents, VERSION)


def _document(plain: str, text: str, span: Span, lexicon: Lexicon) -> ParsedDocument:
    metadata = read_metadata(plain, span)
    expires_on, validity, validity_findings = read_validity(plain, span, metadata)
    body = layout.paragraphs(plain, span)
    tables = find_tables(body.text)
    outline = read_outline(body.text, [(table.start, table.end) for table in tables])
    drafts = draft_measures(outline, lexicon)
    drafts.measures = sorted([*drafts.measures, *draft_rows(outline, tables, lexicon)], key=lambda draft: draft.start)
    if not drafts.measures:
        drafts.measures = _without_clauses(outline, metadata, lexicon)
    elif metadata.kind in ("policy", "other"):
        beside = commitments.draft_beside(drafts, lexicon, all_duties=_is_minutes(metadata))
        drafts.measures = sorted([*drafts.measures, *beside], key=lambda draft: draft.start)
    assembly = Assembly(text, body, drafts, metadata, lexicon)
    measures = assembly.measures()
    sections = assembly.sections()
    return ParsedDocument(
        title=metadata.title or "",
        span=span,
        kind=metadata.kind,
        doc_number=metadata.doc_number,
        index_number=metadata.index_number,
        issuer=metadata.issuer,
        issued_on=metadata.issued_on,
        published_on=metadata.published_on,
        effective_on=metadata.effective_on,
        expires_on=expires_on,
        validity=validity,
        sections=sections,
        measures=measures,
        findings=(
            *metadata.findings,
            *validity_findings,
            *assembly.document_findings(),
            *(finding.make("clause.table", span=body.span(*head)) for head in unread_heads(body.text, tables)),
        ),
    )


def _is_minutes(metadata: Metadata) -> bool:
    return "纪要" in (metadata.title or "")


def _without_clauses(outline: Outline, metadata: Metadata, lexicon: Lexicon) -> list[Draft]:
    """What a document without any clause gives to do: its numbered duties, or the promises of a report."""
    if metadata.kind == "work_report":
        return reports.draft_promises(outline.text)
    if _is_minutes(metadata):
        return commitments.draft_commitments(outline, lexicon)
    if metadata.kind != "policy" or commitments.without_duties(outline.text):
        return []
    return commitments.draft_commitments(outline, lexicon)
