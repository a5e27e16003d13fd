"""Which acts a person is offered on a row: what the table of transitions allows, and what goes beside it."""

from collections.abc import Collection
from typing import Any

from core import clock
from departments.rules import rule
from tasks import transitions
from tasks.acts import BY_NAME
from tasks.acts.running import PageAct
from tasks.models import Assignment, DisputeState, Task
from tasks.models.assignment import OPEN_ASSIGNMENT_STATES
from tasks.models.task import OPEN_TASK_STATES
from tasks.services.ending import ARCHIVABLE
from tasks.transitions import Subject, Who

UNIT = {Who.CLERK, Who.UNIT_HEAD}
OFFICE = {Who.SUPERVISOR, Who.LEADER}
# what a unit does only while its task is under way
DECIDED_BY_DISPUTE = {"keep"}


def offered(subject: Subject, row: Any, who: Collection[Who], *, task: Task) -> list[PageAct]:
    """Return the acts a person in these parts may do on a row now, in the order of the table."""
    if task.archived_at is not None:
        return []
    held = set(who)
    names = [found.act for found in transitions.acts_open_to(subject, row.state, held)]
    if subject is Subject.ASSIGNMENT:
        names = _on_part(names, row, held, task)
    elif subject is Subject.TASK:
        names = _on_task(names, row, held)
    elif subject is Subject.DISPUTE:
        names = ["decide"] if names and row.state == DisputeState.OPEN else []
    elif subject is Subject.REPORT and task.state not in OPEN_TASK_STATES:
        names = [name for name in names if name in ("accept", "return")]
    return [BY_NAME[subject, name] for name in dict.fromkeys(names) if (subject, name) in BY_NAME]


def _on_part(names: list[str], part: Assignment, held: set[Who], task: Task) -> list[str]:
    if task.state not in OPEN_TASK_STATES:
        return []
    is_open = part.state in OPEN_ASSIGNMENT_STATES
    if part.is_first_lead:
        names = [name for name in names if name != "withdraw"]
        if held & UNIT and task.due_on is not None and task.due_on >= clock.today():
            names.append("extend")
    if held & OFFICE and is_open:
        names.append("urge")
    return [name for name in names if name not in DECIDED_BY_DISPUTE]


def _on_task(names: list[str], task: Task, held: set[Who]) -> list[str]:
    if "close" in names and rule(task.jurisdiction, "task.closing", clock.today()) == "leader":
        names = [name for name in names if name != "close" or Who.LEADER in held]
    if Who.SUPERVISOR in held and task.state in OPEN_TASK_STATES:
        names.append("assign")
    if held & OFFICE and task.issued_on is not None:
        names.append("note")
    if Who.SUPERVISOR in held and task.state in ARCHIVABLE:
        names.append("archive")
    return names


def is_offered(act: PageAct, row: Any, who: Collection[Who], *, task: Task) -> bool:
    """Say whether an act is among those a person is offered."""
    return act in offered(act.subject, row, who, task=task)
