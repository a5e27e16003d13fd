"""Matters, parts and events as REST shows them, written out by hand: what the fields of their serializers describe."""

from collections.abc import Iterable
from typing import Any

from core.api.serializers import day, moment
from departments.models import Department
from tasks.models import Assignment, AssignmentState, ProgressReport, ReportState, TaskEvent, TaskState

PART_STATES, TASK_STATES = dict(AssignmentState.choices), dict(TaskState.choices)
REPORT_STATES = dict(ReportState.choices)


def units(departments: Iterable[Department]) -> list[dict[str, Any]]:
    """Return units as `UnitBriefSerializer` shows them."""
    return [{"id": unit.pk, "name": unit.name} for unit in departments]


def plain_part(part: Assignment, held_by: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a part with its light; `held_by` are the units that hold it now."""
    return {
        "id": part.pk,
        "task": part.task_id,
        "department": part.department_id,
        "department_name": part.department.name,
        "printed_name": part.printed_name,
        "held_by": held_by,
        "role": part.role,
        "basis": part.basis,
        "is_first_lead": part.is_first_lead,
        "scope": part.scope,
        "state": part.state,
        "state_display": PART_STATES[part.state],
        "light": part.light,
        "light_word": part.word,
        "receipt_due_on": day(part.receipt_due_on),
        "received_at": moment(part.received_at),
        "done_claimed_at": moment(part.done_claimed_at),
        "succeeded_by": part.succeeded_by_id,
        "version": part.version,
    }


def plain_task(task: Any, held: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a matter read by `tasks.reading`; `held` are its units as written and as held now."""
    return {
        "id": task.pk,
        "jurisdiction": task.jurisdiction_id,
        "number": task.number,
        "title": task.title,
        "source": task.source,
        "policy": task.policy_id,
        "policy_title": task.policy_title,
        "measure": task.measure_id,
        "measure_number": task.measure_number,
        "successor_policy": task.successor_policy_id,
        "target": task.target_id,
        "scope": task.scope,
        "quotation": task.quotation,
        "source_note": task.source_note,
        "source_date": day(task.source_date),
        "state": task.state,
        "state_display": TASK_STATES[task.state],
        "light": task.light,
        "light_word": task.word,
        "due_on": day(task.due_on),
        "original_due_on": day(task.original_due_on),
        "due_text": task.due_text,
        "due_precision": task.due_precision,
        "due_basis": task.due_basis,
        "due_version": task.due_version,
        "cadence": task.cadence,
        "percent": task.percent,
        "planned_percent": task.planned,
        "lead": task.lead_id,
        "lead_name": task.lead_name,
        "unit_count": task.unit_count,
        "units": held,
        "last_report": task.last_label,
        "issued_on": day(task.issued_on),
        "completed_on": day(task.completed_on),
        "closed_at": moment(task.closed_at),
        "closing_reason": task.closing_reason,
        "archived_at": moment(task.archived_at),
        "version": task.version,
    }


def plain_event(event: TaskEvent) -> dict[str, Any]:
    """Return what happened once."""
    return {
        "id": event.pk,
        "action": event.action,
        "assignment": event.assignment_id,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "at": moment(event.at),
        "by_name": event.by_name,
        "unit_name": event.unit_name,
        "text": event.text,
    }


def plain_report(report: ProgressReport) -> dict[str, Any]:
    """Return a report with its unit, readings and files."""
    part = report.assignment
    return {
        "id": report.pk,
        "task": part.task_id,
        "assignment": report.assignment_id,
        "department": part.department_id,
        "department_name": part.department.name,
        "period_label": report.period_label,
        "period_start": day(report.period_start),
        "period_end": day(report.period_end),
        "due_on": day(report.due_on),
        "state": report.state,
        "state_display": REPORT_STATES[report.state],
        "is_final": report.is_final,
        "submitted_on": day(report.submitted_on),
        "reported_as": report.reported_as,
        "promise_kept": report.promise_kept,
        "progress": report.progress,
        "percent": report.percent,
        "on_schedule": report.on_schedule,
        "problems": report.problems,
        "coordination": report.coordination,
        "next_steps": report.next_steps,
        "expected_finish": day(report.expected_finish),
        "silent_units": [str(name) for name in report.silent_units],
        "return_reason": report.return_reason,
        "readings": [
            {"target": one.target_id, "value": f"{one.value:.4f}", "note": one.note} for one in report.readings.all()
        ],
        "evidence": [
            {
                "id": one.pk,
                "report": one.report_id,
                "name": one.name,
                "field": one.field,
                "size": one.size,
                "checksum": one.checksum,
                "uploaded_at": moment(one.uploaded_at),
            }
            for one in report.evidence.all()
        ],
        "version": report.version,
    }
