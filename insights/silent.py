"""Who keeps a first lead waiting: other units of its tasks whose report for a running period is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from departments.models import Department
from tasks.models import Assignment, ProgressReport, Task


@dataclass(frozen=True, slots=True)
class SilentUnit:
    """A unit and the task for which its report is still missing."""

    department: Department
    task: Task
    report: ProgressReport


def silent_units(leading: Iterable[Assignment], until: date) -> list[SilentUnit]:
    """Return the missing reports of the other units on led tasks that were or are due until a day; one query."""
    own = [assignment.pk for assignment in leading]
    tasks = {assignment.task_id for assignment in leading}
    reports = (
        ProgressReport.objects.unsent()
        .filter(assignment__task__in=tasks, due_on__lte=until)
        .exclude(assignment__in=own)
        .exclude(assignment__state__in=["withdrawn", "handed_over"])
        .select_related("assignment__department", "assignment__task")
        .order_by("due_on", "assignment_id")
    )
    return [SilentUnit(report.assignment.department, report.assignment.task, report) for report in reports]
