"""Days that come are noted once in the log, as acts of the system: overdue, not reported, expiring, expired."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from audit.context import SYSTEM
from audit.services import record, unit_of_work
from departments.models import Jurisdiction
from outward.models import NotedDay
from policies.models import Policy
from tasks.models import Assignment, ProgressReport, Task

EXPIRING_DAYS = 180
CHUNK = 500


def note_days(jurisdiction: Jurisdiction, today: date) -> int:
    """Note what came up to today and is still true; returns how many. Safe to run as often as one likes."""
    return sum(_note(jurisdiction, *one) for one in _found(jurisdiction, today))


def _found(jurisdiction: Jurisdiction, today: date) -> list[tuple[str, QuerySet[Any], str]]:
    soon = today + timedelta(days=EXPIRING_DAYS)
    policies = Policy.objects.filter(jurisdiction=jurisdiction)
    parts = Assignment.objects.open().filter(task__jurisdiction=jurisdiction, task__archived_at=None)
    return [
        ("task.overdue", Task.objects.overdue(today).daily().filter(jurisdiction=jurisdiction), "due_on"),
        ("report.missed", ProgressReport.objects.missed(today).filter(assignment__in=parts), "due_on"),
        ("policy.expiring", policies.in_force(today).filter(expires_on__lte=soon), "expires_on"),
        ("policy.expired", policies.expired(today), "expires_on"),
    ]


def _note(jurisdiction: Jurisdiction, action: str, rows: QuerySet[Any], field: str) -> int:
    noted = NotedDay.objects.filter(action=action, object_id=OuterRef("pk"), day=OuterRef(field))
    fresh = rows.annotate(came=F(field)).filter(~Exists(noted)).order_by("pk")
    count = 0
    while True:
        with unit_of_work():
            # two runs at once wait for each other here; foreign keys to the row are not held up
            Jurisdiction.objects.select_for_update(no_key=True).get(pk=jurisdiction.pk)
            found = list(fresh[:CHUNK])
            NotedDay.objects.bulk_create(
                [NotedDay(action=action, object_id=row.pk, day=getattr(row, field)) for row in found]
            )
            for row in found:
                after = {field: getattr(row, field)}
                record(action, row, actor=SYSTEM, jurisdiction=jurisdiction, after=after)
        count += len(found)
        if len(found) < CHUNK:
            return count
