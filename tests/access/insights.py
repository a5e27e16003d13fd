"""Where people start: everybody has a home, units their workbench, the office its boards."""

from tests.access.rows import BUSINESS, OFFICE, PARTS, STRANGERS, UNIT_PEOPLE, Row, row
from tests.factories.policies import make_policy

# boards show the own government: a supervisor from elsewhere opens those of its own
OFFICES = (*OFFICE, "stranger_supervisor")


def make(cast):
    """A policy in force."""
    return make_policy(cast.jurisdiction)


def here(cast, _made):
    return {"pk": cast.jurisdiction.pk}


ROWS: list[Row] = [
    row("insights:home", ok=PARTS, status=302),
    row("insights:workbench", ok=(*UNIT_PEOPLE, "stranger")),
    row("insights:done", ok=PARTS),
    row("insights:administration", ok=("administrator",)),
    row("insights:recent", ok=PARTS),
    row("insights:changes", ok=OFFICES),
    row("insights:silent", ok=OFFICES),
    row("insights:timely", ok=OFFICES),
    row(
        "insights:burden", ok=(*OFFICE, "clerk", "head"), missing=STRANGERS,
        at=lambda cast, _made: {"pk": cast.lead_unit.pk},
    ),
    row(
        "insights:timeline", ok=BUSINESS, at=lambda _cast, made: {"pk": made.pk},
        missing=tuple(part for part in PARTS if part not in BUSINESS),
    ),
    row("insights:board", ok=OFFICES),
    row("insights:onepage", ok=OFFICES),
    row("board-detail", ok=OFFICE, missing=STRANGERS, at=here),
    row("board-onepage", ok=OFFICE, missing=STRANGERS, at=here),
    row("workbench", ok=(*UNIT_PEOPLE, "stranger")),
]  # fmt: skip
