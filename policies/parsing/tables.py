"""Task tables: rows with tabs or bars between cells, and columns printed cell by cell on lines of their own."""

import re
from dataclasses import dataclass, field

from policies.parsing.columns import Column, aligned, column_of, is_head, reads_as_units
from policies.parsing.types import Span

_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")
_WORD = re.compile(r"\S+")
_MARK = re.compile(r"(\d{1,3})[.、](?!\d)\s*(?=\S)")
_MOST_COLUMNS = 14
_MOST_BROKEN = 8


@dataclass(slots=True)
class Row:
    """A row of a task table; all spans are those of the text that holds it."""

    start: int
    end: int
    section: str | None = None
    number: Span | None = None
    tasks: list[Span] = field(default_factory=list)
    details: list[Span] = field(default_factory=list)
    units: list[tuple[str, Span]] = field(default_factory=list)
    times: list[Span] = field(default_factory=list)
    complete: bool = True


@dataclass(slots=True)
class Table:
    """A task table with its rows."""

    start: int
    end: int
    rows: list[Row]


def find_tables(text: str) -> list[Table]:
    """The task tables of a text, in printed order."""
    lines = [match.span() for match in _LINE.finditer(text)]
    found: list[Table] = []
    index = 0
    while index < len(lines):
        made = _stacked(text, lines, index) or _ruled(text, lines, index) or _spaced(text, lines, index)
        if made is None:
            index += 1
            continue
        table_found, index = made
        found.append(table_found)
    return found


def _cells(text: str, line: Span) -> list[Span] | None:
    """The cells of a row; None for a line that is no row."""
    start, end = line
    mark = "\t" if "\t" in text[start:end] else "|" if "|" in text[start:end] else None
    if mark is None:
        return None
    if mark == "|":
        start += text[start:end].startswith("|")
        end -= text[start:end].endswith("|")
    cells, last = [], start
    while (at := text.find(mark, last, end)) >= 0:
        cells.append((last, at))
        last = at + 1
    return [_trim(text, cell) for cell in [*cells, (last, end)]]


def _trim(text: str, cell: Span) -> Span:
    start, end = cell
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _ruled(text: str, lines: list[Span], index: int) -> tuple[Table, int] | None:
    head = _cells(text, lines[index])
    if head is None:
        return None
    columns = [column_of(text[start:end]) for start, end in head]
    if not is_head(columns):
        return None
    rows: list[Row] = []
    section: str | None = None
    position = index + 1
    while position < len(lines):
        cells = _cells(text, lines[position])
        if cells is None and not _goes_on(text, lines, position):
            break
        begun = position
        cells, position = _whole_row(text, lines, position, cells or [lines[position]], len(columns))
        if text[slice(*cells[0])].endswith(":"):  # 索引号: | …: the page's own table begins
            break
        filled = [cell for cell in cells if cell[1] > cell[0]]
        again = [column_of(text[start:end]) for start, end in cells]
        if is_head(again):
            columns = again
        elif len(filled) == 1:
            section = text[filled[0][0] : filled[0][1]]
        elif _is_section(text, columns, cells):
            section = text[slice(*filled[-1])]
        elif filled:
            rows.append(_row(text, columns, cells, section))
            rows[-1].complete = rows[-1].complete and position == begun
            section = rows[-1].section
        position += 1
    return (Table(lines[index][0], lines[position - 1][1], rows), position) if rows else None


def _is_section(text: str, columns: list[Column | None], cells: list[Span]) -> bool:
    """A row of a number and a heading alone: (一) | 经济体制改革 | | |"""
    filled = [(column, cell) for column, cell in zip(columns, cells, strict=False) if cell[1] > cell[0]]
    kinds = [column.kind if column else None for column, _ in filled]
    return kinds == ["number", "task"] and not text[slice(*filled[0][1])].strip(" .、").isdecimal()


def _whole_row(text: str, lines: list[Span], position: int, cells: list[Span], width: int) -> tuple[list[Span], int]:
    """A row between tabs whose cells hold line breaks: lines are joined while their cells make up the head's width.

    Returns the cells and the last line taken; a row that does not come out even stays as it is.
    """
    joined, last = cells, position
    while len(cells) > 1 and len(joined) < width and last + 1 < min(len(lines), position + _MOST_BROKEN):
        following = lines[last + 1]
        more = _cells(text, following) or [following]
        if "|" in text[slice(*following)] or _NUMBER.fullmatch(text, *more[0]) or text[slice(*more[0])].endswith(":"):
            break
        joined = [*joined[:-1], (joined[-1][0], more[0][1]), *more[1:]]
        last += 1
    return (joined, last) if len(joined) == width else (cells, position)


def _goes_on(text: str, lines: list[Span], position: int) -> bool:
    """A heading between rows: a short line with a row behind it."""
    start, end = lines[position]
    return end - start <= 60 and position + 1 < len(lines) and _cells(text, lines[position + 1]) is not None


