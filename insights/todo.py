"""What a unit has to do: one row per duty that waits, with its reason, its date and its one verb.

Four queries whatever the number of rows: unsent reports, receipts, unanswered urgings, open assignments.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from accounts.models import User
from core.workdays import WorkCalendar
from departments.models import Jurisdiction
from departments.selectors import work_calendar
from tasks.lighting import assignments_with_light, light_of, thresholds_of
from tasks.lights import Reason, word
from tasks.models import Assignment, ProgressReport, ReportState, Urging

REPORT_VERBS: dict[str, str] = {
    ReportState.DRAFT: "续填",
    ReportState.RETURNED: "补报",
    ReportState.UNIT_REVIEW: "审签",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A due date as a page words it: calendar days late, or working days left."""

    on: date | None
    overdue_days: int | None = None
    working_days: int | None = None
    provisional: bool = False


def describe_day(on: date | None, today: date, calendar: WorkCalendar) -> Day:
    """Return how far a date is: overdue counts calendar days, remaining counts working days."""
    if on is None:
        return Day(None)
    if on < today:
        return Day(on, overdue_days=(today - on).days)
    return Day(on, working_days=calendar.between(today, on), provisional=calendar.is_provisional(on))


@dataclass(frozen=True, slots=True)
class Todo:
    """One duty of a unit: what is asked, why, by when, and the verb that does it."""

    kind: str
    assignment: Assignment
    light: str
    word: str
    asked: str
    day: Day
    verb: str
    url: str
    urgency: int

    @property
    def order(self) -> tuple[int, date, int]:
        """Return the sort key: the most urgent kind first, then the earliest date."""
        return self.urgency, self.day.on or date.max, self.assignment.pk


