"""Who sees what of the matters under supervision, and who may do what: querysets and predicates side by side.

Supervisors and leaders see all of their government. A unit sees the whole task it is on, from the day it is issued, and
changes only its own part. What another unit has not sent yet stays private. Everybody else sees nothing.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.access import access_of
from accounts.models import User
from departments.models import Jurisdiction
from tasks.models import (
    CONTENT_STATES,
    Assignment,
    AssignmentQuerySet,
    AssignmentState,
    Dispute,
    Evidence,
    Extension,
    ProgressReport,
    ProgressReportQuerySet,
    Task,
    TaskEvent,
    TaskQuerySet,
    Transfer,
    Urging,
    UrgingQuerySet,
)
from tasks.transitions import Who

Visitor = User | AnonymousUser
# what another unit may read of a report: what was sent and stands
SENT = ("submitted", "accepted")


def visible_to(user: Visitor) -> TaskQuerySet:
    """Return the tasks a person may see."""
    return Task.objects.filter(_visible(user, "", "pk"))


def assignments_visible_to(user: Visitor) -> AssignmentQuerySet:
    """Return every unit's part of the tasks a person may see."""
    return Assignment.objects.filter(_visible(user, "task__", "task"))


def _visible(user: Visitor, task: str, key: str) -> Q:
    """What is the office's, or was issued to a unit of one's own; each half only for whom it can hold."""
    access = access_of(user)
    if access.unit_ids and access.overseen:
        return seen(access.unit_ids, access.overseen, task, key)
    if access.unit_ids:
        return _own(access.unit_ids, task, key)
    return Q(**{f"{task}jurisdiction__in": access.overseen}) if access.overseen else Q(pk__in=[])


def seen(units: Any, overseen: Any, task: str, key: str) -> Q:
    """Return the condition of what units and overseen governments may see, also for values still open."""
    return Q(**{f"{task}jurisdiction__in": overseen}) | _own(units, task, key)


def _own(units: Any, task: str, key: str) -> Q:
    mine = Assignment.objects.filter(department__in=units).exclude(state=AssignmentState.WITHDRAWN)
    return Q(**{f"{task}issued_on__isnull": False, f"{key}__in": mine.values("task")})


def reports_visible_to(user: Visitor) -> ProgressReportQuerySet:
    """Return the reports whose row a person may see: own ones, all for the office, sent ones of partners.

    Of a row the content may still be closed: ask `may_read_content`.
    """
    access = access_of(user)
    if access.overseen and not access.unit_ids:
        return ProgressReport.objects.filter(assignment__task__jurisdiction__in=access.overseen)
    return reports_seen(access.unit_ids, access.overseen)


def reports_seen(units: Any, overseen: Any) -> ProgressReportQuerySet:
    """Return the same for units and overseen governments, also for values still open."""
    return ProgressReport.objects.filter(seen(units, overseen, "assignment__task__", "assignment__task")).filter(
        Q(assignment__task__jurisdiction__in=overseen) | Q(assignment__department__in=units) | Q(state__in=SENT)
    )


def evidence_visible_to(user: Visitor) -> QuerySet[Evidence]:
    """Return the files a person may open: those of reports whose content is open to it."""
    access = access_of(user)
    return Evidence.objects.filter(report__in=reports_visible_to(user)).filter(
        Q(report__assignment__department__in=access.unit_ids)
        | Q(report__state__in=CONTENT_STATES, report__assignment__task__jurisdiction__in=access.overseen)
        | Q(report__state__in=SENT)
    )


def extensions_visible_to(user: Visitor) -> QuerySet[Extension]:
    """Return the requests a person may see: all of visible tasks, before the unit head agreed only the own ones."""
    access = access_of(user)
    return Extension.objects.filter(assignment__task__in=visible_to(user)).filter(
        Q(assignment__department__in=access.unit_ids) | ~Q(state="unit_review")
    )


def urgings_visible_to(user: Visitor) -> UrgingQuerySet:
    """Return the urgings a person may see: what went out on visible tasks, proposals for the office only."""
    access = access_of(user)
    return Urging.objects.filter(assignment__task__in=visible_to(user)).filter(
        Q(assignment__task__jurisdiction__in=access.overseen) | Q(is_proposal=False, issued_at__isnull=False)
    )


def disputes_visible_to(user: Visitor) -> QuerySet[Dispute]:
    """Return the disputes of the tasks a person may see."""
    return Dispute.objects.filter(assignment__task__in=visible_to(user))


