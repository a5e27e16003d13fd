"""Units on an issued task: put on, withdrawn, or replaced by another one that takes the duty over."""

from accounts.models import User
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from departments.models import Department
from departments.rules import rule
from departments.selectors import work_calendar
from policies.models import UnitBasis, UnitRole
from tasks.models import Assignment, Task
from tasks.services.acting import born, fresh_part, on_task, require_open, require_version, tell
from tasks.services.acting import move as move_to
from tasks.services.expecting import expect_reports_of
from tasks.services.people import tell_unit
from tasks.services.sources import WEIGHT, joined
from tasks.transitions import Subject


def assign_unit(*, task: Task, department: Department, role: str, reason: str, by: User | None) -> Assignment:
    """Put a unit on a task that is under way; it has to sign, and reports are expected from it."""
    with on_task(task) as current:
        require_open(current)
        return new_part(current, department, role, by=by, reason=reason)


def new_part(
    task: Task,
    department: Department,
    role: str,
    *,
    by: User | None,
    reason: str = "",
    is_first_lead: bool = False,
    quiet: bool = False,
) -> Assignment:
    """Give a unit a part of a locked task, with its receipt day, its reports and a notice; `quiet` leaves both out."""
    if department.jurisdiction_id != task.jurisdiction_id:
        raise DomainError("tasks.foreign_unit", "单位须属于本级政府。", fields={"department": ["不是本级单位。"]})
    if Assignment.objects.standing().filter(task=task, department=department).exists():
        raise DomainError("tasks.unit_already", f"{department}已在本事项中。", fields={"department": ["已在列。"]})
    today = clock.today()
    days = rule(task.jurisdiction, "receipt.working_days", today)
    part = Assignment(
        task=task,
        department=department,
        printed_name=department.name,
        role=UnitRole(role),
        basis=UnitBasis.MANUAL,
        is_first_lead=is_first_lead,
        receipt_due_on=work_calendar(task.jurisdiction).add(today, days),
    )
    born(Subject.ASSIGNMENT, "assign", part, task=task, by=by, reason=reason)
    if quiet:
        return part
    expect_reports_of([part], on=today)
    tell_unit(
        part,
        subject=f"新交办事项：{task.title}",
        body=f"{task.number} {task.title}，请签收。",
        key=f"assigned:{part.pk}",
    )
    return part


def withdraw_unit(*, assignment: Assignment, reason: str, by: User | None, version: int | None = None) -> Assignment:
    """Take a unit off a task; the first lead can only be replaced."""
    with on_task(assignment.task) as task:
        part = fresh_part(task, assignment)
        refuse_first_lead(part)
        move_to(Subject.ASSIGNMENT, part, "withdraw", task=task, by=by, assignment=part, reason=reason, version=version)
    return part


def refuse_first_lead(part: Assignment) -> None:
    """Refuse to leave a task without its first lead."""
    if part.is_first_lead:
        raise TransitionForbidden("tasks.first_lead_stays", "第一牵头单位不能直接撤出，请移交给另一单位。")


def hand_over(
    *, assignment: Assignment, department: Department, reason: str, by: User | None, version: int | None = None
) -> Assignment:
    """Pass a part on to another unit and return that unit's part.

    Where the unit is on the task already the two are joined: the heavier role, both scopes, the reports stay with the
    part they were written for.
    """
    with on_task(assignment.task) as task:
        part = fresh_part(task, assignment)
        require_version(part, version)
        return pass_on(task, part, department, by=by, reason=reason)


def pass_on(
    task: Task, part: Assignment, department: Department, *, by: User | None, reason: str, quiet: bool = False
) -> Assignment:
    """Hand a part of a locked task over; see `hand_over`. `quiet` neither asks a new part for reports nor tells it."""
    if part.department_id == department.pk:
        raise DomainError("tasks.same_unit", "承接单位与原单位相同。", fields={"department": ["请选择另一单位。"]})
    was_first = part.is_first_lead
    move_to(
        Subject.ASSIGNMENT, part, "hand_over", task=task, by=by, assignment=part, reason=reason, is_first_lead=False
    )
    known = Assignment.objects.standing().filter(task=task, department=department).select_related("department").first()
    if known is None:
        heir = new_part(task, department, part.role, by=by, reason=reason, is_first_lead=was_first, quiet=quiet)
        heir.printed_name, heir.scope, heir.responsibility = part.printed_name, part.scope, part.responsibility
    else:
        heir = known
        heir.task = task
        heir.role = min((heir.role, part.role), key=lambda role: WEIGHT[role])
        heir.is_first_lead = heir.is_first_lead or was_first
        heir.scope = joined([heir.scope, part.scope], "；")[:300]
        heir.version += 1
        tell("assignment.join", heir, task=task, by=by, assignment=heir, after={"role": heir.role}, reason=reason)
    heir.save()
    part.succeeded_by = heir
    part.save(update_fields=["succeeded_by"])
    return heir
