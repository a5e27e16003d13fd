"""The inbox: everybody has one, and nobody reads another's, whatever the role."""

from notifications.services import notify
from tests.access.rows import PARTS, Row, row

RECIPIENT = ("clerk",)
OTHERS = tuple(part for part in PARTS if part not in RECIPIENT)


def make(cast):
    """A message to the clerk of the lead unit."""
    (message,) = notify(
        jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="退回补报", body="请补充佐证", key="k"
    )
    return message


def message(_cast, made):
    return {"pk": made.pk}


ROWS: list[Row] = [
    row("notifications:inbox", ok=PARTS),
    row("notifications:message", ok=RECIPIENT, missing=OTHERS, at=message),
    row("notifications:read-all", "POST", ok=PARTS, status=302),
    row("notifications:preferences", ok=PARTS),
    row(
        "notifications:preferences", "POST", ok=PARTS, status=302,
        data=lambda *_: {"channels": ["email"], "digest_time": "09:15"},
    ),
    row("message-list", ok=PARTS),
    row("message-detail", ok=RECIPIENT, missing=OTHERS, at=message),
    row("message-read", "POST", ok=RECIPIENT, missing=OTHERS, at=message),
]  # fmt: skip
