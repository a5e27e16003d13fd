"""Heads of task tables whose rows were not read: a person must look."""

import re
from itertools import pairwise

from policies.parsing.columns import column_of, is_head
from policies.parsing.tables import Table
from policies.parsing.types import Span

_LINE = re.compile(r"[^\n]+")


def unread_heads(text: str, tables: list[Table]) -> list[Span]:
    """Heads of task tables whose rows were not read."""
    lines = [match.span() for match in _LINE.finditer(text)]
    short = [line for line in lines if line[1] - line[0] <= 12]
    found: list[Span] = []
    for start, end in lines:
        tokens = re.split(r"[\s|,]+", text[start:end].strip(" |")) if end - start <= 120 else []
        if len(tokens) >= 3 and is_head([column_of(token) for token in tokens]):
            found.append((start, end))
    for run in _runs(short):
        columns = [column_of(text[slice(*line)].strip(" |")) for line in run]
        if sum(column is not None for column in columns) >= 3 and is_head(columns):
            found.append((run[0][0], run[-1][1]))
    return [span for span in found if not any(each.start <= span[0] < each.end for each in tables)]


def _runs(lines: list[Span]) -> list[list[Span]]:
    """Short lines that follow each other."""
    runs: list[list[Span]] = [lines[:1]] if lines else []
    for before, line in pairwise(lines):
        if line[0] - before[1] <= 2:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs
