"""佐证: files that prove a field of a report; checked before they are stored, readable only where the report is."""

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import DomainError
from tasks.models import Evidence, ProgressReport, ReportState
from tasks.services.files import checked
from tasks.services.reporting import admit_editing, on_report, record_save, start_draft

MOST_FILES = 20


def attach(*, report: ProgressReport, file: "File[bytes]", name: str, by: User, field: str = "") -> Evidence:
    """Store a file with a report that is being written; the same bytes again are the file that is there."""
    plain, content, checksum = checked(file, name=name)
    stored = ""
    storage = Evidence._meta.get_field("file").storage
    try:
        with on_report(report) as (task, current):
            admit_editing(task, current, by)
            known = current.evidence.filter(checksum=checksum).first()
            if known is not None:
                return known
            if current.evidence.count() >= MOST_FILES:
                raise DomainError("tasks.too_many_files", f"每份报送最多 {MOST_FILES} 个文件。")
            if current.state != ReportState.DRAFT:
                start_draft(task, current, by)
            row = Evidence(
                report=current, name=plain, field=field[:30], size=content.size, checksum=checksum,
                uploaded_by=by, uploaded_at=clock.now(),
            )  # fmt: skip
            row.file.save(plain, content, save=False)
            stored = str(row.file.name)
            row.save()
            record_save(task, current, by, before={}, after={"evidence": plain, "checksum": checksum})
    except BaseException:
        # the row rolls back with the transaction, the bytes on the disk do not
        if stored:
            storage.delete(stored)
        raise
    return row


def remove(*, evidence: Evidence, by: User) -> None:
    """Take a file off a report that is being written."""
    with on_report(evidence.report) as (task, current):
        admit_editing(task, current, by)
        file = evidence.file
        record_save(task, current, by, before={"evidence": evidence.name, "checksum": evidence.checksum}, after={})
        evidence.delete()
        transaction.on_commit(lambda: file.storage.delete(str(file.name)))
