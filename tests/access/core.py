"""What belongs to no business app: theme and health answer everybody."""

from tests.access.rows import PARTS, Row, row

ROWS: list[Row] = [
    row("core:theme", "POST", ok=PARTS, status=302, data=lambda *_: {"theme": "dark"}),
    row("core:design", ok=PARTS),
    row("core:healthz", ok=PARTS, anonymous=200),
    # no job has ever run in the tests: not ready, and it says so to everybody
    row("core:readyz", ok=PARTS, status=503, anonymous=503),
]
