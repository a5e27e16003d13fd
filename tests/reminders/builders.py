"""Matters in the states that reminders ask about, written straight into the database."""

from datetime import UTC, date, datetime

from tasks.models import Assignment, Dispute, Extension, ExtensionState, ProgressReport, Task
from tests.cast import Cast
from tests.factories import tasks
from tests.factories.tasks import make_part

__all__ = ["make_dispute", "make_extension", "make_matter", "make_part", "make_report", "make_task", "moment"]

ISSUED = date(2025, 9, 1)


def moment(day: date, hour: int = 2) -> datetime:
    """Return a moment of a day, ten o'clock in Shanghai unless told."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def make_task(cast: Cast, due_on: date | None, **fields) -> Task:
    """Create a task of the cast's government, issued on the first of September 2025 unless told."""
    return tasks.make_task(cast.jurisdiction, due_on=due_on, **({"issued_on": ISSUED} | fields))


def make_matter(cast: Cast, due_on: date | None, **fields) -> Assignment:
    """Create a task with one part, the lead unit's."""
    return make_part(make_task(cast, due_on, **fields), cast.lead_unit, role="lead", is_first_lead=True)


def make_report(part: Assignment, due_on: date) -> ProgressReport:
    """Create an expected report that is due on a day."""
    return tasks.make_report(part, due_on, due_on=due_on)


def make_extension(part: Assignment, user, asked_on: date, state=ExtensionState.SUBMITTED, **fields) -> Extension:
    """Create a request for a later date."""
    return Extension.objects.create(
        assignment=part,
        reason="设备到货推迟",
        due_on_before=part.task.due_on or ISSUED,
        due_on_asked=date(2026, 6, 30),
        state=state,
        asked_at=moment(asked_on),
        asked_by=user,
        **fields,
    )


def make_dispute(part: Assignment, user, raised_on: date) -> Dispute:
    """Create an objection that waits for a decision."""
    return Dispute.objects.create(assignment=part, reason="职责不在本单位", raised_at=moment(raised_on), raised_by=user)