def _row(text: str, columns: list[Column | None], cells: list[Span], section: str | None) -> Row:
    row = Row(cells[0][0], cells[-1][1], section)
    columns = aligned(text, columns, cells)
    for column, cell in zip(columns, cells, strict=False):
        if column is None or cell[1] <= cell[0]:
            continue
        if column.kind == "number":
            row.number = cell
        elif column.kind == "section":
            row.section = text[cell[0] : cell[1]]
        elif column.kind == "task":
            row.tasks.append(cell)
        elif column.kind == "detail":
            row.details.append(cell)
        elif column.kind == "unit":
            row.units.append((column.act or "plain", cell))
        elif column.kind == "time":
            row.times.append(cell)
    row.complete = len(cells) <= len(columns)
    if row.number is None and row.tasks and (mark := _MARK.match(text, *row.tasks[0])):
        row.number, row.tasks[0] = mark.span(1), (mark.end(), row.tasks[0][1])
    return row


def _stacked(text: str, lines: list[Span], index: int) -> tuple[Table, int] | None:
    """A table whose cells are lines: its heads stand one below the other, each row begins with its number."""
    first = column_of(_cell(text, lines[index])) if lines[index][1] - lines[index][0] <= 12 else None
    if first is None or first.kind != "number":
        return None
    heads = index + 1
    limit = min(len(lines), index + _MOST_COLUMNS)
    while heads < limit and not _cell(text, lines[heads]).isdecimal():
        if lines[heads][1] - lines[heads][0] > 24:
            return None
        heads += 1
    columns = [column_of(_cell(text, line)) for line in lines[index:heads]]
    if heads == limit or not is_head(columns):
        return None
    return _stacked_rows(text, lines, (index, heads), columns)


def _stacked_rows(
    text: str, lines: list[Span], head: tuple[int, int], columns: list[Column | None]
) -> tuple[Table, int] | None:
    position = head[1]
    expected = int(_cell(text, lines[position]))
    rows: list[Row] = []
    while position < len(lines) and _cell(text, lines[position]) == str(expected):
        stop = position + 1
        limit = min(len(lines), position + 4 * len(columns))
        while stop < limit and _cell(text, lines[stop]) != str(expected + 1):
            stop += 1
        if stop == limit and stop - position > len(columns):
            stop = position + len(columns)
        rows.append(_stacked_row(text, columns, [_trim_bar(text, line) for line in lines[position:stop]]))
        position, expected = stop, expected + 1
    return Table(lines[head[0]][0], lines[position - 1][1], rows), position


def _trim_bar(text: str, line: Span) -> Span:
    """A cell that some converters end with a bar."""
    start, end = _trim(text, line)
    return _trim(text, (start, end - 1)) if text[start:end].endswith("|") else (start, end)


def _cell(text: str, line: Span) -> str:
    return text[slice(*_trim_bar(text, line))]


def _stacked_row(text: str, columns: list[Column | None], cells: list[Span]) -> Row:
    """Cells in the order of the columns; where there are more lines than columns the units take them, in doubt."""
    extra = len(cells) - len(columns)
    if extra <= 0:
        row = _row(text, columns, cells, None)
        row.complete = extra == 0
        return row
    at = max(index for index, column in enumerate(columns) if column and column.kind == "unit")
    joined = [*cells[:at], (cells[at][0], cells[at + extra][1]), *cells[at + extra + 1 :]]
    row = _row(text, columns, joined, None)
    row.complete = False
    return row


def _spaced(text: str, lines: list[Span], index: int) -> tuple[Table, int] | None:
    """A table whose bars became blanks: 序号 工作任务 责任单位, then 1 … 市财政局 on a line each."""
    tokens = [word.span() for word in _WORD.finditer(text, *lines[index])][-_MOST_COLUMNS:]
    columns = [column_of(text[slice(*token)]) for token in tokens]
    first = next((at for at, column in enumerate(columns) if column and column.kind == "number"), None)
    if first is None or None in columns[first:] or len(columns) - first < 3 or not is_head(columns[first:]):
        return None
    tail = [column for column in columns[first:] if column and column.kind in ("unit", "person", "time")]
    if columns[-len(tail) :] != tail:
        return None
    rows: list[Row] = []
    position, section, stop = index + 1, None, index + 1
    while position < len(lines):
        row = _spaced_row(text, lines[position], tail, section)
        if row is not None:
            rows.append(row)
            stop = position + 1
        elif lines[position][1] - lines[position][0] <= 60:
            section = text[slice(*lines[position])]
        else:
            break
        position += 1
    return (Table(lines[index][0], lines[stop - 1][1], rows), stop) if rows else None


def _spaced_row(text: str, line: Span, tail: list[Column], section: str | None) -> Row | None:
    head = re.compile(r"(\d{1,3})[.、]?\s+").match(text, *line)
    words = [match.span() for match in _WORD.finditer(text, head.end(), line[1])] if head else []
    if head is None or len(words) <= len(tail):
        return None
    row = Row(line[0], line[1], section, head.span(1))
    row.tasks.append((words[0][0], words[-len(tail) - 1][1]))
    for column, cell in zip(tail, words[-len(tail) :], strict=True):
        if column.kind == "unit":
            if not reads_as_units(text[slice(*cell)]):
                return None
            row.units.append((column.act or "plain", cell))
        elif column.kind == "time":
            row.times.append(cell)
    return row


def number_of(text: str, row: Row) -> str | None:
    """The printed number of a row."""
    if row.number is None:
        return None
    printed = text[row.number[0] : row.number[1]].strip(" .、")
    return printed or None
