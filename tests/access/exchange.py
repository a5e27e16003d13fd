"""What leaves the house: the ledger holds what its reader sees, the paper of a task follows the task."""

from types import SimpleNamespace

from django.core.files.base import ContentFile

from core import clock
from exchange.models import Paper, PaperTask
from tests.access.rows import OFFICE, PARTS, STRANGERS, UNIT_PEOPLE, Row, row
from tests.factories.tasks import make_task
from work.models import Job

ON_TASK = ("clerk", "head", "co_clerk", *OFFICE)
INVISIBLE = ("outsider", "auditor", "administrator", *STRANGERS)


def make(cast):
    """A task of two units, issued, with its 督办单 and a letter to the lead."""
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=clock.today())
    job = Job.objects.create(
        jurisdiction=cast.jurisdiction, kind="exchange.papers", title="制发", created_at=clock.now(), state="done"
    )
    order = paper(cast, job, 0, "order")
    letter = paper(cast, job, 1, "urging", department=cast.lead_unit)
    for one in (order, letter):
        PaperTask.objects.create(paper=one, task=task)
    return SimpleNamespace(task=task, order=order, letter=letter)


def paper(cast, job, position, kind, **fields):
    """Return a paper with three bytes."""
    one = Paper(
        jurisdiction=cast.jurisdiction, kind=kind, number=f"试〔2026〕{position}号", title="文书", filename="a.docx",
        size=3, checksum="0" * 64, job=job, position=position, made_at=clock.now(), **fields,
    )  # fmt: skip
    one.file.save("a.docx", ContentFile(b"abc"), save=False)
    one.save()
    return one


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
    row("exchange:order", ok=ON_TASK, missing=INVISIBLE, at=lambda _cast, made: {"pk": made.task.pk}),
    row("exchange:papers", ok=(*UNIT_PEOPLE, *OFFICE, *STRANGERS)),
    row(
        "exchange:paper", ok=("clerk", "head", "co_clerk", *OFFICE), missing=INVISIBLE,
        at=lambda _cast, made: {"pk": made.order.pk},
    ),
    row(
        "exchange:paper", ok=("clerk", "head", *OFFICE), missing=("co_clerk", *INVISIBLE),
        at=lambda _cast, made: {"pk": made.letter.pk},
    ),
    row(
        "exchange:papers-make", "POST", ok=(*OFFICE, "stranger_supervisor"), status=302,
        at=lambda *_: {"kind": "order"}, data=lambda _cast, made: {"task": made.task.pk},
    ),
    row(
        "exchange:circular", "POST", ok=(*OFFICE, "stranger_supervisor"), status=302,
        data=lambda *_: {"start": clock.today().isoformat(), "end": clock.today().isoformat()},
    ),
    row(
        "exchange:ledger-make", "POST", ok=(*OFFICE, "stranger_supervisor"), status=302,
        data=lambda *_: {"form": "docx"},
    ),
    row(
        "exchange:ledger-make", "POST", ok=(*UNIT_PEOPLE, *OFFICE, *STRANGERS), status=302,
        data=lambda *_: {"form": "xlsx"},
    ),
    row(
        "exchange:package", ok=OFFICE, missing=INVISIBLE, others={403: ("clerk", "head", "co_clerk")},
        at=lambda _cast, made: {"pk": made.task.pk},
    ),
]  # fmt: skip
