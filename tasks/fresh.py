"""Rows as they stand inside the transaction of an act, by their keys; queries compiled once."""

from django.core.exceptions import ObjectDoesNotExist

from core.prepared import Prepared, columns
from departments.models import Department, Jurisdiction
from tasks.models import Assignment, ProgressReport, Task

TASK, PART, REPORT = columns(Task), columns(Assignment), columns(ProgressReport)
UNIT, GOVERNMENT = columns(Department), columns(Jurisdiction)

_locked = Prepared(lambda key: Task.objects.select_for_update().filter(pk=key).order_by().values_list(*TASK))
_government = Prepared(lambda key: Jurisdiction.objects.filter(pk=key).order_by().values_list(*GOVERNMENT))
_part = Prepared(
    lambda key, task: (
        Assignment.objects.filter(pk=key, task=task).order_by()
        .values_list(*PART, *(f"department__{name}" for name in UNIT))
    )
)  # fmt: skip
_report = Prepared(
    lambda key, task: (
        ProgressReport.objects.filter(pk=key, assignment__task=task).order_by()
        .values_list(
            *REPORT, *(f"assignment__{name}" for name in PART), *(f"assignment__department__{name}" for name in UNIT)
        )
    )
)  # fmt: skip


def locked_task(key: int) -> Task:
    """Return a task with its government, its row locked until the transaction ends; `DoesNotExist` where none is."""
    (row,) = _locked.rows(key=key) or _missing(Task)
    task = Task.from_db("default", TASK, row)
    task.jurisdiction = Jurisdiction.from_db("default", GOVERNMENT, _government.rows(key=task.jurisdiction_id)[0])
    return task


def part_of(task: Task, key: int) -> Assignment:
    """Return a part of a task with its unit."""
    (row,) = _part.rows(key=key, task=task.pk) or _missing(Assignment)
    return _with_unit(task, row)


def report_of(task: Task, key: int) -> ProgressReport:
    """Return a report on a task with part and unit."""
    (row,) = _report.rows(key=key, task=task.pk) or _missing(ProgressReport)
    report = ProgressReport.from_db("default", REPORT, row[: len(REPORT)])
    report.assignment = _with_unit(task, row[len(REPORT) :])
    return report


def _with_unit(task: Task, row: tuple[object, ...]) -> Assignment:
    part = Assignment.from_db("default", PART, row[: len(PART)])
    part.department = Department.from_db("default", UNIT, row[len(PART) :])
    part.task = task
    return part


def _missing(model: type[Task] | type[Assignment] | type[ProgressReport]) -> list[tuple[object, ...]]:
    missing: type[ObjectDoesNotExist] = model.DoesNotExist
    raise missing
