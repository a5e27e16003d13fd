"""The words of the rules, read from `rules/*.toml`: people add a form there, with an example, and touch no code."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

RULES = Path(__file__).parent / "rules"


class Vocabulary:
    """One file of rules: a key holds words separated by spaces, or a table of word and meaning."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def words(self, *keys: str) -> tuple[str, ...]:
        """The words under these keys, in the order of the file."""
        return tuple(word for key in keys for word in str(self._values[key]).split())

    def table(self, key: str) -> dict[str, str]:
        """Each word of a table with its meaning; several words may share a meaning: `monthly = "每月 按月"`."""
        return {word: meaning for meaning, words in self.groups(key).items() for word in words}

    def groups(self, key: str) -> dict[str, tuple[str, ...]]:
        """The word lists of a table."""
        table = self._values[key]
        if not isinstance(table, Mapping):
            raise TypeError(f"{key} is no table")
        return {name: tuple(str(words).split()) for name, words in table.items()}

    def pattern(self, *keys: str) -> str:
        """A pattern for any word of these keys."""
        return any_of(self.words(*keys))

    def examples(self, key: str = "examples") -> tuple[Mapping[str, str], ...]:
        """The examples that the tests read."""
        rows = self._values[key]
        return tuple(rows) if isinstance(rows, list) else ()


@cache
def vocabulary(name: str) -> Vocabulary:
    """The words of `rules/NAME.toml`."""
    return Vocabulary(tomllib.loads((RULES / f"{name}.toml").read_text(encoding="utf-8")))


def any_of(choices: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(choices, key=len, reverse=True))) + ")"
