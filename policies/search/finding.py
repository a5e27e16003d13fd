"""Searching: the newest hits first, or the best of the newest thousand; counts end at 1,000+."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.access import access_of
from accounts.models import User
from departments.models import Department
from policies.models import SearchParagraph
from policies.models.search import SearchParagraphQuerySet
from policies.search.kinds import KINDS, Shown
from policies.search.newest import MOST, newest
from policies.search.text import LONGEST_QUERY

PAGE = 20
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
    access, wanted = access_of(user), set(jurisdictions)
    overseen, worked_in = access.overseen & wanted, access.unit_jurisdictions & wanted - access.overseen
    if not words or not overseen | worked_in:
        return Found([], 0, None)
    best = asked.order == "best"
    base = _scope(user, overseen, worked_in, asked)
    ids, count = newest(
        base, words, jurisdictions=overseen | worked_in, before=asked.before, enough=MOST if best else PAGE + 1
    )
    if best:
        ranked = sorted(SearchParagraph.objects.in_bulk(ids).values(), key=lambda row: _merit(row, words), reverse=True)
        return Found(_hits(ranked[:PAGE], words), count, None)
    rows = SearchParagraph.objects.in_bulk(ids[:PAGE])
    page = [rows[pk] for pk in ids[:PAGE] if pk in rows]
    return Found(_hits(page, words), count, ids[PAGE - 1] if len(ids) > PAGE else None)


def _scope(user: User, overseen: Set[int], worked_in: Set[int], asked: Asked) -> SearchParagraphQuerySet:
    """Return the rows a person may find under these conditions, whatever they hold."""
    kinds = [KINDS[asked.kind]] if asked.kind in KINDS else list(KINDS.values())
    parts = Q(pk__in=[])
    for kind in kinds:
        if asked.state and asked.state not in dict(kind.states):
            continue
        public = Q(jurisdiction__in=worked_in, is_public=True)
        if worked_in and not kind.is_open:
            public &= Q(object_id__in=kind.visible(user).order_by().values("pk"))
        part = Q(kind=kind.name) & (Q(jurisdiction__in=overseen) | public)
        if asked.unit is not None or asked.state:
            narrowed = kind.narrow(kind.visible(user), asked.unit, asked.state)
            part &= Q(object_id__in=narrowed.order_by().values("pk"))
        parts |= part
    found = SearchParagraph.objects.filter(parts)
    return found.filter(year=asked.year) if asked.year is not None else found


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
