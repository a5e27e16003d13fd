"""One matter as its page shows it: the three statuses, its units, indicators, history, and what a person may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.access import access_of
from accounts.models import User
from core import clock
from core.workdays import WorkCalendar
from departments.models import Department
from departments.selectors import work_calendar
from departments.successions import Holders
from policies.models import Target
from tasks import lighting, permissions, transitions
from tasks.lights import Thresholds
from tasks.linked import linked_with
from tasks.models import (
    Assignment,
    Dispute,
    Extension,
    IndicatorReading,
    ProgressReport,
    ReportState,
    Task,
    TaskEvent,
    Urging,
)
from tasks.models.report import SENT_REPORT_STATES
from tasks.services.gathering import targets_of
from tasks.transitions import Subject, Transition, Who

SHOWN_AT_FIRST = 20


@dataclass(frozen=True, slots=True)
class Indicator:
    """A target with what has been reached: its latest value, the share in per cent, and the readings over time."""

    target: Target
    value: Decimal | None
    on: str
    percent: int | None
    readings: tuple[IndicatorReading, ...]

    @property
    def key(self) -> str:
        """Return the name of the chart on the page."""
        return str(self.target.pk)

    @property
    def chart(self) -> dict[str, Any]:
        """Return fact and plan for the chart: the plan runs straight from the first reading to the target."""
        labels = [reading.report.period_label for reading in self.readings]
        last = self.target.due.isoformat() if self.target.due else "目标"
        fact = [float(reading.value) for reading in self.readings]
        goal = float(self.target.value)
        first = fact[0] if fact else 0.0
        steps = len(fact)
        plan = [round(first + (goal - first) * step / max(steps, 1), 2) for step in range(steps + 1)]
        return {"labels": [*labels, last], "fact": [*fact, None], "plan": plan, "unit": self.target.unit}


@dataclass(frozen=True, slots=True)
class Statuses:
    """What the unit says, what the evidence shows, what the calendar shows, and where they contradict each other."""

    report: ProgressReport | None
    evidence_percent: int | None
    evidence_files: int
    planned: int | None
    contradictions: tuple[str, ...]


class Matter:
    """A task with everything its page needs, as one person may see it; each part is read once, on first use."""

    def __init__(self, task: Task, *, user: User, thresholds: Mapping[int, Thresholds]) -> None:
        self.task = task
        self.user = user
        self.today: date = clock.today()
        self._thresholds = thresholds

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Return the working days of the task's government."""
        return work_calendar(self.task.jurisdiction)

    @cached_property
    def parts(self) -> list[Assignment]:
        """Return the standing parts with their lights, first lead first, each with the report shown beside it."""
        rows = lighting.assignments_with_light(
            Assignment.objects.standing().filter(task=self.task), self.today, self._thresholds
        )
        weight = {"lead": 0, "joint": 1, "co": 2, "support": 3, "implementing": 4}
        listed = sorted(
            rows.select_related("department", "responsibility"),
            key=lambda part: (not part.is_first_lead, weight.get(part.role, 9), part.pk),
        )
        for part in listed:
            part.task = self.task
        return listed

    @cached_property
    def gone(self) -> list[Assignment]:
        """Return the parts that were withdrawn or handed over, for the record."""
        standing = [part.pk for part in self.parts]
        rows = Assignment.objects.filter(task=self.task).exclude(pk__in=standing)
        listed = list(rows.select_related("department", "succeeded_by__department"))
        for part in listed:
            part.task = self.task
        return listed

    def held_by(self, part: Assignment) -> list[Department]:
        """Return the units that hold a part's duty now where its own unit is gone; empty while it exists."""
        heirs = self._holders.of(part.department)
        return [] if heirs == [part.department] else heirs

    @cached_property
    def _holders(self) -> Holders:
        return Holders(self.today)

    @property
    def handed_over(self) -> list[Assignment]:
        """Return the parts that another unit took over."""
        return [part for part in self.gone if part.state == "handed_over" and part.succeeded_by_id]

    @property
    def is_office(self) -> bool:
        """Say whether the person belongs to the office of the task's government."""
        return self.task.jurisdiction_id in access_of(self.user).overseen

    @cached_property
    def reports(self) -> list[ProgressReport]:
        """Return every report of the matter, newest period first; content only where the person may read it."""
        # a part that was handed over keeps the reports its successor has of its own for the same period
        by_part = {part.pk: part for part in (*self.parts, *(one for one in self.gone if one.succeeded_by_id))}
        rows = ProgressReport.objects.filter(assignment__in=by_part).order_by("-period_end", "-id")
        listed = list(rows.prefetch_related("evidence"))
        for report in listed:
            report.assignment = by_part[report.assignment_id]
        return listed

    @property
    def units(self) -> list[dict[str, Any]]:
        """Return one row a part: the part, its report at hand, its acts."""
        newest: dict[int, ProgressReport] = {}
        for report in reversed(self.reports):
            if report.state != ReportState.EXPECTED or report.is_missed(self.today):
                newest[report.assignment_id] = report
        current = {report.assignment_id: report for report in reversed(self.reports)}
        return [
            {
                "part": part,
                "report": newest.get(part.pk) or current.get(part.pk),
                "acts": self.acts_on(Subject.ASSIGNMENT, part, part),
                "is_own": permissions.may_act_for(self.user, part),
                "held_by": self.held_by(part),
                "is_gone": not part.department.is_active(self.today),
            }
            for part in self.parts
        ]

    @cached_property
    def lead(self) -> Assignment | None:
        """Return the first lead's part."""
        return next((part for part in self.parts if part.is_first_lead), None)

    @cached_property
    def own(self) -> list[Assignment]:
        """Return the person's own units' parts."""
        return [part for part in self.parts if permissions.may_act_for(self.user, part)]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Return the targets with what the first lead reported for them."""
        sent = [r.pk for r in self.reports if r.state in SENT_REPORT_STATES and r.assignment.is_first_lead]
        readings = IndicatorReading.objects.filter(report__in=sent).select_related("report")
        by_target: dict[int, list[IndicatorReading]] = {}
        for reading in readings.order_by("report__period_end"):
            by_target.setdefault(reading.target_id, []).append(reading)
        return [_indicator(target, by_target.get(target.pk, [])) for target in targets_of(self.task)]

    @cached_property
    def statuses(self) -> Statuses:
        """Return the three statuses side by side."""
        sent = [r for r in self.reports if r.state in SENT_REPORT_STATES and r.assignment.is_first_lead]
        latest = sent[0] if sent else None
        shares = [one.percent for one in self.indicators if one.percent is not None]
        evidence = round(sum(shares) / len(shares)) if shares else None
        files = sum(len(report.evidence.all()) for report in sent)
        planned = self.task.planned
        found = self._contradictions(latest, evidence, files, planned)
        return Statuses(latest, evidence, files, planned, tuple(found))

    def _contradictions(
        self, latest: ProgressReport | None, evidence: int | None, files: int, planned: int | None
    ) -> list[str]:
        if latest is None or latest.percent is None:
            return []
        points = self._thresholds[self.task.jurisdiction_id].behind_points if self._thresholds else 0
        found = []
        if latest.on_schedule and planned is not None and planned - latest.percent >= points:
            found.append(f"单位报“达到序时”，日历要求高 {planned - latest.percent} 个百分点")
        if evidence is not None and latest.percent - evidence >= points:
            found.append(f"指标显示低 {latest.percent - evidence} 个百分点")
        if (latest.percent == 100 or latest.is_final) and not files:
            found.append("报完成而没有佐证")
        return found

    @cached_property
    def extensions(self) -> list[Extension]:
        """Return the requests the person may see, newest first."""
        rows = permissions.extensions_visible_to(self.user).filter(assignment__task=self.task)
        return self._of_parts(rows.select_related("asked_by", "decided_by"))

    @cached_property
    def disputes(self) -> list[Dispute]:
        """Return the disputes, newest first."""
        rows = permissions.disputes_visible_to(self.user).filter(assignment__task=self.task)
        return self._of_parts(rows.select_related("raised_by", "decided_by", "suggested_department"))

    @cached_property
    def urgings(self) -> list[Urging]:
        """Return the urgings the person may see, newest first."""
        rows = permissions.urgings_visible_to(self.user).filter(assignment__task=self.task)
        return self._of_parts(rows.select_related("issued_by", "replied_by"))

    def _of_parts(self, rows: Any) -> list[Any]:
        known = {part.pk: part for part in [*self.parts, *self.gone]}
        listed = list(rows)
        for row in listed:
            row.assignment = known[row.assignment_id]
            row.assignment.task = self.task
        return listed

    def events(self, kind: str = "", *, every: bool = False) -> list[TaskEvent]:
        """Return what happened lately, newest first, or everything; `kind` keeps reports, urgings or extensions."""
        rows = permissions.events_visible_to(self.user).filter(task=self.task).select_related("assignment__department")
        if kind in ("report", "urging", "extension"):
            rows = rows.filter(action__startswith=f"{kind}.")
        return list(rows if every else rows[:SHOWN_AT_FIRST])

    def parts_held(self, assignment: Assignment | None) -> frozenset[Who]:
        """Return in which parts the person acts on the task, or on one unit's part of it."""
        if assignment is None:
            return permissions.parts_on_task(self.user, self.task, self.lead)
        return permissions.parts_on_assignment(self.user, assignment)

    def acts_on(self, subject: Subject, row: Any, assignment: Assignment | None) -> list[Transition]:
        """Return what the person may do with a row now; nothing on an archived matter."""
        if self.task.archived_at is not None:
            return []
        return transitions.acts_open_to(subject, row.state, self.parts_held(assignment))

    @cached_property
    def linked(self) -> list[Task]:
        """Return the matters that are reported together with this one, as far as the person may see them."""
        return linked_with(self.user, self.task)

    @cached_property
    def related(self) -> list[Task]:
        """Return other visible tasks of the same policy with the same first lead, at most five."""
        if self.task.policy_id is None or self.lead is None:
            return []
        rows = permissions.visible_to(self.user).filter(
            policy=self.task.policy_id,
            assignments__department=self.lead.department_id,
            assignments__is_first_lead=True,
        )
        return list(rows.exclude(pk=self.task.pk).order_by("number")[:5])


def _indicator(target: Target, readings: list[IndicatorReading]) -> Indicator:
    latest = readings[-1] if readings else None
    percent = None
    if latest is not None and target.value and target.comparator not in ("<=", "<"):
        percent = max(0, min(100, int(100 * latest.value / target.value)))
    label = latest.report.period_label if latest else ""
    return Indicator(target, latest.value if latest else None, label, percent, tuple(readings))