class Workload:
    """Everything that waits for some units on a day; lists are loaded once, on first use."""

    def __init__(self, *, user: User, jurisdiction: Jurisdiction, department_ids: Collection[int], today: date) -> None:
        self.user = user
        self.jurisdiction = jurisdiction
        self.department_ids = list(department_ids)
        self.today = today
        self.calendar = work_calendar(jurisdiction)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Return the open parts of the units, the earliest due date first."""
        parts = Assignment.objects.open().of_departments(self.department_ids).select_related("task", "department")
        lit = assignments_with_light(parts, self.today, thresholds_of([self.jurisdiction], self.today))
        return list(lit.order_by("task__due_on", "task_id"))

    @cached_property
    def leading(self) -> list[Assignment]:
        """Return the parts in which the units are first lead."""
        return [assignment for assignment in self.assignments if assignment.is_first_lead]

    @cached_property
    def reports(self) -> list[ProgressReport]:
        """Return the reports still to be sent, by day."""
        open_ids = [assignment.pk for assignment in self.assignments]
        found = ProgressReport.objects.unsent().filter(assignment__in=open_ids).select_related("drafted_by")
        by_id = {assignment.pk: assignment for assignment in self.assignments}
        rows = list(found.order_by("due_on", "assignment_id"))
        for report in rows:
            report.assignment = by_id[report.assignment_id]
        return rows

    @cached_property
    def receipts(self) -> list[Assignment]:
        """Return the parts still to be signed for."""
        return [assignment for assignment in self.assignments if assignment.state == "pending_receipt"]

    @cached_property
    def urgings(self) -> list[Urging]:
        """Return the urgings that wait for a reply."""
        by_id = {assignment.pk: assignment for assignment in self.assignments}
        found = Urging.objects.unanswered().filter(assignment__in=by_id).order_by("term_on", "id")
        rows = list(found)
        for urging in rows:
            urging.assignment = by_id[urging.assignment_id]
        return rows

    @cached_property
    def today_rows(self) -> list[Todo]:
        """Return what must be done today: late, returned, urged, to be signed for."""
        urgent = [self._report(r) for r in self.reports if self._is_urgent(r)]
        rows = [*urgent, *map(self._urging, self.urgings), *map(self._receipt, self.receipts)]
        return sorted(rows, key=lambda row: row.order)

    @cached_property
    def next_group(self) -> tuple[date | None, list[Todo]]:
        """Return the nearest reporting day ahead and the reports due by it."""
        ahead = [r for r in self.reports if not self._is_urgent(r) and r.state != ReportState.UNIT_REVIEW]
        days = [r.due_on for r in ahead if r.due_on is not None]
        if not days:
            return None, []
        nearest = min(days)
        return nearest, [self._report(r) for r in ahead if r.due_on == nearest]

    def rows_of(self, queue: str) -> list[Todo]:
        """Return the rows of one queue of the workbench."""
        states = {
            "reports": (ReportState.EXPECTED, ReportState.DRAFT),
            "returned": (ReportState.RETURNED,),
            "review": (ReportState.UNIT_REVIEW,),
        }
        if queue in states:
            return [self._report(r) for r in self.reports if r.state in states[queue]]
        if queue == "missed":
            return [self._report(r) for r in self.reports if r.is_missed(self.today)]
        if queue == "receipt":
            return [self._receipt(a) for a in self.receipts]
        if queue == "urged":
            return [self._urging(u) for u in self.urgings]
        return [self._matter(a) for a in (self.leading if queue == "leading" else self.assignments)]

    def _is_urgent(self, report: ProgressReport) -> bool:
        return report.state == ReportState.RETURNED or report.is_missed(self.today)

    def _report(self, report: ProgressReport) -> Todo:
        day = describe_day(report.due_on, self.today, self.calendar)
        light, words, urgency = "blue", "临期", 40
        asked = f"{report.period_label}进展，未起草"
        if report.state == ReportState.DRAFT:
            holder = "" if report.drafted_by_id in (None, self.user.pk) else f"，{report.drafted_by}在写"
            asked = f"{report.period_label}进展，草稿{holder}"
        if report.state == ReportState.UNIT_REVIEW:
            asked, light, words = f"{report.period_label}进展，待单位负责人审签", "grey", "审签中"
        if day.overdue_days:
            cadence = report.assignment.task.cadence
            light, urgency = "red", 10
            words = word(Reason.REPORT_MISSED, report.due_on, self.today, cadence=cadence)
            asked = f"{report.period_label}进展未报送"
        if report.state == ReportState.RETURNED:
            light, words, urgency = ("red" if day.overdue_days else "yellow"), "退回补报", 11
            asked = f"退回意见：{report.return_reason}"
        url = reverse("tasks:report", args=[report.pk])
        return Todo(
            "report", report.assignment, light, words, asked, day, REPORT_VERBS.get(report.state, "填报"), url, urgency
        )

    def _receipt(self, assignment: Assignment) -> Todo:
        day = describe_day(assignment.receipt_due_on, self.today, self.calendar)
        late = bool(day.overdue_days)
        words = f"签收逾期 {day.overdue_days} 天" if late else "待签收"
        url = reverse("tasks:detail", args=[assignment.task_id])
        return Todo("receipt", assignment, "red" if late else "grey", words, "签收或提出职责异议", day, "签收", url, 30)

    def _urging(self, urging: Urging) -> Todo:
        day = describe_day(urging.term_on, self.today, self.calendar)
        url = reverse("tasks:detail", args=[urging.assignment.task_id]) + "#urgings"
        words = f"催办第{urging.number}号"
        return Todo("urging", urging.assignment, "yellow", words, urging.text, day, "回复", url, 20)

    def _matter(self, assignment: Assignment) -> Todo:
        day = describe_day(assignment.task.due_on, self.today, self.calendar)
        light = light_of(assignment)
        words = word(light.reason, light.since, self.today, cadence=assignment.task.cadence)
        url = reverse("tasks:detail", args=[assignment.task_id])
        return Todo("matter", assignment, light.code, words, assignment.get_state_display(), day, "查看", url, 50)
