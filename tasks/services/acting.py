"""What every service of this app does alike: lock the task, ask the table, write state, history and audit log.

All acts on a task, its parts, reports, requests and urgings lock the task's row first and the audit chain last, so that
no two of them can wait for each other in a circle.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import models

from accounts.access import actor_of
from accounts.models import User
from audit import services as audit
from audit.context import SYSTEM, current
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden, VersionConflict
from tasks import fresh, permissions, transitions
from tasks.models import Assignment, Task, TaskEvent
from tasks.models.task import OPEN_TASK_STATES
from tasks.transitions import NOWHERE, Subject, Transition, Who

SUBJECT_WORDS = {
    Subject.TASK: "事项",
    Subject.ASSIGNMENT: "单位任务",
    Subject.REPORT: "报送",
    Subject.EXTENSION: "延期申请",
    Subject.URGING: "催办",
    Subject.DISPUTE: "职责异议",
}
WHO_WORDS = {
    Who.CLERK: "承办人",
    Who.UNIT_HEAD: "单位负责人",
    Who.SUPERVISOR: "督查员",
    Who.LEADER: "督查室主任、分管领导",
    Who.SYSTEM: "系统",
}
EVERYBODY = frozenset(Who)
INTERNAL = {"report.draft", "report.send_to_review", "report.recall", "report.send_back"}


@contextmanager
def on_task(task: Task) -> Iterator[Task]:
    """Open the transaction of one act and yield the task as it stands now, locked; archived ones are refused."""
    with unit_of_work():
        yield locked(task)


def locked(task: Task) -> Task:
    """Return the task as it stands now, locked until the transaction ends; refuse an archived one."""
    found = fresh.locked_task(task.pk)
    if found.archived_at is not None:
        raise TransitionForbidden("tasks.archived", "事项已归档，只能查阅。")
    return found


def fresh_part(task: Task, assignment: Assignment) -> Assignment:
    """Return a part of a locked task as it stands now."""
    return fresh.part_of(task, assignment.pk)


def require_open(task: Task) -> None:
    """Refuse what a unit does on a task that is not under way."""
    if task.state not in OPEN_TASK_STATES:
        raise TransitionForbidden("tasks.not_open", f"事项现为“{task.get_state_display()}”，不能办理。")


def require_version(row: Any, version: int | None) -> None:
    """Raise `VersionConflict` when a row is not the one the person saw; None takes whatever stands."""
    if version is not None and row.version != version:
        raise VersionConflict("request.stale", "他人已先改动，您的改动没有保存，请核对后再改。", current=row)


def parts_of_user(by: User | None, task: Task, assignment: Assignment | None) -> Collection[Who]:
    """Return in which parts somebody acts; None is the system (commands, jobs), which the table does not hold back."""
    if by is None:
        return EVERYBODY
    if assignment is not None:
        return permissions.parts_on_assignment(by, assignment)
    return permissions.parts_on_task(by, task, first_lead_of(task) if task.pk else None)


def first_lead_of(task: Task) -> Assignment | None:
    """Return the part of the first lead, None while nobody is named."""
    return Assignment.objects.standing().filter(task=task, is_first_lead=True).select_related("department").first()


def check(
    subject: Subject, act: str, state: str, *, by: User | None, who: Collection[Who], label: str, reason: str = ""
) -> Transition:
    """Return the row of the table for an act; raise what the person must be told when there is none.

    `label` is the state's word. Raises `TransitionForbidden`, `NotPermitted`, and `DomainError` for missing words.
    """
    found = transitions.find(subject, act, state, who)
    word = transitions.word(subject, act)
    if found is None and not transitions.possible(subject, act, state):
        thing = SUBJECT_WORDS[subject]
        raise TransitionForbidden("tasks.forbidden_transition", f"{thing}现为“{label}”，不能{word}。")
    if found is None:
        able = [row for row in transitions.rows(subject, state) if row.act == act]
        names = "、".join(WHO_WORDS[who] for who in Who if any(who in row.who for row in able))
        raise NotPermitted("tasks.not_permitted", f"您不能{word}：须由{names}办理。")
    if found.reasoned and not reason.strip():
        raise DomainError("tasks.reason_missing", f"请写明{word}的理由。", fields={"reason": ["请写明理由。"]})
    return found


def move(
    subject: Subject,
    row: Any,
    act: str,
    *,
    task: Task,
    by: User | None,
    assignment: Assignment | None = None,
    reason: str = "",
    version: int | None = None,
    follows: bool = False,
    **fields: Any,
) -> Transition:
    """Take one row from its state to the next: checked, versioned, in history and log.

    `fields` are written with it; `follows` marks what another act brings about (asked of nobody). The task is locked.
    """
    require_version(row, version)
    who = EVERYBODY if follows else parts_of_user(by, task, assignment)
    found = check(subject, act, row.state, by=by, who=who, label=row.get_state_display(), reason=reason)
    before = {"state": row.state, **{name: getattr(row, name) for name in fields}}
    row.state = found.target
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    after = {"state": row.state, **fields}
    tell(found.code, row, task=task, by=by, assignment=assignment, before=before, after=after, reason=reason)
    return found


def born(
    subject: Subject,
    act: str,
    row: Any,
    *,
    task: Task,
    by: User | None,
    assignment: Assignment | None = None,
    reason: str = "",
) -> None:
    """Save a new row in the state the table gives it, with history and log; `row.state` says which target is meant."""
    who = parts_of_user(by, task, assignment)
    found = check(subject, act, NOWHERE, by=by, who=who, label="", reason=reason)
    row.save()
    after = {"state": row.state}
    tell(found.code, row, task=task, by=by, assignment=assignment, before={"state": ""}, after=after, reason=reason)


def tell(
    code: str,
    row: models.Model,
    *,
    task: Task,
    by: User | None,
    assignment: Assignment | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    text: str = "",
) -> None:
    """Write one act into the matter's history and into the audit log; `text` is for people, `reason` for both."""
    actor = actor_of(by) if by else (current().actor or SYSTEM)
    old, new = dict(before or {}), dict(after or {})
    TaskEvent.objects.create(
        task=task,
        assignment=assignment,
        action=code,
        from_state=str(old.get("state", "")),
        to_state=str(new.get("state", "")),
        at=clock.now(),
        by=by,
        by_name=actor.name,
        unit_name=actor.unit_name,
        text=text or reason,
        is_internal=code in INTERNAL,
    )
    audit.record(
        code, row, actor=actor, jurisdiction=task.jurisdiction, before=_changed(old, new), after=new, reason=reason
    )


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in old.items() if name in new}
