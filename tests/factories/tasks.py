"""Matters under supervision for tests, straight into the database (services have tests of their own)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from core import clock
from departments.models import Department, Jurisdiction
from policies.models import UnitRole
from tasks.models import Assignment, AssignmentState, Cadence, ProgressReport, ReportState, Task, TaskSource, TaskState

_numbers = count(1)


def make_task(
    jurisdiction: Jurisdiction, *, lead: Department | None = None, co: Sequence[Department] = (), **fields
) -> Task:
    """Create a task, issued and under way unless told otherwise, with its lead and co-responsible units."""
    today = clock.today()
    values = {
        "number": f"试{next(_numbers):05d}",
        "title": "完善社区养老服务",
        "source": TaskSource.OTHER,
        "state": TaskState.IN_PROGRESS,
        "created_at": clock.now(),
        "issued_on": today,
        "issued_at": clock.now(),
        "cadence": Cadence.MONTHLY,
    } | fields
    if "due_on" in values:
        values.setdefault("original_due_on", values["due_on"])
    if values["state"] in (TaskState.DRAFTED, TaskState.REGISTERED):
        values |= {"issued_on": None, "issued_at": None}
    task = Task.objects.create(jurisdiction=jurisdiction, **values)
    if lead is not None:
        make_part(task, lead, role=UnitRole.LEAD, is_first_lead=True)
    for unit in co:
        make_part(task, unit)
    return task


def make_part(task: Task, unit: Department, **fields) -> Assignment:
    """Create a unit's part, received and under way unless told otherwise."""
    values = {"role": UnitRole.CO, "state": AssignmentState.WORKING, "printed_name": unit.name} | fields
    return Assignment.objects.create(task=task, department=unit, **values)


def make_report(part: Assignment, month: date, **fields) -> ProgressReport:
    """Create the report of a month (any day of it), expected unless told otherwise, due on the fifth after it."""
    start = month.replace(day=1)
    end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    values = {
        "period_start": start,
        "period_end": end,
        "period_label": f"{end.month}月",
        "due_on": end + timedelta(days=5),
        "state": ReportState.EXPECTED,
    } | fields
    return ProgressReport.objects.create(assignment=part, **values)


def at(day: date, hour: int = 9) -> datetime:
    """Return a moment of a day in the office's time zone."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI)
