"""Long work: one's own; administrators follow and stop what runs in their government, without what came of it."""

from django.core.files.base import ContentFile

from core import clock
from tests.access.rows import PARTS, Row, row
from work.models import Job

FOLLOWS = ("supervisor", "administrator")
BLIND = tuple(part for part in PARTS if part not in FOLLOWS)


def make(cast):
    """A job of the supervisor that runs and has a file."""
    job = Job(
        jurisdiction=cast.jurisdiction, kind="exchange.ledger", title="导出", created_by=cast.supervisor,
        created_at=clock.now(), state="running", filename="a.xlsx",
    )  # fmt: skip
    job.file.save("a.xlsx", ContentFile(b"abc"), save=False)
    job.save()
    return job


def pk(_cast, job):
    return {"pk": job.pk}


ROWS: list[Row] = [
    row("work:list", ok=PARTS),
    row("work:detail", ok=FOLLOWS, missing=BLIND, at=pk),
    row("work:cancel", "POST", ok=FOLLOWS, status=302, missing=BLIND, at=pk),
    row("work:file", ok=("supervisor",), missing=("administrator", *BLIND), at=pk),
]
