"""A document's head as cells (of tables, lines, stretches between wide gaps), and its labels with their values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from policies.parsing.vocabulary import vocabulary

_LABELS = vocabulary("masthead").table("labels")
_CELL = re.compile(r"[^\n\t|]+?(?=\s{2}|[\n\t|]|$)")
_EDGE = re.compile(r"^[\s#*•·\-–—>]+|[\s*]+$")
_SPACED = "|".join(r"\s*".join(map(re.escape, word)) for word in sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:^|(?<=[\s【\[]))[【\[]?(?P<label>{_SPACED})[】\]*]*\s*(?::[\s*]*|】|$)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of the text at `start:end`, its text stripped of marks, and the number of its line."""

    text: str
    start: int
    end: int
    line: int


def cells_of(plain: str, start: int, end: int) -> list[Cell]:
    """The cells of `plain[start:end]` that hold words, in the order of the text."""
    found = []
    line, counted = 0, start
    for match in _CELL.finditer(plain, start, end):
        text = _EDGE.sub("", match.group())
        if text:
            line += plain.count("\n", counted, match.start())
            counted = match.start()
            found.append(Cell(text, *match.span(), line))
    return found


def _is_label(cell: Cell) -> bool:
    return bool(_LABEL.match(cell.text))


def is_furniture(cell: Cell) -> bool:
    """Whether the cell begins with the label of a field."""
    return _is_label(cell)


def _header_rows(cells: Sequence[Cell]) -> dict[str, str]:
    """Values that stand in the row under a row of labels."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.line, []).append(cell)
    found: dict[str, str] = {}
    lines = sorted(rows)
    for line, below in pairwise(lines):
        labels = [_LABEL.fullmatch(cell.text) for cell in rows[line]]
        values = rows[below]
        if len(labels) < 2 or len(values) != len(labels) or any(map(_is_label, values)):
            continue
        for label, value in zip(labels, values, strict=True):
            if label:
                found.setdefault(_field(label), value.text)
    return found


def _field(label: re.Match[str]) -> str:
    return _LABELS[_SPACE.sub("", label["label"])]


def fields_of(cells: Sequence[Cell]) -> dict[str, str]:
    """The first value of each field (`title`, `doc_number`, `issuer`, `publisher`, …) that the labels name."""
    found = _header_rows(cells)
    for i, cell in enumerate(cells):
        for label, following in pairwise([*_LABEL.finditer(cell.text), None]):
            if label is None:
                continue
            value = cell.text[label.end() : following.start() if following else len(cell.text)].strip(" 【】[]")
            if not value and following is None and i + 1 < len(cells) and not _is_label(cells[i + 1]):
                value = cells[i + 1].text
            if value:
                found.setdefault(_field(label), value)
    return found
