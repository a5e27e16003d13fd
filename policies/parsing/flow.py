"""A text with holes: what is left of a document after furniture, doubled lines and line wraps are taken out.

Rules read `Flow.text`; `Flow.span` leads every finding back to the text as read.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from policies.parsing.types import Span


@dataclass(frozen=True, slots=True)
class Flow:
    """`text` is joined from pieces of the source; piece i starts at `starts[i]` here and at `origins[i]` there."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, position: int) -> int:
        """Where the character at `position` stands in the source."""
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]

    def span(self, start: int, end: int) -> Span:
        """The span in the source of the characters `[start, end)`; the holes between them are inside it."""
        if end <= start:
            here = self.origin(start)
            return here, here
        return self.origin(start), self.origin(end - 1) + 1


def build(source: str, pieces: Iterable[Span]) -> Flow:
    """Join the pieces of the source, in their order."""
    starts, origins, texts, length = [0], [0], [], 0
    for start, end in pieces:
        if end <= start:
            continue
        if starts and origins and length and origins[-1] + length - starts[-1] == start:
            texts.append(source[start:end])
        else:
            if length:
                starts.append(length)
                origins.append(start)
            else:
                starts, origins = [0], [start]
            texts.append(source[start:end])
        length += end - start
    return Flow("".join(texts), tuple(starts), tuple(origins))
