"""Who reads the log: the auditor of its government."""

from audit import permissions
from audit.models import Entry
from audit.services import record
from tests.access.rows import PARTS


def test_the_auditor_of_the_government_and_nobody_else_reads_an_entry(cast):
    record("departments.create", cast.lead_unit, jurisdiction=cast.jurisdiction)
    record("departments.create", cast.stranger_unit, jurisdiction=cast.other_jurisdiction)
    here, there = Entry.objects.order_by("pk")
    assert {part for part in PARTS if permissions.may_read_log(getattr(cast, part))} == {"auditor"}
    assert {part for part in PARTS if permissions.may_read(getattr(cast, part), here)} == {"auditor"}
    assert not any(permissions.may_read(getattr(cast, part), there) for part in PARTS)
