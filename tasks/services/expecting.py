"""Expected reports: rows that appear on time, one a part and period, made again by nobody."""

from collections.abc import Sequence
from datetime import date

from audit.services import unit_of_work
from departments.models import Jurisdiction
from departments.rules import rule
from departments.selectors import work_calendar
from tasks.models import Assignment, Cadence, ProgressReport, ReportState, Task
from tasks.models.assignment import AssignmentState
from tasks.models.task import OPEN_TASK_STATES
from tasks.periods import Period, periods

# a unit that says it is done is asked no more until somebody disagrees
ASKED_STATES = (
    AssignmentState.PENDING_RECEIPT,
    AssignmentState.RECEIVED,
    AssignmentState.DISPUTED,
    AssignmentState.WORKING,
)


def expect_reports(*, on: date, jurisdiction: Jurisdiction | None = None) -> int:
    """Make the rows of every period that has begun by a day, what was missed meanwhile included; return how many.

    Safe to run at any time and beside itself: a row that exists is left as it is.
    """
    parts = Assignment.objects.filter(
        state__in=ASKED_STATES, task__state__in=OPEN_TASK_STATES, task__issued_on__isnull=False
    ).exclude(task__cadence=Cadence.NONE)
    if jurisdiction is not None:
        parts = parts.filter(task__jurisdiction=jurisdiction)
    with unit_of_work():
        return expect_reports_of(list(parts.select_related("task__jurisdiction")), on=on)


def expect_reports_of(parts: Sequence[Assignment], *, on: date) -> int:
    """Make the rows of these parts; return how many are new. Reads the rules once a government."""
    rules = {part.task.jurisdiction_id: part.task.jurisdiction for part in parts}
    asked = {pk: _Rules(jurisdiction, on) for pk, jurisdiction in rules.items()}
    wanted = [
        _row(part, period)
        for part in parts
        for period in asked[part.task.jurisdiction_id].periods(part.task, on)
        if part.role in asked[part.task.jurisdiction_id].roles
    ]
    before = _count(parts)
    # the unique key (part, end of the period) lets one row through, whoever runs beside
    ProgressReport.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return _count(parts) - before


def _count(parts: Sequence[Assignment]) -> int:
    return ProgressReport.objects.filter(assignment__in=[part.pk for part in parts]).count()


class _Rules:
    """What a government asks for, read once."""

    def __init__(self, jurisdiction: Jurisdiction, on: date) -> None:
        self.roles: list[str] = rule(jurisdiction, "report.roles", on)
        self._day: int = rule(jurisdiction, "report.day_of_month", on)
        self._calendar = work_calendar(jurisdiction)

    def periods(self, task: Task, on: date) -> list[Period]:
        """Return the periods of a task begun by a day, up to the one its due date lies in or the present one after."""
        if task.issued_on is None:
            return []
        return periods(
            task.cadence,
            task.issued_on,
            on,
            day_of_month=self._day,
            next_working_day=self._calendar.on_or_after,
            due_on=task.due_on,
        )


def _row(part: Assignment, period: Period) -> ProgressReport:
    return ProgressReport(
        assignment=part,
        period_start=period.start,
        period_end=period.end,
        period_label=period.label,
        due_on=period.due_on,
        state=ReportState.EXPECTED,
    )
