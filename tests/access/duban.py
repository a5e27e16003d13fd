"""The description of the REST interface: for whoever signs in."""

from tests.access.rows import PARTS, Row, row

ROWS: list[Row] = [
    row("api-schema", ok=PARTS, scopeless=True),
    row("api-docs", ok=PARTS, scopeless=True),
]
