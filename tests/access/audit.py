"""Who reads the log: the government's auditors, nobody else."""

from audit.models import Entry
from audit.services import record
from tests.access.rows import Row, row

AUDITOR = ("auditor",)


def make(cast):
    """An entry of the own government."""
    record("departments.create", cast.lead_unit, jurisdiction=cast.jurisdiction)
    return Entry.objects.get()


ROWS: list[Row] = [
    row("audit:log", ok=AUDITOR),
    row("audit:export", ok=AUDITOR),
    row("audit-entry-list", ok=AUDITOR),
    row("audit-entry-detail", ok=AUDITOR, at=lambda cast, entry: {"pk": entry.pk}),
    row("audit-chain-list", ok=AUDITOR),
]
