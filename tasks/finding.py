"""One record by its key, where the person may see it: `visible_to` for a single row, in one query compiled once."""

from typing import Any

from django.db.models import QuerySet

from accounts.access import access_of
from core.prepared import Prepared, columns
from tasks.models import Assignment, ProgressReport, Task
from tasks.permissions import Visitor, reports_seen, seen

TASK, PART, REPORT = columns(Task), columns(Assignment), columns(ProgressReport)
TASK_OF_PART = columns(Task, "id", "jurisdiction_id", "state", "due_on", "issued_on", "cadence", "archived_at")

_tasks = Prepared(
    lambda key, units, overseen: Task.objects.filter(seen(units, overseen, "", "pk"), pk=key).values_list(*TASK)
)


def _of_part(rows: QuerySet[Any], *, part: str) -> QuerySet[Any, Any]:
    own = PART if not part else [f"{part}{name}" for name in PART]
    return rows.values_list(*own, *(f"{part}task__{name}" for name in TASK_OF_PART))


_parts = Prepared(
    lambda key, units, overseen: _of_part(
        Assignment.objects.filter(seen(units, overseen, "task__", "task"), pk=key), part=""
    )
)
_reports = Prepared(
    lambda key, units, overseen: (
        reports_seen(units, overseen)
        .filter(pk=key)
        .values_list(
            *REPORT,
            *(f"assignment__{name}" for name in PART),
            *(f"assignment__task__{name}" for name in TASK_OF_PART),
        )
    )
)


def task_of(user: Visitor, key: int) -> Task | None:
    """Return a task the person may see."""
    row = _row(_tasks, user, key)
    return None if row is None else Task.from_db("default", TASK, row)


def part_of(user: Visitor, key: int) -> Assignment | None:
    """Return a unit's part of a task the person may see, the task at hand as far as `TASK_OF_PART`."""
    row = _row(_parts, user, key)
    return None if row is None else _part(row)


def report_of(user: Visitor, key: int) -> ProgressReport | None:
    """Return a report whose row the person may see, part and task at hand."""
    row = _row(_reports, user, key)
    if row is None:
        return None
    report = ProgressReport.from_db("default", REPORT, row[: len(REPORT)])
    report.assignment = _part(row[len(REPORT) :])
    return report


def _row(rows: Prepared, user: Visitor, key: int) -> tuple[Any, ...] | None:
    access = access_of(user)
    return next(iter(rows.rows(key=key, units=access.unit_ids, overseen=access.overseen)), None)


def _part(row: tuple[Any, ...]) -> Assignment:
    part = Assignment.from_db("default", PART, row[: len(PART)])
    part.task = Task.from_db("default", TASK_OF_PART, row[len(PART) :])
    return part
