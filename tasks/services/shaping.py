"""Shaping what is not issued yet: first lead, units, due date, cadence; drafts can be thrown away."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from accounts.models import User
from audit.services import unit_of_work
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Department
from policies.models import UnitBasis, UnitRole
from tasks.models import Assignment, AssignmentState, Cadence, DueBasis, Task, TaskState
from tasks.models.task import UNISSUED_TASK_STATES
from tasks.search import forget_task
from tasks.services.acting import fresh_part, on_task, require_version, tell
from tasks.services.drafting import add_by_hand, add_units, require_supervisor, units_as_written
from tasks.services.sources import WEIGHT, joined


@contextmanager
def _on_draft(task: Task, by: User | None, version: int | None = None) -> Iterator[Task]:
    """Open the transaction of an act that shapes a task before it is issued; its version goes up by one."""
    with on_task(task) as draft:
        require_supervisor(by, draft.jurisdiction)
        if draft.state not in UNISSUED_TASK_STATES:
            raise TransitionForbidden("tasks.issued_already", f"事项{draft.get_state_display()}，不能再改立项内容。")
        require_version(draft, version)
        draft.version += 1
        draft.save(update_fields=["version"])
        yield draft


def refresh_units(*, task: Task, by: User | None) -> Task:
    """Read the units of a draft from its measure again: names have been settled or rosters filled since."""
    with _on_draft(task, by) as draft:
        if draft.measure is None:
            return draft
        draft.assignments.all().delete()
        add_units(draft, units_as_written(draft))
        tell("task.refresh_units", draft, task=draft, by=by, after={"units": _unit_names(draft)})
    return draft


def name_first_listed(*, tasks: Iterable[Task], by: User | None) -> list[Task]:
    """Make the unit listed first the first lead of each task that has units side by side and no lead at all.

    The ground says so (列首位，推定). Returns the tasks it touched; all or nothing.
    """
    touched = []
    with unit_of_work():
        for task in tasks:
            with _on_draft(task, by) as draft:
                parts = list(Assignment.objects.standing().filter(task=draft).order_by("id"))
                first = next((part for part in parts if part.role == UnitRole.JOINT), None)
                if first is None or any(part.role == UnitRole.LEAD for part in parts):
                    continue
                first.role, first.basis, first.is_first_lead = UnitRole.LEAD, UnitBasis.FIRST_LISTED, True
                first.version += 1
                first.save(update_fields=["role", "basis", "is_first_lead", "version"])
                after = {"first_lead": first.department.name, "basis": first.basis}
                tell("task.name_first_lead", draft, task=draft, by=by, after=after)
                touched.append(draft)
    return touched


def name_first_lead(*, task: Task, department: Department, by: User | None, version: int | None = None) -> Task:
    """Make a unit the first lead of a task that is not issued yet; it is put on the task if it was not."""
    with _on_draft(task, by, version) as draft:
        parts = Assignment.objects.standing().filter(task=draft)
        before = parts.filter(is_first_lead=True).first()
        parts.filter(is_first_lead=True).update(is_first_lead=False)
        part = parts.filter(department=department).first() or add_by_hand(
            draft, _own_unit(draft, department), UnitRole.LEAD
        )
        part.role, part.basis, part.is_first_lead = UnitRole.LEAD, UnitBasis.MANUAL, True
        part.version += 1
        part.save(update_fields=["role", "basis", "is_first_lead", "version"])
        old = {"first_lead": before.department.name if before else ""}
        tell("task.name_first_lead", draft, task=draft, by=by, before=old, after={"first_lead": department.name})
    return draft


def add_unit(
    *, task: Task, department: Department, role: str, by: User | None, version: int | None = None
) -> Assignment:
    """Put a unit on a task that is not issued yet."""
    with _on_draft(task, by, version) as draft:
        if Assignment.objects.standing().filter(task=draft, department=department).exists():
            raise DomainError("tasks.unit_already", f"{department}已在本事项中。", fields={"department": ["已在列。"]})
        part = add_by_hand(draft, _own_unit(draft, department), UnitRole(role))
        tell("task.add_unit", draft, task=draft, by=by, after={"unit": department.name, "role": part.role})
    return part


def settle_successor(
    *, task: Task, responsibility: int, department: Department, by: User | None, version: int | None = None
) -> Assignment:
    """Say which unit takes over the duty of a unit that is gone, of several successors or where there is none.

    The part keeps the printed name, the role and the scope of the duty; on a unit that is on the task already the two
    are joined. Raises `DomainError` for a duty with nothing to decide, or a unit that did not take over.
    """
    with _on_draft(task, by, version) as draft:
        asked = next(
            (one for one in units_as_written(draft).undecided if one.responsibility.pk == responsibility), None
        )
        if asked is None:
            raise DomainError("tasks.nothing_to_settle", "这项职责不须再选承接单位。")
        if asked.holders and department not in asked.holders:
            message = f"请从{joined((one.name for one in asked.holders), '、')}中选择。"
            raise DomainError("tasks.not_a_successor", message, fields={"department": [message]})
        row = asked.responsibility
        part = Assignment.objects.standing().filter(task=draft, department=department).first()
        if part is None:
            part = add_by_hand(draft, _own_unit(draft, department), row.role)
            part.printed_name, part.scope, part.basis = row.printed_name, row.scope, row.basis
        else:
            part.role = min(part.role, row.role, key=lambda role: WEIGHT[role])
            part.printed_name = joined([part.printed_name, row.printed_name], "、")[:100]
            part.scope = joined([part.scope, row.scope], "；")[:300]
            part.version += 1
        part.responsibility = part.responsibility or row
        leads = Assignment.objects.standing().filter(task=draft, is_first_lead=True)
        part.is_first_lead = part.is_first_lead or (part.role == UnitRole.LEAD and not leads.exists())
        part.save()
        after = {"unit": department.name, "as_written": row.printed_name, "role": part.role}
        tell("task.settle_successor", draft, task=draft, by=by, after=after)
    return part


def remove_unit(*, assignment: Assignment, by: User | None, version: int | None = None) -> None:
    """Take a unit off a task that is not issued yet."""
    with _on_draft(assignment.task, by) as draft:
        part = fresh_part(draft, assignment)
        require_version(part, version)
        name = part.department.name
        part.delete()
        tell("task.remove_unit", draft, task=draft, by=by, before={"unit": name})


def set_due(*, task: Task, on: date | None, by: User | None, text: str = "", version: int | None = None) -> Task:
    """Give a task that is not issued yet another due date, on the supervisor's own ground."""
    with _on_draft(task, by, version) as draft:
        before = {"due_on": draft.due_on, "due_basis": draft.due_basis}
        draft.due_on = draft.original_due_on = on
        draft.due_text = text[:100]
        draft.due_basis = DueBasis.MANUAL if on else DueBasis.NONE
        draft.due_precision = "day" if on else ""
        draft.save(update_fields=["due_on", "original_due_on", "due_text", "due_basis", "due_precision"])
        after = {"due_on": on, "due_basis": draft.due_basis}
        tell("task.set_due", draft, task=draft, by=by, before=before, after=after)
    return draft


