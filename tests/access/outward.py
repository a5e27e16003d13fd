"""What leaves the house: everybody hears of what it may read."""

from tests.access.rows import PARTS, Row, row

ROWS: list[Row] = [
    row("change-list", ok=PARTS),
]
