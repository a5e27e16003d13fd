"""进展报送: drafted by a clerk, approved by the unit's head where the house has that step, sent to the office."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.access import actor_of
from accounts.models import User
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.rules import rules_of
from tasks import fresh, permissions
from tasks.models import (
    Assignment,
    AssignmentState,
    Cadence,
    IndicatorReading,
    ProgressReport,
    PromiseKept,
    ReportState,
    Task,
)
from tasks.services.acting import (
    check,
    fresh_part,
    locked,
    move,
    on_task,
    parts_of_user,
    require_open,
    require_version,
    tell,
)
from tasks.services.answering import carry_over, is_complete, origin_word
from tasks.services.gathering import previous_promise, readings_of, silent_units, targets_of
from tasks.services.linking import lock_group, waiting_answers
from tasks.services.receipts import begin_task
from tasks.transitions import Subject

TEXTS = ("progress", "problems", "coordination", "next_steps")
LONGEST = 5000
# what a unit fills in, by the model's names
FIELDS = (*TEXTS, "percent", "on_schedule", "promise_kept", "expected_finish", "is_final")
EDITABLE = (ReportState.EXPECTED, ReportState.DRAFT, ReportState.RETURNED)


def save_draft(
    *,
    report: ProgressReport,
    by: User | None,
    version: int | None,
    values: Mapping[str, Any],
    readings: Mapping[int, tuple[Decimal | None, str]] | None = None,
) -> ProgressReport:
    """Keep what was typed so far; nothing has to be complete, but what is there must be right.

    `values` holds some of FIELDS, `readings` maps a target's id to its value and note (None removes the reading).
    Raises `VersionConflict` when somebody else saved since, `DomainError` with `fields`.
    """
    with on_report(report) as (task, current):
        require_version(current, version)
        admit_editing(task, current, by)
        cleaned = _cleaned(values)
        before = {name: getattr(current, name) for name in cleaned}
        changed = {name: value for name, value in cleaned.items() if value != before[name]}
        changed_readings = _write_readings(task, current, readings or {})
        if current.state != ReportState.DRAFT:
            start_draft(task, current, by)
        elif changed or changed_readings:
            current.version += 1
        for name, value in changed.items():
            setattr(current, name, value)
        current.save(update_fields=["version", *changed])
        if changed or changed_readings:
            old = {name: before[name] for name in changed}
            record_save(task, current, by, before=old, after={**changed, **changed_readings})
    return current


def start_draft(task: Task, report: ProgressReport, by: User | None) -> None:
    """Open an expected or returned report for writing; the unit's part is under way from here on."""
    part = report.assignment
    move(Subject.REPORT, report, "draft", task=task, by=by, assignment=part, drafted_by=by)
    if part.state == AssignmentState.RECEIVED:
        move(Subject.ASSIGNMENT, part, "begin", task=task, by=by, assignment=part, follows=True)
        begin_task(task, by)


