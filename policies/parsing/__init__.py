"""Reading policy documents: pure functions from text to `types.ParsedFile`, without Django."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.parsing.types import ParsedFile


def read(text: str, *, names: Iterable[str] = (), reference_date: date | None = None) -> "ParsedFile":
    """Read a text and say what it is unsure of.

    `names` are the registered names and aliases of units that the text may use. Never raises; cost grows with the
    length of the text alone.
    """
    # the grammar is loaded when a text is read: a file that is refused does not wait for it
    from policies.parsing.lexicon import Lexicon
    from policies.parsing.parser import parse

    return parse(text, Lexicon.of(names), reference_date)
