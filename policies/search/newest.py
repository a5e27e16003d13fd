"""The newest paragraphs that hold some words, exactly, without listing all of them first.

Two ways find them. Reading the newest rows backwards costs as many rows as it takes to meet enough hits: little for a
common word, everything for a rare one. Asking the index costs as many rows as there are hits: little for a rare word,
everything for a common one. So a bounded window of the newest rows is read first; only what it cannot answer is asked
of the index, and that is rare by then.
"""

from collections.abc import Collection

from django.db import connection

from policies.models import SearchParagraph
from policies.models.search import SearchParagraphQuerySet

MOST = 1000
# how many of the newest rows are read through; below this number of rows the index answers everything at once
WINDOW = 20_000


def newest(
    base: SearchParagraphQuerySet, words: str, *, jurisdictions: Collection[int], before: int | None, enough: int
) -> tuple[list[int], int | None]:
    """Return ids of the newest hits below `before`, and how many hits there are: None for more than `MOST`.

    At least `enough` of them where there are so many, never more than `MOST`. `base` says which rows may be found,
    `jurisdictions` of which governments they are at most.
    """
    found = _in_window(base, words, jurisdictions, before) if connection.vendor == "postgresql" else []
    if before is None and len(found) > MOST:
        return found[:MOST], None
    matching = base.holding(words)
    if len(found) < enough:
        older = matching.filter(pk__lt=before) if before else matching
        found = list(older.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
        if before is None:
            return found[:MOST], len(found) if len(found) <= MOST else None
    count = matching.order_by()[: MOST + 1].count()
    return found[:MOST], count if count <= MOST else None


def _in_window(
    base: SearchParagraphQuerySet, words: str, jurisdictions: Collection[int], before: int | None
) -> list[int]:
    """Return the hits among the newest `WINDOW` rows of these governments; empty where there are no more than that."""
    rows = SearchParagraph.objects.filter(jurisdiction__in=jurisdictions)
    if before is not None:
        rows, base = rows.filter(pk__lt=before), base.filter(pk__lt=before)
    start = rows.order_by("-pk").values_list("pk", flat=True)[WINDOW : WINDOW + 1].first()
    if start is None:
        return []
    hits = base.filter(pk__gt=start).containing(words).order_by("-pk")
    return list(hits.values_list("pk", flat=True)[: MOST + 1])
