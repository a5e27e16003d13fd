"""同报: linking matters that ask the same, and letting one unit's report answer all of them, each with its origin."""

from collections.abc import Iterable, Sequence

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted
from core.prepared import Prepared
from tasks import permissions
from tasks.models import Assignment, AssignmentState, LinkedTask, ProgressReport, Task, TaskLink
from tasks.models.task import OPEN_TASK_STATES
from tasks.services.acting import locked, require_open, tell

MOST = 20


def link_tasks(*, tasks: Sequence[Task], by: User | None, reason: str = "") -> TaskLink:
    """Put matters into one group; one that has a group takes the others in."""
    ids = sorted({task.pk for task in tasks})
    if not 2 <= len(ids) <= MOST:
        raise DomainError("tasks.link_count", f"请选择 2 至 {MOST} 件事项。")
    with unit_of_work():
        # one order for everybody who locks several tasks
        rows = [locked(Task(pk=pk)) for pk in ids]
        for task in rows:
            if by is not None and not permissions.may_supervise_task(by, task):
                raise NotPermitted("tasks.not_supervisor", "同报由督查员设定。")
            require_open(task)
        if len({task.jurisdiction_id for task in rows}) > 1:
            raise DomainError("tasks.link_governments", "不同管辖的事项不能设为同报。")
        standing = {one.task_id: one.link for one in LinkedTask.objects.filter(task__in=ids).select_related("link")}
        groups = {link.pk: link for link in standing.values()}
        if len(groups) > 1:
            raise DomainError("tasks.link_two_groups", "所选事项已分属不同的同报组，请先解除其中一组。")
        if len(standing) == len(ids):
            raise DomainError("tasks.linked_already", "所选事项已是同报。")
        link = next(iter(groups.values()), None)
        if link is None:
            link = TaskLink.objects.create(
                jurisdiction=rows[0].jurisdiction, reason=reason[:200], created_at=clock.now(), created_by=by
            )
        elif link.members.count() + len(ids) - len(standing) > MOST:
            raise DomainError("tasks.link_count", f"一组最多 {MOST} 件事项。")
        new = [task for task in rows if task.pk not in standing]
        LinkedTask.objects.bulk_create([LinkedTask(link=link, task=task) for task in new])
        every = list(link.members.select_related("task"))
        for task in new:
            others = "、".join(one.task.number for one in every if one.task_id != task.pk)
            after = {"link": link.pk}
            tell("task.link", task, task=task, by=by, after=after, reason=reason, text=f"与 {others} 同报。{reason}")
    return link


def unlink_task(*, task: Task, by: User | None) -> None:
    """Take a matter out of its group; a group of one is none."""
    with unit_of_work():
        row = LinkedTask.objects.filter(task=task).select_related("link").first()
        if row is None:
            raise DomainError("tasks.not_linked", "本事项没有设为同报。")
        ids = sorted(row.link.members.values_list("task", flat=True))
        leaving = ids if len(ids) <= 2 else [task.pk]
        for pk in ids:
            found = locked(Task(pk=pk))
            if by is not None and not permissions.may_supervise_task(by, found):
                raise NotPermitted("tasks.not_supervisor", "同报由督查员解除。")
            if pk in leaving:
                before = {"link": row.link_id}
                tell("task.unlink", found, task=found, by=by, before=before, after={"link": None})
        LinkedTask.objects.filter(task__in=leaving).delete()


_others = Prepared(
    lambda task: (
        LinkedTask.objects.filter(link__members__task=task).exclude(task=task).order_by("task").values_list("task")
    )
)


def linked_ids(task_id: int) -> list[int]:
    """Return the other matters of a matter's group, in the order in which they are locked."""
    return [pk for (pk,) in _others.rows(task=task_id)]


def lock_group(task_id: int) -> list[int]:
    """Lock a matter with all of its group, in one order for everybody; return the others."""
    others = linked_ids(task_id)
    if others:
        list(Task.objects.select_for_update(of=("self",)).filter(pk__in=[task_id, *others]).order_by("pk"))
    return others


def waiting_answers(report: ProgressReport, states: Iterable[str], others: Sequence[int]) -> list[ProgressReport]:
    """Return the same unit's reports on linked matters that a report answers: not sent, of a period that overlaps."""
    if not others:
        return []
    parts = (
        Assignment.objects.standing()
        .filter(task__in=others, department=report.assignment.department_id, task__archived_at=None)
        .filter(task__state__in=OPEN_TASK_STATES)
        .exclude(state=AssignmentState.PENDING_RECEIPT)
    )
    rows = (
        ProgressReport.objects.filter(assignment__in=parts, state__in=list(states))
        .filter(period_start__lte=report.period_end, period_end__gte=report.period_start)
        .select_related("assignment__task__jurisdiction", "assignment__department")
        .order_by("assignment__task", "period_end")
    )
    first_of_each: dict[int, ProgressReport] = {}
    for row in rows:
        # what somebody wrote by hand is not written over
        if row.answered_by_id or not row.progress:
            first_of_each.setdefault(row.assignment_id, row)
    return list(first_of_each.values())
