"""Word lists and tables of words in `rules/*.toml`, with their examples: a form is added there and touches no code."""

from collections.abc import Iterable, Mapping
from functools import cache

from policies.parsing.words import alternatives, table


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
        groups = self._values[key]
        if not isinstance(groups, Mapping):
            raise TypeError(f"{key} is no table")
        return {name: tuple(str(words).split()) for name, words in groups.items()}

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
    return Vocabulary(table(name))


def any_of(choices: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return f"(?:{alternatives(choices)})"
