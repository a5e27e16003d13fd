"""Tables as lines: one row a line, tabs between cells, merged cells spread so that every row stands on its own."""

from dataclasses import dataclass

_MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell and how many columns and rows it covers."""

    words: str
    across: int = 1
    down: int = 1


def lines_of_table(rows: list[list[Cell]]) -> list[str]:
    """Return one line a row.

    A cell merged downwards is repeated on each of its rows (the unit of three rows answers for all three); one merged
    to the right is followed by empty cells, so that columns keep their places.
    """
    hanging: dict[int, tuple[int, str]] = {}
    lines: list[str] = []
    made = 0
    for row in rows:
        cells: list[str] = []
        for cell in row:
            _let_hang(cells, hanging)
            if cell.down > 1:
                for offset in range(cell.across):
                    hanging[len(cells) + offset] = (cell.down - 1, cell.words if offset == 0 else "")
            cells.extend([cell.words, *[""] * (cell.across - 1)])
        _let_hang(cells, hanging)
        made += len(cells)
        if made > _MAX_CELLS:
            break
        line = "\t".join(cell.replace("\t", " ") for cell in cells).rstrip("\t")
        if line.strip():
            lines.append(line)
    return lines


def _let_hang(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    """Fill the places that cells of earlier rows still cover."""
    while len(cells) in hanging:
        place = len(cells)
        left, words = hanging.pop(place)
        if left > 1:
            hanging[place] = (left - 1, words)
        cells.append(words)
