"""职责异议: a unit says a duty is not its own; a supervisor keeps it, changes it or withdraws it. Nothing is lost."""

from typing import Any

from accounts.models import Role, User
from core import clock
from core.exceptions import DomainError
from departments.models import Department
from policies.models import UnitRole
from tasks.models import Assignment, Dispute, Task
from tasks.services.acting import born, fresh_part, move, on_task, require_open
from tasks.services.handing import pass_on, refuse_first_lead
from tasks.services.people import tell_office, tell_unit
from tasks.transitions import Subject


def raise_dispute(
    *,
    assignment: Assignment,
    reason: str,
    by: User | None,
    suggested_department: Department | None = None,
    version: int | None = None,
) -> Dispute:
    """Object to a duty, before or after signing; the part waits for the decision."""
    with on_task(assignment.task) as task:
        require_open(task)
        part = fresh_part(task, assignment)
        move(Subject.ASSIGNMENT, part, "dispute", task=task, by=by, assignment=part, reason=reason, version=version)
        dispute = Dispute(
            assignment=part,
            reason=reason.strip(),
            suggested_department=suggested_department,
            raised_at=clock.now(),
            raised_by=by,
        )
        born(Subject.DISPUTE, "raise", dispute, task=task, by=by, assignment=part, reason=reason)
        tell_office(
            task, Role.SUPERVISOR, subject=f"职责异议：{task.title}", body=f"{part.department}：{reason}",
            key=f"dispute.raise:{dispute.pk}", anchor="units",
        )  # fmt: skip
    return dispute


def keep(*, dispute: Dispute, opinion: str, by: User | None, version: int | None = None) -> Dispute:
    """Decide that the duty stays; the part counts as signed for."""
    with on_task(dispute.assignment.task) as task:
        current, part = _decide(task, dispute, "keep", opinion=opinion, by=by, version=version)
        _settle(task, part, opinion, by)
    return current


def change_role(*, dispute: Dispute, role: str, opinion: str, by: User | None, version: int | None = None) -> Dispute:
    """Decide that the unit stays in another role; the first lead's role cannot be lowered."""
    with on_task(dispute.assignment.task) as task:
        current, part = _decide(task, dispute, "change", opinion=opinion, by=by, version=version)
        if role != UnitRole.LEAD:
            refuse_first_lead(part)
        _settle(task, part, opinion, by, role=UnitRole(role))
    return current


def change_unit(
    *, dispute: Dispute, department: Department, opinion: str, by: User | None, version: int | None = None
) -> Dispute:
    """Decide that another unit takes the duty over."""
    with on_task(dispute.assignment.task) as task:
        current, part = _decide(task, dispute, "change", opinion=opinion, by=by, version=version)
        pass_on(task, part, department, by=by, reason=opinion)
    return current


def withdraw(*, dispute: Dispute, opinion: str, by: User | None, version: int | None = None) -> Dispute:
    """Decide that the unit is taken off the task."""
    with on_task(dispute.assignment.task) as task:
        current, part = _decide(task, dispute, "withdraw", opinion=opinion, by=by, version=version)
        refuse_first_lead(part)
        move(Subject.ASSIGNMENT, part, "withdraw", task=task, by=by, assignment=part, reason=opinion)
    return current


def decide(
    *,
    dispute: Dispute,
    decision: str,
    opinion: str,
    by: User | None,
    role: str = "",
    department: Department | None = None,
    version: int | None = None,
) -> Dispute:
    """Decide by name: keep, change (to a role or to a department) or withdraw."""
    if decision == "keep":
        return keep(dispute=dispute, opinion=opinion, by=by, version=version)
    if decision == "withdraw":
        return withdraw(dispute=dispute, opinion=opinion, by=by, version=version)
    if decision == "change" and department is not None:
        return change_unit(dispute=dispute, department=department, opinion=opinion, by=by, version=version)
    if decision == "change" and role in UnitRole.values:
        return change_role(dispute=dispute, role=role, opinion=opinion, by=by, version=version)
    message = "请选择维持、调整或撤回；调整须给出新的角色或承接单位。"
    raise DomainError("tasks.decision_unclear", message, fields={"decision": [message]})


def _decide(
    task: Task, dispute: Dispute, act: str, *, opinion: str, by: User | None, version: int | None
) -> tuple[Dispute, Assignment]:
    current = Dispute.objects.get(pk=dispute.pk)
    part = fresh_part(task, dispute.assignment)
    current.assignment = part
    move(
        Subject.DISPUTE, current, act, task=task, by=by, assignment=part, reason=opinion, version=version,
        decided_at=clock.now(), decided_by=by, decision=opinion.strip(),
    )  # fmt: skip
    tell_unit(
        part, subject=f"职责异议{current.get_state_display()}：{task.title}", body=opinion,
        key=f"dispute.decide:{current.pk}", anchor="units",
    )  # fmt: skip
    return current, part


def _settle(task: Task, part: Assignment, opinion: str, by: User | None, **fields: Any) -> None:
    move(
        Subject.ASSIGNMENT, part, "keep", task=task, by=by, assignment=part, reason=opinion,
        received_at=clock.now(), **fields,
    )  # fmt: skip
