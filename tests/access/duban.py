"""The description of the REST interface: for whoever signs in."""

from tests.access.rows import PARTS, Row, row

ROWS: list[Row] = [
    row("api-schema", ok=PARTS, scopeless=True),
    # from the machine itself; tests/security/test_metrics.py asks from elsewhere
    row("metrics", ok=PARTS, anonymous=200),
    row("guide", ok=PARTS, anonymous=200),
    row("guide-chapter", ok=PARTS, anonymous=200, at=lambda *_: {"name": "clerk"}),
    row("api-docs", ok=PARTS, scopeless=True),
]
