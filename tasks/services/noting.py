"""批注: a word of the office on a matter, in its history for everybody on it; it changes nothing else."""

from accounts.models import User
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from tasks import permissions
from tasks.models import Assignment, Task
from tasks.services.acting import on_task, require_version, tell
from tasks.services.people import tell_unit


def note(*, task: Task, text: str, by: User | None, version: int | None = None) -> Task:
    """Write a word on an issued matter; its units are told and read it in the history."""
    with on_task(task) as current:
        if by is not None and not permissions.may_note(by, current):
            raise NotPermitted("tasks.not_office", "批注由督查员、督查室主任或分管领导写。")
        require_version(current, version)
        if current.issued_on is None:
            raise TransitionForbidden("tasks.not_issued", "事项尚未交办，不能批注。")
        words = text.strip()
        if not words:
            raise DomainError("tasks.note_missing", "请写批注。", fields={"text": ["请写批注。"]})
        tell("task.note", current, task=current, by=by, after={"note": words}, text=words)
        key = f"task.note:{current.pk}:{current.events.filter(action='task.note').count()}"
        for part in Assignment.objects.standing().filter(task=current).select_related("department"):
            part.task = current
            tell_unit(part, subject=f"批注：{current.title}", body=words, key=key, anchor="history")
    return current
