"""Text as the index holds it: the characters that carry words, spaced apart; everything else falls away.

Both databases then see single characters as words and a query as a phrase of them, which finds every place where the
characters follow each other: at least what LIKE finds, which is checked afterwards on the text itself.
"""

import re

# what both databases surely take for a word: Han characters (the common block and extension A), letters, digits
_WORDS = re.compile(r"[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]")
LONGEST_QUERY = 100
# beyond 16,383 positions PostgreSQL counts no further
LONGEST = 4000


def phrase(text: str) -> str:
    """Return the characters that are indexed, spaced apart; empty where there are none."""
    return " ".join(_WORDS.findall(text.lower()))


def stretches(text: str) -> list[str]:
    """Return a paragraph in stretches short enough for the index, overlapping so that no phrase is cut."""
    step = LONGEST - LONGEST_QUERY
    return [text[at : at + LONGEST] for at in range(0, max(1, len(text) - LONGEST_QUERY), step)]
