"""Finding units by what a person types: names and aliases, short forms, pinyin, misprints; nearest first.

A suggestion for a person to pick from, never a decision: near names are often different units.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q
from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

from departments.models import Department, DepartmentName, Jurisdiction, Roster
from departments.selectors import plain_name

NEAR = 55.0
"""Least likeness (0–100) of a near name that is worth showing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit or a collective unit that may be meant; `matched` is the name that answered, `score` 0–100."""

    unit: Department | Roster
    matched: str
    score: float

    @property
    def key(self) -> str:
        """Return how a form names it: `d12` a department, `r3` a roster."""
        return f"{'d' if isinstance(self.unit, Department) else 'r'}{self.unit.pk}"


def find_units(jurisdiction: Jurisdiction, typed: str, on: date, *, limit: int = 8) -> list[Candidate]:
    """Return the units of a day that the typed words may mean, best first; two queries."""
    wanted = plain_name(typed).lower()
    if not wanted:
        return []
    best: dict[str, Candidate] = {}
    for unit, name in names_of(jurisdiction, on):
        score = likeness(wanted, name)
        candidate = Candidate(unit, name, score)
        known = best.get(candidate.key)
        if score >= NEAR and (known is None or known.score < score):
            best[candidate.key] = candidate
    return sorted(best.values(), key=lambda one: (-one.score, len(one.matched), one.matched))[:limit]


def unit_by_key(jurisdiction: Jurisdiction, key: str) -> Department | Roster | None:
    """Return the unit or the roster that a form names (`Candidate.key`), None for any other text."""
    kind, digits = key[:1], key[1:]
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
        return None
    if kind == "d":
        return Department.objects.filter(jurisdiction=jurisdiction, pk=int(digits)).first()
    return Roster.objects.filter(jurisdiction=jurisdiction, pk=int(digits)).first() if kind == "r" else None


def names_of(jurisdiction: Jurisdiction, on: date) -> list[tuple[Department | Roster, str]]:
    """Return every unit that exists on a day with each of its names, former ones too, then the rosters."""
    rows = DepartmentName.objects.filter(
        Q(department__valid_to=None) | Q(department__valid_to__gt=on), jurisdiction=jurisdiction
    ).select_related("department")
    pairs: list[tuple[Department | Roster, str]] = [(row.department, row.name) for row in rows]
    for roster in Roster.objects.filter(jurisdiction=jurisdiction):
        pairs += [(roster, name) for name in (roster.name, *roster.aliases)]
    return pairs


def likeness(wanted: str, name: str) -> float:
    """Return 0–100: same name, its beginning or part, a short form (characters in order), pinyin, then likeness."""
    plain = plain_name(name)
    if wanted == plain:
        return 100.0
    if wanted in plain:
        return 95.0 - min(20, len(plain) - len(wanted))
    return _by_pinyin(wanted, plain) if wanted.isascii() else _by_characters(wanted, plain)


def _by_characters(wanted: str, plain: str) -> float:
    if len(wanted) > 1 and _in_order(wanted, plain):
        return 90.0 - min(20, len(plain) - len(wanted))
    return fuzz.ratio(wanted, plain)


def _by_pinyin(wanted: str, plain: str) -> float:
    full, initials = _pinyin(plain)
    if wanted in (initials, full):
        return 90.0
    if len(wanted) > 1 and (wanted in initials or wanted in full):
        return 85.0
    return 70.0 if len(wanted) > 2 and _in_order(wanted, initials) else 0.0


def _in_order(characters: Iterable[str], text: str) -> bool:
    """Say whether all characters stand in the text in this order (住建局 in 市住房城乡建设局)."""
    rest = iter(text)
    return all(character in rest for character in characters)


@lru_cache(maxsize=5000)
def _pinyin(name: str) -> tuple[str, str]:
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors="ignore")
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
