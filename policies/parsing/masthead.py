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
# A label that lost its colon is known by what follows it: a date or a document number.
_BARE = re.compile(
    rf"(?P<label>{_SPACED})\s*(?P<value>(?:19|20)\d\d(?:年\d{{1,2}}月\d{{1,2}}日|-\d{{1,2}}-\d{{1,2}})"
    r"|[\u4e00-\u9fff]{1,12}\s?[〔\[(](?:19|20)\d\d[〕\])]\s?\d{1,5}\s?号)"
)
_LONGEST_ROW = 200
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
    for words in _rows(cells):
        for bare in _BARE.finditer(words):
            found.setdefault(_field(bare), bare["value"])
    return found


def _rows(cells: Sequence[Cell]) -> list[str]:
    """The short lines, their cells joined: 文    号 is one label."""
    lines: dict[int, str] = {}
    for cell in cells:
        lines[cell.line] = f"{lines[cell.line]} {cell.text}" if cell.line in lines else cell.text
    return [words for words in lines.values() if len(words) <= _LONGEST_ROW]