def set_cadence(*, task: Task, cadence: str, by: User | None, version: int | None = None) -> Task:
    """Say how often the units of a task that is not issued yet report."""
    with _on_draft(task, by, version) as draft:
        before = {"cadence": draft.cadence}
        draft.cadence = Cadence(cadence)
        draft.save(update_fields=["cadence"])
        tell("task.set_cadence", draft, task=draft, by=by, before=before, after={"cadence": draft.cadence})
    return draft


def may_discard(task: Task, by: User | None) -> bool:
    """Whether a draft is the person's own; `by` None is the system, a draft without an author is anybody's."""
    return task.state == TaskState.DRAFTED and (by is None or task.created_by_id in (None, by.pk))


def discard(*, task: Task, by: User | None, version: int | None = None) -> None:
    """Throw an own draft away; what has a number is cancelled instead and stays. `by` None is the system's command."""
    with _on_draft(task, by, version) as draft:
        if draft.state == TaskState.DRAFTED and not may_discard(draft, by):
            raise NotPermitted("tasks.not_author", "草稿只能由起草人删除。")
        if draft.state != TaskState.DRAFTED:
            raise TransitionForbidden("tasks.registered", "事项已编号，只能撤销，不能删除。")
        tell("task.discard", draft, task=draft, by=by, before={"title": draft.title, "units": _unit_names(draft)})
        document = draft.source_document
        draft.events.all().delete()
        draft.assignments.all().delete()
        forget_task(draft)
        draft.delete()
        if document:
            transaction.on_commit(lambda: document.storage.delete(str(document.name)))


def _own_unit(task: Task, department: Department) -> Department:
    if department.jurisdiction_id != task.jurisdiction_id:
        raise DomainError("tasks.foreign_unit", "单位须属于本级政府。", fields={"department": ["不是本级单位。"]})
    return department


def _unit_names(task: Task) -> list[str]:
    rows = task.assignments.exclude(state=AssignmentState.WITHDRAWN).select_related("department")
    return [f"{row.department.name}（{row.get_role_display()}）" for row in rows]
