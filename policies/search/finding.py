"""Searching: the newest hits first, or the best of the newest thousand; counts end at 1,000+."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.access import access_of
from accounts.models import User
from departments.models import Department
from policies.models import SearchParagraph
from policies.models.search import SearchParagraphQuerySet
from policies.search.kinds import KINDS, Shown
from policies.search.text import LONGEST_QUERY

PAGE = 20
MOST = 1000
# the newest rows that are simply read through: a word that is common is common here too
WINDOW = 20_000
AROUND = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty values narrow nothing. `order` is `newest` or `best`."""

    words: str
    kind: str = ""
    year: int | None = None
    unit: Department | None = None
    state: str = ""
    order: str = "newest"
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph found: of what, and the words around the first place."""

    paragraph: SearchParagraph
    shown: Shown
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits; `count` is None for more than `MOST`, `before` leads to the next page."""

    hits: list[Hit]
    count: int | None
    before: int | None

    @property
    def count_words(self) -> str:
        """Return 0, 12 or 1,000+."""
        return f"{MOST:,}+" if self.count is None else f"{self.count:,}"


def search(user: User, jurisdictions: Iterable[int], asked: Asked) -> Found:
    """Return what a person may see of what holds the words as written; of the given governments only."""
    words = asked.words.strip()[:LONGEST_QUERY]
    if not words:
        return Found([], 0, None)
    base = _scope(user, jurisdictions, asked)
    matching = base.holding(words)
    newest, count = _newest(base, matching, asked.before, words)
    if asked.order == "best":
        newest = sorted(newest, key=lambda row: _merit(row, words), reverse=True)
        page, before = newest[:PAGE], None
    else:
        page = newest[:PAGE]
        before = page[-1].pk if len(newest) > PAGE else None
    return Found(_hits(page, words), count, before)


def _scope(user: User, jurisdictions: Iterable[int], asked: Asked) -> SearchParagraphQuerySet:
    access, wanted = access_of(user), set(jurisdictions)
    seen = Q(jurisdiction__in=access.overseen & wanted)
    seen |= Q(jurisdiction__in=access.unit_jurisdictions & wanted, is_public=True)
    found = SearchParagraph.objects.filter(seen)
    if asked.year is not None:
        found = found.filter(year=asked.year)
    names = [asked.kind] if asked.kind in KINDS else list(KINDS)
    parts = Q(pk=None)
    for name in names:
        part = Q(kind=name)
        if asked.unit is not None or asked.state or name not in ("policy", "measure"):
            kind = KINDS[name]
            allowed = kind.narrow(kind.visible(user), asked.unit, asked.state)
            part &= Q(object_id__in=allowed.values("pk"))
        parts |= part
    return found.filter(parts)


def _newest(
    base: SearchParagraphQuerySet, matching: SearchParagraphQuerySet, before: int | None, words: str
) -> tuple[list[SearchParagraph], int | None]:
    """Return up to `MOST` of the newest hits and their count, None for more than `MOST`.

    A word that stands in many rows is found by reading the newest ones; asking the index would list all of them first.
    """
    older = matching.filter(pk__lt=before) if before else matching
    if connection.vendor == "postgresql":
        last = SearchParagraph.objects.aggregate(last=Max("pk"))["last"] or 0
        start = (before or last + 1) - WINDOW
        if start > 0:
            recent = base.filter(pk__gt=start, text__icontains=words)
            rows = list((recent.filter(pk__lt=before) if before else recent).order_by("-pk")[: PAGE * 10])
            # as common as this among the newest, it stands in far more than `MOST` of all rows
            if len(rows) > PAGE and last * len(rows) / WINDOW > 2 * MOST:
                return rows, None
    rows = list(older.order_by("-pk")[: MOST + 1])
    count = len(rows) if before is None else matching.order_by()[: MOST + 1].count()
    return rows[:MOST], None if count > MOST else count


def _merit(row: SearchParagraph, words: str) -> tuple[int, float, int]:
    """Order the best first: a document before its parts, dense before thin, new before old."""
    places = row.text.lower().count(words.lower())
    return int(row.kind == "policy" and len(row.text) < 80), places / (len(row.text) + 50), row.pk


def _hits(rows: list[SearchParagraph], words: str) -> list[Hit]:
    shown = {name: kind.show({row.object_id for row in rows if row.kind == name}) for name, kind in KINDS.items()}
    return [
        Hit(row, shown[row.kind][row.object_id], excerpt(row.text, words))
        for row in rows
        if row.object_id in shown.get(row.kind, {})
    ]


def excerpt(text: str, words: str) -> SafeString:
    """Return the words around the first place as HTML, every place of the words marked."""
    folded, wanted = text.lower(), words.lower()
    # folding may change the length of exotic letters; then the text is shown from its beginning
    first = folded.find(wanted) if len(folded) == len(text) else -1
    start = max(0, first - AROUND)
    end = min(len(text), max(first, 0) + len(words) + 2 * AROUND)
    parts, at = ["…" if start else ""], start
    while first >= 0 and (place := folded.find(wanted, at, end)) >= 0:
        parts += [escape(text[at:place]), "<mark>", escape(text[place : place + len(words)]), "</mark>"]
        at = place + len(words)
    parts += [escape(text[at:end]), "…" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 every part is escaped
