"""Units for commitments that name none, learned from confirmed measures and the units' duties: `Suggester`.

A suggestion is never an assignment. Each carries a score between 0 and 1 and the measures that speak for it.
"""

import logging
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from policies.parsing.normalise import fold
from policies.parsing.types import Role
from policies.parsing.vocabulary import vocabulary

if TYPE_CHECKING:
    import jieba

# Fixed before any figure was read: what a measure says for its units by their role, …
ROLE_WEIGHT: Mapping[Role, float] = {"lead": 1.0, "joint": 0.5, "co": 0.3, "support": 0.15, "implementing": 0.0}
TITLE_WEIGHT = 2.0  # … how much more the words of a title count,
DUTY_WEIGHT = 1.0  # … how much the duties count beside the similar measures,
LEAD_WEIGHT = 0.3  # … and how much the share of all leads that a unit already holds.
NEIGHBOURS = 8  # similar measures that are asked
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z][A-Za-z0-9]+|\d[A-Za-z]+")

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A confirmed measure: its words without the clause, and the units with their roles."""

    key: str
    title: str
    text: str
    units: tuple[tuple[str, Role], ...]


@dataclass(frozen=True, slots=True)
class Similar:
    """A measure that speaks for a unit, and how similar it is (0 to 1)."""

    key: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit with its share of all that was said for any unit (0 to 1) and what speaks for it, the strongest first."""

    unit: str
    score: float
    similar: tuple[Similar, ...]
    duties: tuple[str, ...]


@cache
def _tokenizer() -> "jieba.Tokenizer":
    """An own tokenizer: the global one would learn every caller's words."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # jieba would leave its cache where anybody may replace it
    with TemporaryDirectory() as private:
        tokenizer.tmp_dir = private
        tokenizer.initialize()
    for words in vocabulary("duties").groups("fields").values():
        for word in words:
            tokenizer.add_word(word)
    return tokenizer


def words_of(text: str) -> list[str]:
    """The words of a text, in simplified script, that can tell one field from another."""
    return [word for word in _tokenizer().cut(fold(text), HMM=False) if _WORD.fullmatch(word)]


def _usual_duties(unit: str) -> tuple[str, ...]:
    """What offices of this name usually answer for."""
    found: list[str] = []
    for names, words in vocabulary("duties").groups("fields").items():
        if any(name in unit for name in names.split()):
            found += words
    return tuple(dict.fromkeys(found))


def _cosine(left: Vector, right: Vector) -> float:
    small, large = (left, right) if len(left) < len(right) else (right, left)
    return sum(weight * large[word] for word, weight in small.items() if word in large)


class Suggester:
    """Suggests units for a text; `train` it again when measures were confirmed."""

    def __init__(self) -> None:
        self._rarity: dict[str, float] = {}
        self._unknown = 0.0
        self._measures: list[tuple[Example, Vector]] = []
        self._duties: dict[str, Vector] = {}
        self._leads: Counter[str] = Counter()

    def train(self, examples: Iterable[Example], duties: Mapping[str, str] | None = None) -> "Suggester":
        """Learn from confirmed measures and the registered duties of units (`{name: text}`); forgets what it knew."""
        examples = list(examples)
        counted = [(example, self._counts(example.title, example.text)) for example in examples]
        documents = Counter(word for _, counts in counted for word in counts)
        self._unknown = math.log(1 + len(counted))
        self._rarity = {word: math.log((1 + len(counted)) / (1 + n)) + 0.1 for word, n in documents.items()}
        self._measures = [(example, self._vector(counts)) for example, counts in counted]
        self._leads = Counter(unit for example in examples for unit, role in example.units if role == "lead")
        units = {unit for example in examples for unit, _ in example.units} | set(duties or {})
        self._duties = {unit: self._duty_vector(unit, (duties or {}).get(unit, "")) for unit in sorted(units)}
        return self

    def suggest(self, text: str, k: int = 3, *, title: str = "") -> list[Suggestion]:
        """At most `k` units for a commitment, the likeliest first; none where nothing speaks for any."""
        query = self._vector(self._counts(title, text))
        near = self._near(query)
        votes: dict[str, list[Similar]] = defaultdict(list)
        scores: dict[str, float] = defaultdict(float)
        for example, similarity in near:
            for unit, role in example.units:
                if ROLE_WEIGHT[role]:
                    scores[unit] += ROLE_WEIGHT[role] * similarity
                    votes[unit].append(Similar(example.key, round(similarity, 4)))
        said: dict[str, tuple[str, ...]] = {}
        for unit, vector in self._duties.items():
            said[unit] = tuple(sorted((w for w in vector if w in query), key=lambda w: -vector[w] * query[w])[:5])
            scores[unit] += DUTY_WEIGHT * _cosine(query, vector)
        self._add_leads(scores)
        total = sum(scores.values()) or 1.0
        ranked = sorted(
            ((score, unit) for unit, score in scores.items() if votes[unit] or said.get(unit)), reverse=True
        )
        return [
            Suggestion(unit, round(score / total, 4), tuple(votes[unit][:3]), said.get(unit, ()))
            for score, unit in ranked[:k]
        ]

    def _near(self, query: Vector) -> list[tuple[Example, float]]:
        similar = [(example, _cosine(query, vector)) for example, vector in self._measures]
        return sorted((pair for pair in similar if pair[1] > 0), key=lambda pair: -pair[1])[:NEIGHBOURS]

    def _add_leads(self, scores: dict[str, float]) -> None:
        leads, strongest = self._leads.total(), max(scores.values(), default=0.0)
        for unit, n in self._leads.items():
            scores[unit] = scores.get(unit, 0.0) + LEAD_WEIGHT * strongest * n / leads

    def _counts(self, title: str, text: str) -> dict[str, float]:
        counts: dict[str, float] = dict(Counter(words_of(text)))
        for word in words_of(title):
            counts[word] = counts.get(word, 0.0) + TITLE_WEIGHT
        return counts

    def _vector(self, counts: Mapping[str, float]) -> Vector:
        vector = {word: (1 + math.log(n)) * self._rarity.get(word, self._unknown) for word, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {word: weight / length for word, weight in vector.items()}

    def _duty_vector(self, unit: str, duties: str) -> Vector:
        return self._vector(Counter([*words_of(duties), *_usual_duties(unit)]))


def words_before_clause(text: str, units: Iterable[int]) -> str:
    """The text of a measure without the clause in which its units stand; `units` are their places in the text."""
    first = min(units, default=len(text))
    opened = max(text.rfind(mark, 0, first) for mark in "(（〔[【")
    return text[:opened] if opened >= 0 and first < len(text) else text[:first]


def top_leads(examples: Sequence[Example], k: int = 3) -> list[str]:
    """The units that lead most of the measures: what a suggestion must beat."""
    leads = Counter(unit for example in examples for unit, role in example.units if role == "lead")
    return [unit for unit, _ in leads.most_common(k)]
