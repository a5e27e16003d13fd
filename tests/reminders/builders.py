"""Matters in the states that reminders ask about, written straight into the database."""

from datetime import UTC, date, datetime

from tasks.models import (
    Assignment,
    AssignmentState,
    Dispute,
    Extension,
    ExtensionState,
    ProgressReport,
    Task,
    TaskSource,
    TaskState,
)
from tests.cast import Cast

ISSUED = date(2025, 9, 1)


def moment(day: date, hour: int = 2) -> datetime:
    """Return a moment of a day, ten o'clock in Shanghai unless told."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def make_task(cast: Cast, due_on: date | None, *, number: str = "", issued_on: date = ISSUED, **fields) -> Task:
    """Create an issued task of the cast's government."""
    number = number or f"云督2025-{Task.objects.count() + 1:04d}"
    values = {
        "jurisdiction": cast.jurisdiction,
        "number": number,
        "title": "建成公共充电桩",
        "source": TaskSource.MEETING,
        "state": TaskState.IN_PROGRESS,
        "due_on": due_on,
        "created_at": moment(issued_on),
        "issued_on": issued_on,
    }
    return Task.objects.create(**(values | fields))


def make_part(task: Task, unit, **fields) -> Assignment:
    """Create a unit's part of a task, received and being worked on."""
    values = {"printed_name": unit.name, "role": "co", "state": AssignmentState.WORKING}
    return Assignment.objects.create(task=task, department=unit, **(values | fields))


def make_matter(cast: Cast, due_on: date | None, **fields) -> Assignment:
    """Create a task with one part, the lead unit's."""
    return make_part(make_task(cast, due_on, **fields), cast.lead_unit, role="lead", is_first_lead=True)


def make_report(part: Assignment, due_on: date, **fields) -> ProgressReport:
    """Create an expected report of a part."""
    return ProgressReport.objects.create(
        assignment=part,
        period_start=due_on.replace(day=1),
        period_end=due_on,
        period_label="9月",
        due_on=due_on,
        **fields,
    )


def make_extension(part: Assignment, user, asked_on: date, state=ExtensionState.SUBMITTED, **fields) -> Extension:
    """Create a request for a later date."""
    return Extension.objects.create(
        assignment=part,
        reason="设备到货推迟",
        due_on_before=part.task.due_on,
        due_on_asked=date(2026, 6, 30),
        state=state,
        asked_at=moment(asked_on),
        asked_by=user,
        **fields,
    )


def make_dispute(part: Assignment, user, raised_on: date) -> Dispute:
    """Create an objection that waits for a decision."""
    return Dispute.objects.create(assignment=part, reason="职责不在本单位", raised_at=moment(raised_on), raised_by=user)
