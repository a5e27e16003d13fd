"""Brackets of all kinds, matched in one pass however deeply they nest."""

import re
from dataclasses import dataclass

PAIRS = {"(": ")", "〔": "〕", "[": "]", "【": "】", "{": "}"}
_CLOSERS = {closer: opener for opener, closer in PAIRS.items()}
_MARK = re.compile(r"[()〔〕\[\]【】{}]")


@dataclass(frozen=True, slots=True)
class Group:
    """A bracket from its opening mark to behind its closing one; `closed` is False where it runs out of text."""

    start: int
    end: int
    depth: int
    closed: bool = True

    @property
    def inside(self) -> tuple[int, int]:
        """Where the words between the marks stand."""
        return self.start + 1, self.end - 1 if self.closed else self.end


def groups(text: str, start: int, end: int) -> list[Group]:
    """All groups between `start` and `end` in order of their opening; a stray closing mark is skipped.

    A mark closes the innermost open bracket of its kind; brackets left open inside are cut off there. A bracket
    closed by a mark of another kind, as in `(责任单位:市财政局〕`, is taken as closed when nothing else is open.
    """
    found: list[Group] = []
    stack: list[tuple[str, int]] = []
    open_count = dict.fromkeys(PAIRS, 0)
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if mark in PAIRS:
            stack.append((mark, at))
            open_count[mark] += 1
            continue
        opener = _CLOSERS[mark]
        if not open_count[opener]:
            if len(stack) == 1 and stack[0][0] != "{":
                kind, opened = stack.pop()
                open_count[kind] -= 1
                found.append(Group(opened, at + 1, 0))
            continue
        while True:
            kind, opened = stack.pop()
            open_count[kind] -= 1
            if kind == opener:
                found.append(Group(opened, at + 1, len(stack)))
                break
            found.append(Group(opened, at, len(stack), closed=False))
    found.extend(Group(opened, end, depth, closed=False) for depth, (_, opened) in enumerate(stack))
    found.sort(key=lambda group: group.start)
    return found


def split_top(text: str, marks: "re.Pattern[str]", start: int, end: int) -> list[tuple[int, int, str]]:
    """Cut `[start, end)` at the marks outside brackets: (start, end, mark behind it), the last with an empty mark."""
    nested = [group for group in groups(text, start, end) if group.depth == 0]
    pieces, last, index = [], start, 0
    for match in marks.finditer(text, start, end):
        while index < len(nested) and nested[index].end <= match.start():
            index += 1
        if index < len(nested) and nested[index].start <= match.start() and nested[index].closed:
            continue
        pieces.append((last, match.start(), match.group()))
        last = match.end()
    pieces.append((last, end, ""))
    return pieces
