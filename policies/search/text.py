"""Text as the index holds it: the characters that carry words; everything else falls away.

SQLite keeps them spaced apart and finds a query as a phrase. PostgreSQL keeps single characters and pairs: among a
million paragraphs the posting lists of pairs are short where those of characters are not, and no positions are needed.
Either finds at least what LIKE finds, which is checked afterwards on the text itself.
"""

import re
from itertools import pairwise

# what both databases surely take for a word: Han characters (the common block and extension A), letters, digits
_WORDS = re.compile(r"[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]")
LONGEST_QUERY = 100
# beyond 16,383 positions PostgreSQL counts no further
LONGEST = 4000


def phrase(text: str) -> str:
    """Return the characters that are indexed, spaced apart; empty where there are none."""
    return " ".join(_WORDS.findall(text.lower()))


def grams(text: str) -> list[str]:
    """Return the single characters and the pairs of neighbours that are indexed, each once."""
    characters = _WORDS.findall(text.lower())
    pairs = ["".join(pair) for pair in pairwise(characters)]
    return sorted({*characters, *pairs})


def asked_grams(words: str) -> list[str]:
    """Return what a text that holds the words must have: the pairs, or the one character there is."""
    found = grams(words)
    return [gram for gram in found if len(gram) > 1] or found


def stretches(text: str) -> list[str]:
    """Return a paragraph in stretches short enough for the index, overlapping so that no phrase is cut."""
    step = LONGEST - LONGEST_QUERY
    return [text[at : at + LONGEST] for at in range(0, max(1, len(text) - LONGEST_QUERY), step)]
