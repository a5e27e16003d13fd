"""Where people start: everybody has a home, units their workbench, the office its boards."""

from tests.access.rows import OFFICE, PARTS, UNIT_PEOPLE, Row, row

# boards show the own government: a supervisor from elsewhere opens those of its own
OFFICES = (*OFFICE, "stranger_supervisor")

ROWS: list[Row] = [
    row("insights:home", ok=PARTS, status=302),
    row("insights:workbench", ok=(*UNIT_PEOPLE, "stranger")),
    row("insights:done", ok=PARTS),
    row("insights:board", ok=OFFICES),
    row("insights:onepage", ok=OFFICES),
]
