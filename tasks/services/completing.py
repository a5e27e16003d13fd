"""办结: claimed by units, consolidated by the first lead, verified by a supervisor against evidence, then closed."""

from collections.abc import Iterable
from decimal import Decimal

from accounts.models import Role, User
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.rules import rule
from policies.models import UnitRole
from tasks import permissions
from tasks.models import Assignment, AssignmentState, ClosingReason, IndicatorReading, Task, TaskState
from tasks.models.report import SENT_REPORT_STATES
from tasks.services.acting import check, first_lead_of, fresh_part, move, on_task, parts_of_user, require_open
from tasks.services.gathering import targets_of
from tasks.services.people import tell_office, tell_unit
from tasks.transitions import Subject

# whose word the matter needs before the first lead may report it done
NEEDED = (UnitRole.LEAD, UnitRole.CO, UnitRole.JOINT)
DONE = (AssignmentState.DONE_CLAIMED, AssignmentState.CONFIRMED)


def claim_done(*, assignment: Assignment, by: User | None, note: str = "", version: int | None = None) -> Assignment:
    """Say that a unit's own part is done."""
    with on_task(assignment.task) as task:
        require_open(task)
        part = fresh_part(task, assignment)
        move(
            Subject.ASSIGNMENT, part, "claim_done", task=task, by=by, assignment=part, reason=note, version=version,
            done_claimed_at=clock.now(),
        )  # fmt: skip
    return part


def return_done(*, assignment: Assignment, reason: str, by: User | None, version: int | None = None) -> Assignment:
    """Disagree with a unit's claim; its part goes on."""
    with on_task(assignment.task) as task:
        part = fresh_part(task, assignment)
        _return_part(task, part, reason, by, version)
    return part


def _return_part(task: Task, part: Assignment, reason: str, by: User | None, version: int | None = None) -> None:
    move(
        Subject.ASSIGNMENT, part, "return_done", task=task, by=by, assignment=part, reason=reason, version=version,
        done_claimed_at=None,
    )  # fmt: skip
    tell_unit(
        part, subject=f"退回继续办理：{task.title}", body=reason, key=f"assignment.return:{part.pk}:{part.version}"
    )


def submit_completion(*, task: Task, by: User | None, note: str = "", version: int | None = None) -> Task:
    """Let the first lead report the matter done, once every unit whose word is needed has claimed its part."""
    with on_task(task) as current:
        _check_may(current, "submit_completion", by)
        parts = Assignment.objects.standing().filter(task=current, role__in=NEEDED).exclude(state__in=DONE)
        waiting = [part.department.name for part in parts.select_related("department")]
        if waiting:
            names = "、".join(waiting)
            raise TransitionForbidden("tasks.parts_unfinished", f"还有 {len(waiting)} 个单位没有报完成：{names}。")
        move(Subject.TASK, current, "submit_completion", task=current, by=by, reason=note, version=version)
        tell_office(
            current, Role.SUPERVISOR, subject=f"申请办结：{current.title}", body=note or current.title,
            key=f"task.completion:{current.pk}:{current.version}",
        )  # fmt: skip
    return current


def _check_may(task: Task, act: str, by: User | None) -> None:
    """Refuse whoever may not do the act at all, before anything about the matter is said."""
    who = parts_of_user(by, task, None)
    check(Subject.TASK, act, task.state, by=by, who=who, label=task.get_state_display())


def return_completion(
    *, task: Task, reason: str, by: User | None, parts: Iterable[Assignment] = (), version: int | None = None
) -> Task:
    """Return a claim of completion; the parts named, else the first lead's, are to be worked on again."""
    with on_task(task) as current:
        move(Subject.TASK, current, "return_completion", task=current, by=by, reason=reason, version=version)
        lead = first_lead_of(current)
        chosen = [fresh_part(current, part) for part in parts] or ([lead] if lead else [])
        for part in chosen:
            if part.state == AssignmentState.DONE_CLAIMED:
                part.task = current
                _return_part(current, part, reason, by)
    return current


def evidence_gaps(task: Task) -> list[str]:
    """Return what the evidence does not show: no file, an indicator without a value or below its target."""
    readings = IndicatorReading.objects.filter(
        report__assignment__task=task, report__state__in=SENT_REPORT_STATES, report__assignment__is_first_lead=True
    ).order_by("report__period_end")
    latest = {row.target_id: row.value for row in readings}
    gaps = []
    lead = first_lead_of(task)
    if lead is None or not lead.reports.filter(state__in=SENT_REPORT_STATES, evidence__isnull=False).exists():
        gaps.append("没有佐证材料")
    for target in targets_of(task):
        value = latest.get(target.pk)
        if value is None:
            gaps.append(f"指标“{target.text}”没有完成值")
        elif _misses(value, target.comparator, target.value):
            gaps.append(f"指标“{target.text}”未达目标")
    return gaps


def _misses(value: Decimal, comparator: str, wanted: Decimal) -> bool:
    return value > wanted if comparator in ("<=", "<") else value < wanted


def verify(*, task: Task, by: User | None, opinion: str = "", version: int | None = None) -> Task:
    """Verify a claim of completion; where the evidence falls short the supervisor has to say why it is enough."""
    with on_task(task) as current:
        _check_may(current, "verify", by)
        gaps = evidence_gaps(current)
        if gaps and not opinion.strip() and current.state == TaskState.COMPLETION_SUBMITTED:
            message = f"{'；'.join(gaps)}。核验办结须写明理由。"
            raise DomainError("tasks.evidence_gap", message, fields={"opinion": [message]}, gaps=gaps)
        move(
            Subject.TASK, current, "verify", task=current, by=by, reason=opinion, version=version,
            completed_on=clock.today(),
        )  # fmt: skip
        for part in Assignment.objects.filter(task=current, state=AssignmentState.DONE_CLAIMED):
            part.task = current
            move(Subject.ASSIGNMENT, part, "confirm", task=current, by=by, assignment=part, follows=True)
    return current


def close(*, task: Task, by: User | None, note: str = "", version: int | None = None) -> Task:
    """Strike a verified task off the list; whether supervisor or leader does it is the government's rule."""
    with on_task(task) as current:
        _check_closer(current, by)
        move(
            Subject.TASK, current, "close", task=current, by=by, reason=note, version=version,
            closed_at=clock.now(), closing_reason=ClosingReason.IMPLEMENTED,
        )  # fmt: skip
    return current


def _check_closer(task: Task, by: User | None) -> None:
    leader_only = rule(task.jurisdiction, "task.closing", clock.today()) == "leader"
    if leader_only and by is not None and not permissions.may_lead_task(by, task):
        raise NotPermitted("tasks.leader_closes", "按本级规则，销号由督查室主任、分管领导办理。")


def confirm_part(*, assignment: Assignment, by: User | None, version: int | None = None) -> Assignment:
    """Confirm a unit's claim while the matter as a whole goes on."""
    with on_task(assignment.task) as task:
        require_open(task)
        part = fresh_part(task, assignment)
        move(Subject.ASSIGNMENT, part, "confirm", task=task, by=by, assignment=part, version=version)
    return part
