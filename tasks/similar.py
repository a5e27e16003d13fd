"""Which matters ask the same: likeness of their words by rare pairs of characters, between different documents.

Pure arithmetic on titles and quotations; it only suggests, a supervisor decides.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# below this two matters merely share their field
ALIKE = 0.45
# a pair of characters that stands in more texts than this tells nothing
COMMON = 40
_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One matter as it is compared: its id, its document (None: none), the words."""

    id: int
    document: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two matters, the smaller id first, and how alike they are, 0 to 1."""

    first: int
    second: int
    likeness: float

    @property
    def percent(self) -> int:
        """Return the likeness in per cent."""
        return round(100 * self.likeness)


def alike(texts: Iterable[Text], *, least: float = ALIKE) -> list[Alike]:
    """Return the pairs of different documents that are alike, the most alike first.

    The likeness is the cosine of the texts' character pairs weighted by rarity (tf-idf).
    """
    listed = list(texts)
    vectors = _vectors(listed)
    document = {one.id: one.document for one in listed}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for pk, vector in vectors.items():
        for pair, weight in vector.items():
            postings[pair].append((pk, weight))
    products: defaultdict[tuple[int, int], float] = defaultdict(float)
    for holders in postings.values():
        if 1 < len(holders) <= COMMON:
            for key, product in _products(holders):
                products[key] += product
    found = [
        Alike(first, second, min(1.0, value))
        for (first, second), value in products.items()
        if value >= least and (document[first] is None or document[first] != document[second])
    ]
    return sorted(found, key=lambda one: (-one.likeness, one.first, one.second))


def _pairs(words: str) -> list[str]:
    plain = _WORDS.sub("", words)
    return [plain[at : at + 2] for at in range(len(plain) - 1)]


def _vectors(texts: Sequence[Text]) -> dict[int, dict[str, float]]:
    counted = {one.id: Counter(_pairs(one.words)) for one in texts}
    spread = Counter(pair for counts in counted.values() for pair in counts)
    total = len(texts)
    vectors = {}
    for pk, counts in counted.items():
        weights = {pair: n * math.log(1 + total / spread[pair]) for pair, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors[pk] = {pair: weight / length for pair, weight in weights.items()}
    return vectors


def _products(holders: Sequence[tuple[int, float]]) -> Iterator[tuple[tuple[int, int], float]]:
    for at, (first, weight) in enumerate(holders):
        for second, other in holders[at + 1 :]:
            yield ((first, second) if first < second else (second, first)), weight * other
