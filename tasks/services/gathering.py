"""What stands beside a report: the indicators, the last period's promise, the partners' reports and who is silent."""

from policies.models import Target
from tasks.models import Assignment, ProgressReport, ReportState, Task
from tasks.models.report import UNSENT_REPORT_STATES


def targets_of(task: Task) -> list[Target]:
    """Return the indicators a task is measured by: its own target, else those of its measure."""
    if task.target_id is not None:
        return [task.target] if task.target else []
    if task.measure_id is None:
        return []
    return list(Target.objects.filter(measure=task.measure_id, is_dropped=False))


def previous_report(report: ProgressReport) -> ProgressReport | None:
    """Return the last report of the same part that was sent before this period, with its promise."""
    earlier = ProgressReport.objects.sent().filter(assignment=report.assignment_id, period_end__lt=report.period_end)
    return earlier.prefetch_related("readings__target", "evidence").order_by("-period_end").first()


def partners_of(report: ProgressReport) -> list[tuple[Assignment, ProgressReport | None]]:
    """Return the other units' parts with their report of the same period, None where none is asked."""
    parts = Assignment.objects.standing().filter(task=report.assignment.task_id).exclude(pk=report.assignment_id)
    reports = ProgressReport.objects.filter(assignment__in=parts, period_end=report.period_end)
    found = {row.assignment_id: row for row in reports}
    return [(part, found.get(part.pk)) for part in parts.select_related("department")]


def silent_units(report: ProgressReport) -> list[str]:
    """Return the units that were asked for this period and have not reported."""
    return [
        part.department.name
        for part, theirs in partners_of(report)
        if theirs is not None and theirs.state in UNSENT_REPORT_STATES
    ]


def gathered_text(report: ProgressReport) -> str:
    """Return what the partners reported for this period, one paragraph a unit, and who is silent."""
    lines = [
        f"{part.department.name}：{theirs.progress}"
        for part, theirs in partners_of(report)
        if theirs is not None and theirs.state in (ReportState.SUBMITTED, ReportState.ACCEPTED)
    ]
    silent = silent_units(report)
    return "\n".join([*lines, *([f"未报单位：{'、'.join(silent)}。"] if silent else [])])
