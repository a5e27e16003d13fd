"""Units near to what was typed or printed: pinyin, short forms, misprints. A suggestion to a person, never a decision.

No threshold of likeness is safe (市税务局 is nearer to 市商务局 than many right answers to their question), so every
suggestion says on what ground it stands, and the better grounds come first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

from departments.models import Department, DepartmentName, Jurisdiction, NameKind, Roster
from departments.selectors import plain_name

# below this two names have nothing in common that a person would call near (in per cent, rapidfuzz's ratio)
NEAR = 60
SHORTEST_FORM = 2


class Ground(IntEnum):
    """Why a name is suggested, the best ground first."""

    SAME = 0
    BEGINS = 1
    CONTAINS = 2
    SHORT_FORM = 3
    PINYIN = 4
    NEAR = 5


WORDS = {
    Ground.SAME: "名称相同",
    Ground.BEGINS: "名称开头",
    Ground.CONTAINS: "名称包含",
    Ground.SHORT_FORM: "简称",
    Ground.PINYIN: "拼音",
    Ground.NEAR: "字形相近",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit or a collective unit, the name that matched, and on what ground."""

    name: str
    ground: Ground
    likeness: float
    department: Department | None = None
    roster: Roster | None = None

    @property
    def label(self) -> str:
        """The name a person picks: the official one."""
        return str(self.department or self.roster)

    @property
    def why(self) -> str:
        """The ground as a person reads it, with the name that matched where it is another one."""
        words = WORDS[self.ground]
        return words if self.name == self.label else f"{words}：{self.name}"


def suggest(jurisdiction: Jurisdiction, typed: str, on: date, *, limit: int = 8) -> list[Suggestion]:
    """Return the nearest units and rosters, best first, each once; units that are gone come with their former names."""
    wanted = plain_name(typed).lower()
    if not wanted:
        return []
    best: dict[tuple[str, int], Suggestion] = {}
    for name, department, roster in _names(jurisdiction):
        ground, likeness = _compare(wanted, plain_name(name))
        if ground is None:
            continue
        found = Suggestion(name, ground, likeness, department, roster)
        key = ("unit", department.pk) if department else ("roster", roster.pk if roster else 0)
        if key not in best or _rank(found, on) < _rank(best[key], on):
            best[key] = found
    return sorted(best.values(), key=lambda one: _rank(one, on))[:limit]


def _rank(suggestion: Suggestion, on: date) -> tuple[int, bool, float, int]:
    gone = suggestion.department is not None and not suggestion.department.is_active(on)
    return suggestion.ground, gone, -suggestion.likeness, len(suggestion.name)


def _names(jurisdiction: Jurisdiction) -> Iterator[tuple[str, Department | None, Roster | None]]:
    rows = DepartmentName.objects.filter(jurisdiction=jurisdiction).select_related("department")
    for row in sorted(rows, key=lambda one: one.kind != NameKind.OFFICIAL):
        yield row.name, row.department, None
    for roster in Roster.objects.filter(jurisdiction=jurisdiction):
        for name in (roster.name, *roster.aliases):
            yield name, None, roster


def _compare(wanted: str, name: str) -> tuple[Ground | None, float]:
    likeness = fuzz.ratio(wanted, name)
    if wanted == name:
        return Ground.SAME, likeness
    if name.startswith(wanted):
        return Ground.BEGINS, likeness
    if wanted in name:
        return Ground.CONTAINS, likeness
    if wanted.isascii():
        return (Ground.PINYIN, likeness) if _sounds(wanted, name) else (None, 0)
    if len(wanted) >= SHORTEST_FORM and _is_short_form(wanted, name):
        return Ground.SHORT_FORM, likeness
    return (Ground.NEAR, likeness) if likeness >= NEAR else (None, 0)


def _is_short_form(short: str, name: str) -> bool:
    """Say whether the characters of `short` stand in `name` in this order (市住建局 in 市住房城乡建设局)."""
    rest = iter(name)
    return all(character in rest for character in short)


def _sounds(typed: str, name: str) -> bool:
    whole, initials = _pinyin(name)
    return typed in whole or typed in initials


@lru_cache(maxsize=20_000)
def _pinyin(name: str) -> tuple[str, str]:
    """Return a name's pinyin without tones, written together, and its initials."""
    syllables = lazy_pinyin(name, style=Style.NORMAL, errors="ignore")
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
