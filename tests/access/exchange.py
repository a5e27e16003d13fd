"""What leaves the house: the ledger holds what its reader sees, the paper of a task follows the task."""

from core import clock
from tests.access.rows import OFFICE, PARTS, STRANGERS, Row, row
from tests.factories.tasks import make_task

ON_TASK = ("clerk", "head", "co_clerk", *OFFICE)
INVISIBLE = ("outsider", "auditor", "administrator", *STRANGERS)


def make(cast):
    """A task of two units, issued."""
    return make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=clock.today())


def ledger(form):
    """Return the address of the ledger in a form."""
    return lambda *_: {"form": form}


ROWS: list[Row] = [
    # who sees no task gets the headings alone
    row("exchange:ledger", ok=PARTS, at=ledger("xlsx")),
    row("exchange:ledger", ok=PARTS, at=ledger("csv")),
    row("exchange:ledger", missing=PARTS, at=ledger("exe")),
    # an edited ledger changes what its editor may change; the plan says so cell by cell
    row("exchange:import", ok=PARTS),
    row("exchange:import", "POST", ok=PARTS, status=422),
    row("exchange:import-confirm", "POST", ok=PARTS, status=302),
    row("ledger-list", ok=PARTS),
    row("ledger-plan", "POST", rest=415),
    row("ledger-apply", "POST", rest=415),
    row("exchange:order", ok=ON_TASK, missing=INVISIBLE, at=lambda _cast, task: {"pk": task.pk}),
]
