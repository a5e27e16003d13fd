"""延期: asked before the due date by the first lead, decided by supervisor or leader; the original date stays."""

from datetime import date
from typing import Any

from accounts.models import Role, User
from core import clock, words
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.rules import rule
from tasks import permissions
from tasks.models import Assignment, DueBasis, Extension, ExtensionState, Task
from tasks.models.extension import OPEN_EXTENSION_STATES
from tasks.services.acting import born, fresh_part, move, on_task, require_open, tell
from tasks.services.people import tell_office, tell_unit
from tasks.transitions import Subject


def ask(*, assignment: Assignment, due_on: date, reason: str, progress: str, by: User | None) -> Extension:
    """Ask for a later date; goes to the unit head first where the government has that step and a clerk asks."""
    with on_task(assignment.task) as task:
        part = fresh_part(task, assignment)
        require_open(task)
        before = _check_request(task, part, due_on, progress)
        reviewed = rule(task.jurisdiction, "report.unit_review", clock.today())
        through_head = reviewed and by is not None and not permissions.may_head(by, part)
        request = Extension(
            assignment=part,
            reason=reason.strip(),
            progress=progress.strip(),
            due_on_before=before,
            due_on_asked=due_on,
            state=ExtensionState.UNIT_REVIEW if through_head else ExtensionState.SUBMITTED,
            asked_at=clock.now(),
            asked_by=by,
        )
        born(Subject.EXTENSION, "ask", request, task=task, by=by, assignment=part, reason=reason)
        if not through_head:
            _tell_office(task, request, Role.SUPERVISOR)
    return request


def _check_request(task: Task, part: Assignment, due_on: date, progress: str) -> date:
    """Return the present due date of a request that may be made."""
    today = clock.today()
    if not part.is_first_lead:
        raise NotPermitted("tasks.not_first_lead", "延期由第一牵头单位申请。")
    if task.due_on is None:
        raise TransitionForbidden("tasks.no_due_date", "事项没有期限，无须延期。")
    if task.due_on < today:
        raise TransitionForbidden("tasks.extension_too_late", "期限已过，不能再申请延期。")
    if Extension.objects.filter(assignment__task=task, state__in=OPEN_EXTENSION_STATES).exists():
        raise TransitionForbidden("tasks.extension_open", "已有一份延期申请正在办理。")
    fields: dict[str, list[str]] = {}
    if due_on <= task.due_on:
        fields["due_on"] = [f"须晚于现行期限{words.day(task.due_on)}。"]
    if not progress.strip():
        fields["progress"] = ["请写明目前进展。"]
    if fields:
        raise DomainError("tasks.extension_invalid", "延期申请有内容须更正。", fields=fields)
    return task.due_on


def approve(*, extension: Extension, by: User | None, version: int | None = None) -> Extension:
    """Let the unit head send a clerk's request on."""
    with on_task(extension.assignment.task) as task:
        current = _fresh(task, extension)
        _move(task, current, "approve", by=by, version=version)
        _tell_office(task, current, Role.SUPERVISOR)
    return current


def withdraw(*, extension: Extension, by: User | None, reason: str = "", version: int | None = None) -> Extension:
    """Take a request back while it is open."""
    with on_task(extension.assignment.task) as task:
        current = _fresh(task, extension)
        _move(task, current, "withdraw", by=by, version=version, reason=reason)
    return current


def forward(*, extension: Extension, by: User | None, opinion: str = "", version: int | None = None) -> Extension:
    """Let the supervisor put a request before a leader."""
    with on_task(extension.assignment.task) as task:
        current = _fresh(task, extension)
        _move(task, current, "forward", by=by, version=version, reason=opinion)
        _tell_office(task, current, Role.LEADER)
    return current


def grant(
    *,
    extension: Extension,
    by: User | None,
    due_on: date | None = None,
    opinion: str = "",
    version: int | None = None,
) -> Extension:
    """Grant a request, also to an earlier day than asked; what is past the rule's limit only a leader grants.

    The task's current date moves and its due-date version goes up; the original date is never touched.
    """
    with on_task(extension.assignment.task) as task:
        current = _fresh(task, extension)
        until = due_on or current.due_on_asked
        _check_grant(task, current, until)
        _move(
            task, current, "grant", by=by, version=version, reason=opinion,
            due_on_granted=until, decided_at=clock.now(), decided_by=by, decision=opinion,
        )  # fmt: skip
        before = {"due_on": task.due_on, "due_version": task.due_version}
        task.due_on, task.due_basis = until, DueBasis.EXTENSION
        task.due_version += 1
        task.version += 1
        task.save(update_fields=["due_on", "due_basis", "due_version", "version"])
        after = {"due_on": until, "due_version": task.due_version}
        text = f"原定{words.day(task.original_due_on)}，现行{words.day(until)}"
        tell("task.extend", task, task=task, by=by, before=before, after=after, text=text)
        _tell_unit(task, current)
    return current


def _check_grant(task: Task, extension: Extension, until: date) -> None:
    if task.due_on is None or until <= task.due_on:
        message = "批准的日期须晚于现行期限。"
        raise DomainError("tasks.extension_invalid", message, fields={"due_on": [message]})
    limit = rule(task.jurisdiction, "extension.leader_days", clock.today())
    # counted from the original date: many short extensions are a long one
    beyond = (until - (task.original_due_on or task.due_on)).days > limit
    if extension.state == ExtensionState.SUBMITTED and beyond:
        raise NotPermitted("tasks.leader_decides", f"累计延期超过 {limit} 天，须报领导决定。")


def refuse(*, extension: Extension, by: User | None, opinion: str, version: int | None = None) -> Extension:
    """Refuse a request with the reason; the date stays."""
    with on_task(extension.assignment.task) as task:
        current = _fresh(task, extension)
        _move(
            task, current, "refuse", by=by, version=version, reason=opinion,
            decided_at=clock.now(), decided_by=by, decision=opinion.strip(),
        )  # fmt: skip
        _tell_unit(task, current)
    return current


def _fresh(task: Task, extension: Extension) -> Extension:
    found = Extension.objects.get(pk=extension.pk)
    found.assignment = fresh_part(task, extension.assignment)
    return found


def _move(
    task: Task, row: Extension, act: str, *, by: User | None, version: int | None, reason: str = "", **fields: Any
) -> None:
    part = row.assignment
    move(Subject.EXTENSION, row, act, task=task, by=by, assignment=part, reason=reason, version=version, **fields)


def _tell_office(task: Task, row: Extension, role: Role) -> None:
    tell_office(
        task, role, subject=f"延期申请：{task.title}",
        body=f"{row.assignment.department}申请由{words.day(row.due_on_before)}延至{words.day(row.due_on_asked)}：{row.reason}",
        key=f"extension.{row.state}:{row.pk}:{row.version}", anchor="extensions",
    )  # fmt: skip


def _tell_unit(task: Task, row: Extension) -> None:
    tell_unit(
        row.assignment, subject=f"延期{row.get_state_display()}：{task.title}",
        body=f"现行期限{words.day(task.due_on)}。{row.decision}",
        key=f"extension.decided:{row.pk}", anchor="extensions",
    )  # fmt: skip
