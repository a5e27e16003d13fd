"""签收: a unit signs for its part; the first signature sets the matter going."""

from collections.abc import Iterable

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from tasks.models import Assignment, Task, TaskState
from tasks.services.acting import fresh_part, locked, move, require_open
from tasks.transitions import Subject


def sign(*, assignment: Assignment, by: User | None, version: int | None = None) -> Assignment:
    """Sign for one part."""
    with unit_of_work():
        return _sign(assignment, by, version)


def sign_all(*, assignments: Iterable[Assignment], by: User | None) -> list[Assignment]:
    """Sign for several parts, all or none."""
    with unit_of_work():
        # one order for everybody who locks several tasks
        return [_sign(one, by, None) for one in sorted(assignments, key=lambda one: one.task_id)]


def _sign(assignment: Assignment, by: User | None, version: int | None) -> Assignment:
    task = locked(assignment.task)
    part = fresh_part(task, assignment)
    require_open(task)
    move(
        Subject.ASSIGNMENT, part, "receive", task=task, by=by, assignment=part, version=version,
        received_at=clock.now(), received_by=by,
    )  # fmt: skip
    begin_task(task, by)
    return part


def begin_task(task: Task, by: User | None) -> None:
    """Let an issued or reopened task be under way once a unit has taken it up."""
    if task.state in (TaskState.ISSUED, TaskState.REOPENED):
        move(Subject.TASK, task, "begin", task=task, by=by, follows=True)
