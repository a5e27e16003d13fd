"""Carrying a transfer out: every part, report, request and post in one transaction, or nothing."""

from collections import defaultdict
from collections.abc import Mapping

from django.urls import reverse

from accounts.models import User
from accounts.services import follow_unit
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from departments.models import Department
from notifications.services import notify
from policies.models import UnitRole
from tasks.models import Assignment, Transfer, TransferLine
from tasks.services.acting import locked, tell
from tasks.services.drafting import require_supervisor
from tasks.services.people import people_of
from tasks.services.transferring.along import take_back
from tasks.services.transferring.parts import move_part
from tasks.services.transferring.planning import Line, Post, TransferPlan, plan_transfer


def carry_out(
    *,
    department: Department,
    by: User | None,
    heirs: Mapping[int, int] | None = None,
    people: Mapping[int, int] | None = None,
    seen: str = "",
) -> Transfer:
    """Hand over what a reformed unit has in hand and return the record of it.

    `seen` is the fingerprint of the plan the person looked at: another one by now stops the transfer. Raises
    `NotPermitted`, `VersionConflict`, `TransitionForbidden` before the day of the reform, and `DomainError` while a
    choice is missing or where there is nothing to hand over.
    """
    require_supervisor(by, department.jurisdiction)
    with unit_of_work():
        # two transfers of one unit wait for each other here
        unit = Department.objects.select_for_update(of=("self",)).select_related("jurisdiction").get(pk=department.pk)
        plan = plan_transfer(department=unit, heirs=heirs, people=people)
        _refuse(plan, by, seen)
        reason = f"机构改革（{plan.reform.words}）：{plan.reform.source}".rstrip("：")[:300]
        transfer = Transfer.objects.create(
            jurisdiction=unit.jurisdiction,
            department=unit,
            unit_name=unit.name,
            reason=reason,
            effective_on=plan.reform.on,
            done_on=clock.today(),
            done_at=clock.now(),
            done_by=by,
        )
        take_back([line.part.pk for line in plan.moving])
        lines = [_carry(transfer, line, by) for line in plan.moving if not line.is_draft]
        transfer.drafts = [_repoint(line, by, reason) for line in plan.moving if line.is_draft]
        transfer.people = [_move_person(post, by, reason) for post in plan.posts if post.goes]
        transfer.save(update_fields=["drafts", "people"])
        _tell_heirs(transfer, lines)
        record(
            "tasks.transfer_unit",
            transfer,
            actor=by.actor if by is not None else None,
            jurisdiction=unit.jurisdiction,
            after={
                "tasks": [f"{line.task.number} → {line.heir_name}" for line in lines],
                "drafts": [f"{one['title']} → {one['to']}" for one in transfer.drafts],
                "people": [f"{one['name']} → {one['to']}" for one in transfer.people],
                "on": plan.reform.on,
            },
            reason=reason,
        )
    return transfer


def _refuse(plan: TransferPlan, by: User | None, seen: str) -> None:
    if seen and seen != plan.fingerprint:
        raise TransitionForbidden("tasks.transfer_changed", "移交计划已有变化，请重新核对后再办理。")
    if plan.reform.is_ahead:
        day = plan.reform.on
        message = f"改革自{day.year}年{day.month}月{day.day}日起生效，在此之前原单位照常办理，届时再移交。"
        raise TransitionForbidden("tasks.transfer_ahead", message)
    if plan.open_lines or plan.open_posts:
        message = f"还有 {len(plan.open_lines)} 件事项、{len(plan.open_posts)} 人没有选定承接单位。"
        raise DomainError("tasks.transfer_undecided", message, fields={"heirs": [message]})
    if not plan.moving and not plan.people and not (plan.reform.goes_on and plan.lines):
        raise DomainError("tasks.nothing_to_transfer", f"{plan.reform.department}没有须移交的事项和人员。")
    own = next((post for post in plan.posts if post.goes and by is not None and post.membership.user_id == by.pk), None)
    if own is not None:
        message = "计划中有您本人的任职，不能由本人转移。请由另一位督查员办理移交。"
        raise DomainError("tasks.transfer_own_post", message, fields={"people": [message]})


def _carry(transfer: Transfer, line: Line, by: User | None) -> TransferLine:
    assert line.heir is not None  # noqa: S101 `moving` says so
    task = locked(line.part.task)
    moved = move_part(task, line.part, line.heir, by=by, reason=transfer.reason)
    return TransferLine.objects.create(
        transfer=transfer,
        task=task,
        part=moved.part,
        heir=moved.heir,
        heir_name=line.heir.name,
        was_joined=line.joins is not None,
        role=moved.heir.role,
        scope=moved.heir.scope,
        reports_moved=moved.reports_moved,
        reports_kept=moved.reports_kept,
        reminders=line.reminders,
    )


def _repoint(line: Line, by: User | None, reason: str) -> dict[str, str]:
    """Let a task that is not issued yet bear the new unit; the printed name stays as it was written."""
    assert line.heir is not None  # noqa: S101 `moving` says so
    task = locked(line.part.task)
    part = Assignment.objects.get(pk=line.part.pk)
    known = Assignment.objects.standing().filter(task=task, department=line.heir).first()
    if known is None:
        part.department = line.heir
        part.version += 1
        part.save(update_fields=["department", "version"])
    else:
        part.delete()
        known.role, known.scope, known.is_first_lead = line.role, line.scope, line.is_first_lead
        known.version += 1
        known.save(update_fields=["role", "scope", "is_first_lead", "version"])
    task.version += 1
    task.save(update_fields=["version"])
    before, after = {"unit": line.part.department.name}, {"unit": line.heir.name}
    tell("task.transfer_unit", task, task=task, by=by, before=before, after=after, reason=reason)
    role = UnitRole(line.role).label
    return {"number": task.number, "title": task.title, "role": str(role), "to": line.heir.name}


def _move_person(post: Post, by: User | None, reason: str) -> dict[str, object]:
    assert post.heir is not None  # noqa: S101 `goes` says so
    row = post.membership
    moved = follow_unit(membership=row, department=post.heir, on=clock.today(), by=by, reason=reason[:200])
    return {
        "name": str(row.user),
        "role": row.get_role_display(),
        "to": post.heir.name,
        "was_there": moved is None,
    }


def _tell_heirs(transfer: Transfer, lines: list[TransferLine]) -> None:
    """One notice a person for everything a unit takes over, not one a task."""
    by_unit: dict[int, list[TransferLine]] = defaultdict(list)
    for line in lines:
        by_unit[line.heir.department_id].append(line)
    for unit, reached in people_of(list(by_unit), clock.today()).items():
        theirs = by_unit[unit]
        notify(
            jurisdiction=transfer.jurisdiction,
            recipients=reached,
            subject=f"承接{transfer.unit_name}移交事项 {len(theirs)} 件，请签收",
            body="\n".join(f"{line.task.number} {line.task.title}" for line in theirs),
            key=f"task.transfer:{transfer.pk}:{unit}",
            link=reverse("tasks:list") + "?queue=receipt",
        )
