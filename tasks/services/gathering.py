"""What stands beside a report: the indicators, the last period's promise, the partners' reports and who is silent."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from core.prepared import Prepared
from policies.models import Target
from tasks.models import Assignment, IndicatorReading, ProgressReport, ReportState, Task
from tasks.models.assignment import GONE_ASSIGNMENT_STATES


def targets_of(task: Task) -> list[Target]:
    """Return the indicators a task is measured by: its own target, else those of its measure."""
    if task.target_id is not None:
        return [task.target] if task.target else []
    if task.measure_id is None:
        return []
    return list(Target.objects.filter(measure=task.measure_id, is_dropped=False))


_last_promise = Prepared(
    lambda part, before: (
        ProgressReport.objects.sent()
        .filter(assignment=part, period_end__lt=before)
        .order_by("-period_end")
        .values_list("pk", "next_steps")[:1]
    )
)
_readings = Prepared(
    lambda reports: (
        IndicatorReading.objects.filter(report__in=reports).order_by("id")
        .values_list("report_id", "target_id", "value", "note")
    )
)  # fmt: skip
_silent = Prepared(
    lambda task, own, period_end: (
        ProgressReport.objects.unsent()
        .filter(assignment__task=task, period_end=period_end)
        .exclude(assignment__state__in=GONE_ASSIGNMENT_STATES)
        .exclude(assignment=own)
        .order_by("-assignment__is_first_lead", "assignment")
        .values_list("assignment__department__name")
    )
)


class Promise(NamedTuple):
    """What the last report sent before a period said it would do next."""

    pk: int
    next_steps: str


def previous_promise(report: ProgressReport) -> Promise | None:
    """Return the promise of the last report of the same part that was sent before this period."""
    rows = _last_promise.rows(part=report.assignment_id, before=report.period_end)
    return Promise(*rows[0]) if rows else None


def readings_of(reports: list[int]) -> list[tuple[int, int, Decimal, str]]:
    """Return report, target, value and note of the readings of some reports."""
    return [(report, target, value, note) for report, target, value, note in _readings.rows(reports=reports)]


def previous_report(report: ProgressReport) -> ProgressReport | None:
    """Return the last report of the same part that was sent before this period, with its promise."""
    earlier = ProgressReport.objects.sent().filter(assignment=report.assignment_id, period_end__lt=report.period_end)
    return earlier.prefetch_related("readings__target", "evidence").order_by("-period_end").first()


def targets_by_task(tasks: Iterable[Task]) -> dict[int, list[Target]]:
    """Return `targets_of` of many tasks by id; two queries."""
    listed = list(tasks)
    own = {one.pk: one for one in Target.objects.filter(pk__in=[task.target_id for task in listed if task.target_id])}
    measures = [task.measure_id for task in listed if task.target_id is None and task.measure_id]
    by_measure: dict[int, list[Target]] = {}
    for target in Target.objects.filter(measure__in=measures, is_dropped=False):
        by_measure.setdefault(target.measure_id, []).append(target)
    return {
        task.pk: [own[task.target_id]] if task.target_id is not None else by_measure.get(task.measure_id or 0, [])
        for task in listed
    }


def previous_reports(reports: Iterable[ProgressReport]) -> dict[int, ProgressReport]:
    """Return `previous_report` of many reports by the id of the later one; two queries."""
    listed = list(reports)
    parts = {report.assignment_id for report in listed}
    sent = ProgressReport.objects.sent().filter(assignment__in=parts).order_by("-period_end")
    by_part: dict[int, list[ProgressReport]] = {}
    for earlier in sent.prefetch_related("readings__target"):
        by_part.setdefault(earlier.assignment_id, []).append(earlier)
    found = {}
    for report in listed:
        earlier_ones = (one for one in by_part.get(report.assignment_id, []) if one.period_end < report.period_end)
        last = next(earlier_ones, None)
        if last is not None:
            found[report.pk] = last
    return found


def partners_of(report: ProgressReport) -> list[tuple[Assignment, ProgressReport | None]]:
    """Return the other units' parts with their report of the same period, None where none is asked."""
    parts = Assignment.objects.standing().filter(task=report.assignment.task_id).exclude(pk=report.assignment_id)
    reports = ProgressReport.objects.filter(assignment__in=parts, period_end=report.period_end)
    found = {row.assignment_id: row for row in reports}
    return [(part, found.get(part.pk)) for part in parts.select_related("department")]


def silent_units(report: ProgressReport) -> list[str]:
    """Return the units that were asked for this period and have not reported."""
    rows = _silent.rows(task=report.assignment.task_id, own=report.assignment_id, period_end=report.period_end)
    return [name for (name,) in rows]


def gathered_text(report: ProgressReport) -> str:
    """Return what the partners reported for this period, one paragraph a unit, and who is silent."""
    lines = [
        f"{part.department.name}：{theirs.progress}"
        for part, theirs in partners_of(report)
        if theirs is not None and theirs.state in (ReportState.SUBMITTED, ReportState.ACCEPTED)
    ]
    silent = silent_units(report)
    return "\n".join([*lines, *([f"未报单位：{'、'.join(silent)}。"] if silent else [])])
