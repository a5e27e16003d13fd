"""One part of an issued task goes to the unit that took the duty over, with its reports, requests and urgings."""

from dataclasses import dataclass

from django.db.models import Max

from accounts.models import User
from core import clock
from departments.models import Department
from tasks.models import Assignment, AssignmentState, Dispute, Extension, ProgressReport, Task, Urging
from tasks.models.assignment import DisputeState
from tasks.models.extension import OPEN_EXTENSION_STATES
from tasks.models.report import UNSENT_REPORT_STATES
from tasks.services.acting import fresh_part, move
from tasks.services.expecting import expect_reports_of
from tasks.services.handing import pass_on
from tasks.transitions import Subject

UNFINISHED_HEIR = {AssignmentState.DONE_CLAIMED: "return_done", AssignmentState.CONFIRMED: "reopen"}


@dataclass(frozen=True, slots=True)
class Moved:
    """The old part, the part that goes on, and how many reports went along or stayed."""

    part: Assignment
    heir: Assignment
    reports_moved: int
    reports_kept: int


def move_part(task: Task, part: Assignment, department: Department, *, by: User | None, reason: str) -> Moved:
    """Hand a part of a locked task over to the successor of its unit; where it has a part already the two are joined.

    Of one period both reports are kept: the old unit's stays with the old part, and is asked for no more.
    """
    old = fresh_part(task, part)
    _settle(task, old, by, reason)
    # a part that was done claims nothing against the one it is joined with
    was_done = old.state == AssignmentState.DONE_CLAIMED
    heir = pass_on(task, old, department, by=by, reason=reason, quiet=True)
    if heir.state in UNFINISHED_HEIR and not was_done:
        act = UNFINISHED_HEIR[AssignmentState(heir.state)]
        move(Subject.ASSIGNMENT, heir, act, task=task, by=by, assignment=heir, reason=reason, follows=True)
    moved, kept = _move_reports(task, old, heir, by, reason)
    expect_reports_of([heir], on=clock.today())
    _move_requests(task, old, heir, by, reason)
    return Moved(old, heir, moved, kept)


def _settle(task: Task, part: Assignment, by: User | None, reason: str) -> None:
    """Answer an open objection, and open a part again that was done, so that it can go over."""
    for dispute in Dispute.objects.filter(assignment=part, state=DisputeState.OPEN):
        dispute.assignment = part
        move(
            Subject.DISPUTE, dispute, "change", task=task, by=by, assignment=part, reason=reason, follows=True,
            decided_at=clock.now(), decided_by=by, decision=reason,
        )  # fmt: skip
    if part.state == AssignmentState.CONFIRMED:
        move(Subject.ASSIGNMENT, part, "reopen", task=task, by=by, assignment=part, reason=reason, follows=True)


def _move_reports(task: Task, part: Assignment, heir: Assignment, by: User | None, reason: str) -> tuple[int, int]:
    taken = ProgressReport.objects.filter(assignment=heir).values("period_end")
    going = ProgressReport.objects.filter(assignment=part).exclude(
        period_end__in=list(taken.values_list("period_end", flat=True))
    )
    going.filter(reported_as="").exclude(state__in=UNSENT_REPORT_STATES).update(reported_as=part.department.name)
    moved = going.update(assignment=heir)
    staying = list(ProgressReport.objects.filter(assignment=part))
    for report in staying:
        if report.state in UNSENT_REPORT_STATES:
            report.assignment = part
            move(Subject.REPORT, report, "excuse", task=task, by=by, assignment=part, reason=reason, follows=True)
    return moved, len(staying)


def _move_requests(task: Task, part: Assignment, heir: Assignment, by: User | None, reason: str) -> None:
    """Let what waits for an answer wait with the part that goes on."""
    asked = Extension.objects.filter(state__in=OPEN_EXTENSION_STATES)
    for extension in asked.filter(assignment=part):
        if asked.filter(assignment=heir).exists():
            extension.assignment = part
            move(
                Subject.EXTENSION, extension, "withdraw", task=task, by=by, assignment=part, reason=reason, follows=True
            )
        else:
            Extension.objects.filter(pk=extension.pk).update(assignment=heir)
    last = Urging.objects.filter(assignment=heir).aggregate(last=Max("number"))["last"] or 0
    waiting = Urging.objects.filter(assignment=part, replied_at=None, declined_at=None).order_by("number")
    for number, urging in enumerate(waiting, start=last + 1):
        Urging.objects.filter(pk=urging.pk).update(assignment=heir, number=number)
