"""The names a reading may lean on: those of the register, and those the document itself prints elsewhere."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_CONJUNCTION = re.compile("以及|和|及|与")
_AREAS = frozenset("国省市县区州镇乡")
_HARMLESS = frozenset("和与及")
_SHORTEST, _LONGEST = 7, 40


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known unit names; without any, the grammar of names stands alone.

    `across` leads from what stands before a conjunction inside a registered name to what stands behind it.
    """

    names: frozenset[str] = frozenset()
    across: dict[str, tuple[str, ...]] = field(default_factory=dict)
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> "Lexicon":
        """A lexicon of the register's names and aliases."""
        known = frozenset(names)
        across: dict[str, tuple[str, ...]] = {}
        for name in known:
            for match in _CONJUNCTION.finditer(name):
                left = name[: match.start()]
                across[left] = (*across.get(left, ()), name[match.end() :])
        return cls(known, across, _by_key(known))

    def knows(self, name: str) -> bool:
        """Whether the register holds exactly this name."""
        return name in self.names

    def protects(self, left: str, right: str) -> bool:
        """Whether a registered name runs across a conjunction between the two."""
        return any(right.startswith(rest) for rest in self.across.get(left, ()))


def near_misses(counts: Counter[str], lexicon: Lexicon) -> dict[str, str]:
    """Names printed once that differ by a character from one printed more often or registered: {misprint: likely}.

    Only for long names: 市教育局 and 市体育局 differ by one character and are both right.
    """
    often = _by_key(name for name, count in counts.items() if count > 1)
    found: dict[str, str] = {}
    for name, count in counts.items():
        if count > 1 or lexicon.knows(name):
            continue
        likely = {
            other
            for key in _keys(name)
            for other in (*often.get(key, ()), *lexicon.near.get(key, ()))
            if other != name and not _other_area(name, other) and not _same_but_for_and(name, other)
        }
        if likely:
            found[name] = max(likely, key=lambda other: (counts[other], other))
    return found


def _by_key(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for key in _keys(name):
            found[key] = (*found.get(key, ()), name)
    return found


def _keys(name: str) -> Iterable[str]:
    """The name with each one of its characters left open or one more between them; the first is kept: it tells
    the government."""
    if not _SHORTEST <= len(name) <= _LONGEST:
        return ()
    replaced = [f"{name[:i]}?{name[i + 1 :]}" for i in range(1, len(name))]
    inserted = [f"{name[:i]}?{name[i:]}" for i in range(2, len(name))]
    return [*replaced, *inserted]


def _same_but_for_and(name: str, other: str) -> bool:
    """Whether only a conjunction is more or less: 市文化旅游局 is 市文化和旅游局."""
    return len(name) != len(other) and _without_and(name) == _without_and(other)


def _without_and(name: str) -> str:
    return "".join(character for character in name if character not in _HARMLESS)


def _other_area(name: str, other: str) -> bool:
    """Whether the two differ in the government they belong to: 市… and 县…"""
    return any(a != b and a in _AREAS and b in _AREAS for a, b in zip(name[:4], other[:4], strict=False))
