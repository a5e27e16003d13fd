"""The names a reading may lean on: those of the register, and those the document itself prints elsewhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_SEPARATORS = "、和及与等"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known unit names; without any, the grammar of names stands alone."""

    names: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, names: Iterable[str]) -> "Lexicon":
        """A lexicon of the register's names and aliases."""
        return cls(frozenset(names))

    def knows(self, name: str) -> bool:
        """Whether the register holds exactly this name."""
        return name in self.names

    def protects(self, left: str, right: str) -> bool:
        """Whether a registered name runs across a conjunction between the two."""
        return (
            any(conjunction + right in _after(left, self.names) for conjunction in ("和", "及", "与", "以及"))
            if self.names
            else False
        )


def _after(left: str, names: frozenset[str]) -> set[str]:
    return {name[len(left) :] for name in names if name.startswith(left)}


def near_misses(counts: Counter[str], known: frozenset[str]) -> dict[str, str]:
    """Names printed once that differ by a character from one printed more often or registered: {misprint: likely}.

    Only for long names: 市教育局 and 市体育局 differ by one character and are both right.
    """
    found: dict[str, str] = {}
    buckets: dict[str, list[str]] = {}
    for name in {*(name for name, count in counts.items() if count > 1), *known}:
        for key in _keys(name):
            buckets.setdefault(key, []).append(name)
    for name, count in counts.items():
        if count > 1 or name in known or len(name) < 7:
            continue
        for key in _keys(name):
            likely = [other for other in buckets.get(key, ()) if other != name]
            if likely:
                found[name] = max(likely, key=lambda other: (counts[other], other))
                break
    return found


def _keys(name: str) -> Iterable[str]:
    """The name with each one of its characters left open."""
    return (f"{name[:i]}?{name[i + 1 :]}" for i in range(len(name))) if 6 < len(name) < 40 else ()
