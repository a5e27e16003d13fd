"""A stretch of the text without its line wraps and spaces, so that 2025年⏎底前 reads like 2025年底前.

Every rule for dates, targets and validity works on a `View`; `View.span` leads back to the text as read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policies.parsing.types import Span

BREAK = "\n"
_SPACE = re.compile(r"\s+")
_PARAGRAPH = re.compile(
    r"[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、]|第[一二三四五六七八九十百]+[条章]|[-•*#>|]"
)
_CLOSED = frozenset("。;:!?,、|")
_DATE_LEFT, _DATE_RIGHT = frozenset("0123456789年月"), frozenset("年月日底末前内")
_WRAPPED_LINE = 16  # characters: a shorter line is a heading or a cell and ends where it ends


@dataclass(frozen=True, slots=True)
class View:
    """`text` without wraps; `at[i]` is the place of its i-th character in the text as read."""

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The absolute span of `text[start:end]`, which is not empty."""
        return self.at[start], self.at[end - 1] + 1


def _is_break(plain: str, start: int, gap: re.Match[str], end: int) -> bool:
    """Whether white space separates words: a wide gap, or a line end that does not cut a sentence."""
    space = gap.group()
    if plain[gap.start() - 1] in _DATE_LEFT and plain[gap.end() : gap.end() + 1] in _DATE_RIGHT:
        return False
    if "\n" not in space:
        return len(space) > 1 or space == "\t"
    line_start = plain.rfind("\n", start, gap.start()) + 1 or start
    if gap.start() - line_start < _WRAPPED_LINE or plain[gap.start() - 1] in _CLOSED:
        return True
    return space.count("\n") > 1 or gap.end() >= end or bool(_PARAGRAPH.match(plain, gap.end()))


def view_of(plain: str, span: Span) -> View:
    """`plain[span]` as one run of words; a break that is not a wrap stays as one `BREAK`."""
    start, end = max(span[0], 0), min(span[1], len(plain))
    pieces: list[str] = []
    at: list[int] = []
    last = start
    for gap in _SPACE.finditer(plain, start, end):
        pieces.append(plain[last : gap.start()])
        at.extend(range(last, gap.start()))
        if at and _is_break(plain, start, gap, end):
            pieces.append(BREAK)
            at.append(gap.start())
        last = gap.end()
    if not at:
        return View(plain[last:end], range(last, end))
    pieces.append(plain[last:end])
    at.extend(range(last, end))
    return View("".join(pieces), at)