def record_save(
    task: Task, report: ProgressReport, by: User | None, *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Leave a trace of a save in the audit log; the history that people read has drafts only as such."""
    record(
        "report.save", report, actor=actor_of(by) if by else None, jurisdiction=task.jurisdiction,
        before=before, after=after,
    )  # fmt: skip


@contextmanager
def on_report(report: ProgressReport) -> Iterator[tuple[Task, ProgressReport]]:
    """Open the transaction of one act on a report: its task locked, its part and itself as they stand now."""
    with on_task(report.assignment.task) as task:
        yield task, fresh.report_of(task, report.pk)


@contextmanager
def _sending(report: ProgressReport) -> Iterator[tuple[Task, ProgressReport, list[int]]]:
    """Open the transaction of sending a report, which may answer the linked matters: they are locked with its own."""
    with unit_of_work():
        linked = lock_group(report.assignment.task_id)
        task = locked(report.assignment.task)
        yield task, fresh.report_of(task, report.pk), linked


def admit_editing(task: Task, report: ProgressReport, by: User | None) -> None:
    """Refuse to let anybody but the unit write, before it signed, and once the report is on its way."""
    require_open(task)
    part = report.assignment
    if by is not None and not permissions.may_act_for(by, part):
        raise NotPermitted("tasks.not_own_part", f"只有{part.department}可以填写本报送。")
    if part.state == AssignmentState.PENDING_RECEIPT:
        raise TransitionForbidden("tasks.not_signed", "请先签收，再填报进展。")
    if report.state not in EDITABLE:
        raise TransitionForbidden("tasks.report_not_editable", f"报送现为“{report.get_state_display()}”，不能修改。")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise DomainError(
            "tasks.unknown_field", "没有这些栏目。", fields={name: ["没有这个栏目。"] for name in unknown}
        )
    errors: dict[str, list[str]] = {}
    cleaned = dict(values)
    for name in TEXTS:
        if name in cleaned:
            cleaned[name] = str(cleaned[name] or "").strip()
            if len(cleaned[name]) > LONGEST:
                errors[name] = [f"最多 {LONGEST} 字。"]
    percent = cleaned.get("percent")
    if percent is not None and not 0 <= percent <= 100:
        errors["percent"] = ["须在 0 至 100 之间。"]
    if cleaned.get("promise_kept", "") not in ("", *PromiseKept.values):
        errors["promise_kept"] = ["请选择已兑现、部分兑现或未兑现。"]
    if errors:
        raise DomainError("tasks.report_invalid", f"有 {len(errors)} 处须更正。", fields=errors)
    return cleaned


def _write_readings(
    task: Task, report: ProgressReport, readings: Mapping[int, tuple[Decimal | None, str]]
) -> dict[str, str]:
    """Write the readings that differ and return them for the log."""
    if not readings:
        return {}
    known = {target.pk: target for target in targets_of(task)}
    if set(readings) - set(known):
        raise DomainError("tasks.unknown_target", "指标不属于本事项。", fields={"readings": ["指标不属于本事项。"]})
    standing = {row.target_id: row for row in report.readings.all()}
    changed: dict[str, str] = {}
    for pk, (value, note) in readings.items():
        row = standing.get(pk)
        if value is None:
            if row is not None:
                row.delete()
                changed[f"reading {pk}"] = ""
        elif row is None or row.value != value or row.note != note:
            IndicatorReading.objects.update_or_create(
                report=report, target=known[pk], defaults={"value": value, "note": note[:200]}
            )
            changed[f"reading {pk}"] = str(value)
    return changed


def needs_head(task: Task, part: Assignment, by: User | None) -> bool:
    """Say whether what `by` sends goes to the unit's head first."""
    asked = rules_of([task.jurisdiction_id], ["report.unit_review"], clock.today())
    reviewed = asked[task.jurisdiction_id]["report.unit_review"]
    return bool(reviewed) and by is not None and not permissions.may_head(by, part)


def send(*, report: ProgressReport, by: User | None, version: int | None = None) -> ProgressReport:
    """Send a complete draft: to the unit's head where the house has that step, else to the office."""
    with _sending(report) as (task, current, linked):
        require_open(task)
        require_version(current, version)
        if current.state == ReportState.RETURNED:
            start_draft(task, current, by)
        part = current.assignment
        if needs_head(task, part, by):
            _check_may(task, current, "send_to_review", by)
            _require_complete(task, current)
            move(Subject.REPORT, current, "send_to_review", task=task, by=by, assignment=part)
        else:
            _submit(task, current, "submit", by, linked)
    return current


def approve(*, report: ProgressReport, by: User | None, version: int | None = None) -> ProgressReport:
    """Let the unit's head send what a clerk wrote."""
    with _sending(report) as (task, current, linked):
        require_open(task)
        require_version(current, version)
        _submit(task, current, "approve", by, linked)
    return current


def _submit(task: Task, report: ProgressReport, act: str, by: User | None, linked: list[int]) -> None:
    part = report.assignment
    _check_may(task, report, act, by)
    _require_complete(task, report)
    silent = silent_units(report) if part.is_first_lead else []
    move(
        Subject.REPORT, report, act, task=task, by=by, assignment=part,
        submitted_at=clock.now(), submitted_on=clock.today(), submitted_by=by, silent_units=silent, return_reason="",
    )  # fmt: skip
    if part.state == AssignmentState.RECEIVED:
        move(Subject.ASSIGNMENT, part, "begin", task=task, by=by, assignment=part, follows=True)
    if report.is_final and part.state == AssignmentState.WORKING:
        move(
            Subject.ASSIGNMENT, part, "claim_done", task=task, by=by, assignment=part, follows=True,
            done_claimed_at=clock.now(),
        )  # fmt: skip
    for other in waiting_answers(report, EDITABLE, linked):
        _answer(other, report, by)


def _answer(report: ProgressReport, origin: ProgressReport, by: User | None) -> None:
    """Let a sent report answer a linked matter; where that one asks for more, it stays a draft with the words in it."""
    task = report.assignment.task
    part = fresh_part(task, report.assignment)
    report.assignment = part
    if report.state != ReportState.DRAFT:
        start_draft(task, report, by)
    carry_over(origin, report, task)
    if not is_complete(report, _require_complete, task):
        return
    silent = silent_units(report) if part.is_first_lead else []
    move(
        Subject.REPORT, report, "submit", task=task, by=by, assignment=part, follows=True, reason=origin_word(origin),
        submitted_at=clock.now(), submitted_on=clock.today(), submitted_by=by, silent_units=silent, return_reason="",
    )  # fmt: skip


def _check_may(task: Task, report: ProgressReport, act: str, by: User | None) -> None:
    """Refuse whoever may not do the act at all, before anything about the content is said."""
    who = parts_of_user(by, task, report.assignment)
    check(Subject.REPORT, act, report.state, by=by, who=who, label=report.get_state_display())


def _require_complete(task: Task, report: ProgressReport) -> None:
    errors: dict[str, list[str]] = {}
    if not report.progress:
        errors["progress"] = ["请写明本期进展。"]
    if report.percent is None:
        errors["percent"] = ["请填写完成比例。"]
    if report.on_schedule is None:
        errors["on_schedule"] = ["请选择是否达到序时。"]
    if report.on_schedule is False and not report.problems:
        errors["problems"] = ["未达到序时的，请写明存在问题。"]
    last = previous_promise(report)
    if last is not None and last.next_steps and not report.promise_kept:
        errors["promise_kept"] = ["请对照上期承诺选择。"]
    if last is not None:
        errors |= _falling(report, last.pk)
    if errors:
        raise DomainError("tasks.report_incomplete", f"还有 {len(errors)} 处须填写或更正。", fields=errors)


def _falling(report: ProgressReport, last: int) -> dict[str, list[str]]:
    """A cumulative value that falls needs a reason beside it."""
    rows = readings_of([last, report.pk])
    earlier = {target: value for pk, target, value, _ in rows if pk == last}
    return {
        f"readings.{target}": [f"累计值低于上期的 {earlier[target].normalize():f}，请核对或写明原因。"]
        for pk, target, value, note in rows
        if pk == report.pk and target in earlier and value < earlier[target] and not note
    }


def open_report(*, assignment: Assignment, by: User | None, on: date | None = None) -> ProgressReport:
    """Open a report outside the cadence (不定期), for today; of a day that has one it is returned as it stands."""
    day = on or clock.today()
    with on_task(assignment.task) as task:
        require_open(task)
        part = fresh_part(task, assignment)
        if by is not None and not permissions.may_act_for(by, part):
            raise NotPermitted("tasks.not_own_part", f"只有{part.department}可以填写本报送。")
        waiting = part.reports.filter(period_start__lte=day, period_end__gte=day).first()
        if waiting is None or task.cadence == Cadence.NONE:
            waiting, is_new = ProgressReport.objects.get_or_create(
                assignment=part,
                period_end=day,
                defaults={"period_start": day, "period_label": f"{day.year}年{day.month}月{day.day}日"},
            )
            if is_new:
                tell("report.expect", waiting, task=task, by=by, assignment=part, after={"state": waiting.state})
        waiting.assignment = part
    return waiting