def events_visible_to(user: Visitor) -> QuerySet[TaskEvent]:
    """Return the history of the tasks a person may see, without what partners do among themselves."""
    access = access_of(user)
    return TaskEvent.objects.filter(task__in=visible_to(user)).filter(
        Q(is_internal=False) | Q(assignment__department__in=access.unit_ids)
    )


def events_on(user: Visitor, task: int) -> QuerySet[TaskEvent]:
    """Return the same of one task that the person is known to see."""
    return TaskEvent.objects.filter(
        Q(is_internal=False) | Q(assignment__department__in=access_of(user).unit_ids), task=task
    )


def transfers_visible_to(user: Visitor) -> QuerySet[Transfer]:
    """Return the hand-over lists a person may read: the office's, and those of the units that handed over or took."""
    access = access_of(user)
    return Transfer.objects.filter(
        Q(jurisdiction__in=access.overseen)
        | Q(department__in=access.unit_ids)
        | Q(lines__heir__department__in=access.unit_ids)
    ).distinct()


def may_see(user: Visitor, task: Task) -> bool:
    """Say whether a person may see a task; `visible_to` for one object."""
    access = access_of(user)
    if task.jurisdiction_id in access.overseen:
        return True
    if task.issued_on is None or not access.unit_ids:
        return False
    return task.assignments.filter(department__in=access.unit_ids).exclude(state=AssignmentState.WITHDRAWN).exists()


def may_read_content(user: Visitor, report: ProgressReport) -> bool:
    """Say whether a person may read what a report says: own ones, sent ones, returned ones for the office."""
    if not is_content_open(user, report):
        return False
    return may_act_for(user, report.assignment) or may_see(user, report.assignment.task)


def is_content_open(user: Visitor, report: ProgressReport) -> bool:
    """Say the same of a report out of `reports_visible_to`, without asking the database again."""
    if may_act_for(user, report.assignment) or report.state in SENT:
        return True
    return report.state in CONTENT_STATES and report.assignment.task.jurisdiction_id in access_of(user).overseen


def may_supervise(user: Visitor, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person registers, issues, reviews and urges in a government."""
    return jurisdiction.pk in access_of(user).supervised


def may_supervise_task(user: Visitor, task: Task) -> bool:
    """Say whether a person supervises this task."""
    return task.jurisdiction_id in access_of(user).supervised


def may_lead_task(user: Visitor, task: Task) -> bool:
    """Say whether a person decides as leader on this task."""
    return task.jurisdiction_id in access_of(user).led


def may_see_unattended(user: Visitor, jurisdiction: Jurisdiction) -> bool:
    """Say whether a person reads what hangs in a government: the office, and administrators, who fill the posts."""
    access = access_of(user)
    return jurisdiction.pk in access.overseen or jurisdiction.pk in access.administered


def may_take_package(user: Visitor, task: Task) -> bool:
    """Say whether a person takes a whole matter out as one package: the office."""
    return task.jurisdiction_id in access_of(user).overseen


def may_note(user: Visitor, task: Task) -> bool:
    """Say whether a person may write a word on a task: whoever supervises it or decides as leader on it."""
    return may_supervise_task(user, task) or may_lead_task(user, task)


def may_act_for(user: Visitor, assignment: Assignment) -> bool:
    """Say whether a person works for the unit of this part."""
    return assignment.department_id in access_of(user).unit_ids


def may_head(user: Visitor, assignment: Assignment) -> bool:
    """Say whether a person approves what the unit of this part sends."""
    return assignment.department_id in access_of(user).head_of


def parts_on_task(user: Visitor, task: Task, first_lead: Assignment | None) -> frozenset[Who]:
    """Return in which parts a person acts on the task as a whole; units act through the first lead."""
    who = _office(user, task)
    return who if first_lead is None else who | _unit(user, first_lead)


def parts_on_assignment(user: Visitor, assignment: Assignment) -> frozenset[Who]:
    """Return in which parts a person acts on one unit's part and on its reports, requests, urgings and disputes."""
    return _office(user, assignment.task) | _unit(user, assignment)


def _office(user: Visitor, task: Task) -> frozenset[Who]:
    access = access_of(user)
    held = {Who.SUPERVISOR} if task.jurisdiction_id in access.supervised else set()
    return frozenset(held | ({Who.LEADER} if task.jurisdiction_id in access.led else set()))


def _unit(user: Visitor, assignment: Assignment) -> frozenset[Who]:
    access = access_of(user)
    held = {Who.CLERK} if assignment.department_id in access.clerk_of else set()
    return frozenset(held | ({Who.UNIT_HEAD} if assignment.department_id in access.head_of else set()))
