"""Putting text into the index and taking it out, in the transaction of the act that changed it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from departments.models import Jurisdiction
from policies.models import Measure, MeasureState, Policy, PolicyState, PolicyVersion, SearchParagraph
from policies.search.text import grams, phrase, stretches

POLICY, MEASURE = "policy", "measure"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be found of one object: its paragraphs, its day (for the year), and whether units may find it."""

    object_id: int
    jurisdiction: Jurisdiction
    paragraphs: Sequence[str]
    on: date | None = None
    is_public: bool = False


def put(*, kind: str, entries: Sequence[Entry]) -> None:
    """Replace what is indexed of objects; higher apps call it with a kind of their own (see `kinds.register`)."""
    remove(kind=kind, object_ids=[entry.object_id for entry in entries])
    _insert([row for entry in entries for row in _rows(kind, entry)])


def open_to_units(*, kind: str, object_ids: Iterable[int]) -> None:
    """Let units find objects that only overseers found before."""
    SearchParagraph.objects.filter(kind=kind, object_id__in=list(object_ids)).update(is_public=True)


def remove(*, kind: str, object_ids: Iterable[int]) -> None:
    """Take objects out of the index."""
    rows = SearchParagraph.objects.filter(kind=kind, object_id__in=list(object_ids))
    if connection.vendor == "sqlite":
        ids = list(rows.values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM policies_paragraph_fts WHERE rowid = %s", [(pk,) for pk in ids])
    rows.delete()


def reindex_policy(policy: Policy) -> None:
    """Index what is to be found of a policy: the published version where there is one, else the one under check.

    Measures stand as such; the paragraphs between them, and the title, stand for the document.
    """
    versions = policy.versions.select_related("source_file").order_by("-number")
    version = versions.exclude(published_at=None).first() or versions.filter(is_current=True).first()
    known = Measure.objects.filter(policy_version__policy=policy).values_list("pk", flat=True)
    remove(kind=MEASURE, object_ids=known)
    remove(kind=POLICY, object_ids=[policy.pk])
    if version is None:
        return
    is_public = version.published_at is not None and policy.state != PolicyState.IN_REVIEW
    measures = [one for one in version.measures.all() if one.state != MeasureState.REJECTED]
    on, rows = policy.issued_on, []
    for measure in measures:
        lines = measure.text.split("\n")
        if measure.title not in measure.text:
            lines.insert(0, measure.title)
        public = is_public and measure.state == MeasureState.CONFIRMED
        rows += _rows(MEASURE, Entry(measure.pk, policy.jurisdiction, lines, on=on, is_public=public))
    rest = _between(version, measures, policy)
    rows += _rows(POLICY, Entry(policy.pk, policy.jurisdiction, rest, on=on, is_public=is_public))
    _insert(rows)


def _between(version: PolicyVersion, measures: list[Measure], policy: Policy) -> list[str]:
    """Return title and number, and the lines of the document that belong to no measure."""
    text, at = version.source_file.text, version.span_start
    found = [f"{policy.title} {policy.doc_number}".strip()]
    taken = sorted((measure.span_start, measure.span_end) for measure in measures)
    for line in text[at : version.span_end].split("\n"):
        end = at + len(line)
        if not any(start < end and at < last for start, last in taken) and line.strip() != policy.title:
            found.append(line)
        at = end + 1
    return found


def _rows(kind: str, entry: Entry) -> list[SearchParagraph]:
    return [
        SearchParagraph(
            jurisdiction=entry.jurisdiction,
            kind=kind,
            object_id=entry.object_id,
            text=stretch,
            year=entry.on.year if entry.on else None,
            is_public=entry.is_public,
        )
        for paragraph in entry.paragraphs
        if paragraph.strip()
        for stretch in stretches(paragraph.strip())
    ]


def rebuild_phrases() -> int:
    """Give every row its phrase again, whatever kind it is of; returns how many. A restore brings rows back without."""
    count, batch = 0, list[SearchParagraph]()
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM policies_paragraph_fts")
        for row in SearchParagraph.objects.order_by("pk").iterator(chunk_size=2000):
            batch.append(row)
            if len(batch) == 500:
                _space(batch)
                batch = []
            count += 1
        _space(batch)
    return count


def _insert(rows: list[SearchParagraph]) -> None:
    _space(SearchParagraph.objects.bulk_create(rows, batch_size=500))


def _space(made: list[SearchParagraph]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE policies_searchparagraph SET tsv = array_to_tsvector(%s) WHERE id = %s",
                [(grams(row.text), row.pk) for row in made],
            )
        else:
            spaced = [(phrase(row.text), row.pk) for row in made]
            cursor.executemany("INSERT OR REPLACE INTO policies_paragraph_fts (body, rowid) VALUES (%s, %s)", spaced)
