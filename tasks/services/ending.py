"""What ends, stops or revives a matter otherwise: 未完成关闭, 中止, 恢复, 撤销, 移交, 重新督办, 归档."""

from accounts.models import User
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from tasks.models import Assignment, AssignmentState, ClosingReason, Task, TaskState
from tasks.services.acting import move, on_task, require_version, tell
from tasks.services.drafting import require_supervisor
from tasks.transitions import Subject

ARCHIVABLE = (TaskState.CLOSED, TaskState.CANCELLED, TaskState.TRANSFERRED)
UNFINISHED = (ClosingReason.CLOSED_NOT_IMPLEMENTED, ClosingReason.SUPERSEDED, ClosingReason.LAPSED)


def close_unfinished(
    *, task: Task, closing_reason: str, reason: str, by: User | None, version: int | None = None
) -> Task:
    """Let a leader close a matter that is not done: not implemented, superseded, or its policy lapsed."""
    if closing_reason not in UNFINISHED:
        message = "请选择未完成关闭、被替代或政策失效。"
        raise DomainError("tasks.closing_reason", message, fields={"closing_reason": [message]})
    with on_task(task) as current:
        move(
            Subject.TASK, current, "close_unfinished", task=current, by=by, reason=reason, version=version,
            closed_at=clock.now(), closing_reason=ClosingReason(closing_reason),
        )  # fmt: skip
    return current


def suspend(*, task: Task, reason: str, by: User | None, version: int | None = None) -> Task:
    """Let a matter rest; nothing of it is overdue meanwhile."""
    return _plain(task, "suspend", reason, by, version)


def resume(*, task: Task, reason: str, by: User | None, version: int | None = None) -> Task:
    """Let a matter go on after a rest."""
    return _plain(task, "resume", reason, by, version)


def cancel(*, task: Task, reason: str, by: User | None, version: int | None = None) -> Task:
    """Cancel a matter; it keeps its number and stays to be read."""
    return _plain(task, "cancel", reason, by, version)


def transfer(*, task: Task, reason: str, by: User | None, version: int | None = None) -> Task:
    """Give a matter to another office; here it is over."""
    return _plain(task, "transfer", reason, by, version)


def reopen(*, task: Task, reason: str, by: User | None, version: int | None = None) -> Task:
    """Take up a matter again that was verified or closed; the confirmed parts are to be worked on."""
    with on_task(task) as current:
        move(
            Subject.TASK, current, "reopen", task=current, by=by, reason=reason, version=version,
            completed_on=None, closed_at=None, closing_reason="",
        )  # fmt: skip
        for part in Assignment.objects.filter(task=current, state=AssignmentState.CONFIRMED):
            part.task = current
            move(Subject.ASSIGNMENT, part, "reopen", task=current, by=by, assignment=part, follows=True)
    return current


def archive(*, task: Task, by: User | None, version: int | None = None) -> Task:
    """Put a finished matter away, read-only: off the daily lists, still to be found."""
    with on_task(task) as current:
        require_supervisor(by, current.jurisdiction)
        require_version(current, version)
        if current.state not in ARCHIVABLE:
            raise TransitionForbidden("tasks.not_finished", "销号、撤销或移交后才能归档。")
        current.archived_at = clock.now()
        current.version += 1
        current.save(update_fields=["archived_at", "version"])
        tell("task.archive", current, task=current, by=by, after={"archived_at": current.archived_at})
    return current


def _plain(task: Task, act: str, reason: str, by: User | None, version: int | None) -> Task:
    with on_task(task) as current:
        move(Subject.TASK, current, act, task=current, by=by, reason=reason, version=version)
    return current
