"""What happened in the example since its matters went out: signed, reported, late, returned, urged, extended, closed.

Everything goes through the services, on the day it is said to have happened; so every light shows, with its history.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Membership, Role, User
from core import clock
from departments.models import Department, Jurisdiction
from tasks.models import Assignment, ProgressReport, Task
from tasks.services import completing, disputes, extensions, receipts, reporting, reviewing, urging
from tasks.services.drafting import register_by_hand
from tasks.services.expecting import expect_reports
from tasks.services.gathering import targets_of
from tasks.services.registering import register_and_issue

# by the number of the measure: how much is done, in per cent, and whether the unit says it is on schedule
PROGRESS = {"2": (20, False), "3": (85, True), "4": (92, True), "6": (45, True), "9": (65, True)}
USUAL_PROGRESS = (35, True)
SILENT = "11"
RETURNED = "7"
DONE = "15"
LATE = "1"
EXTENDED = "3"
DISPUTED = "12"
IN_WRITING = "18"


@dataclass
class Life:
    """The example from the day its matters went out; one method an episode."""

    government: Jurisdiction
    supervisor: User
    today: date

    def __post_init__(self) -> None:
        rows = Task.objects.filter(jurisdiction=self.government, measure__isnull=False).select_related("measure")
        self.by_measure = {task.measure.number: task for task in rows if task.measure}
        clerks = Membership.objects.filter(jurisdiction=self.government, role=Role.CLERK).select_related("user")
        self.clerks = {row.department_id: row.user for row in clerks}

    def tell(self, issued: date) -> None:
        """Live from the day after the matters went out up to yesterday."""
        with clock.standing_at(issued + timedelta(days=1)):
            self.sign()
        with clock.standing_at(self.today - timedelta(days=20)):
            self.close_one()
        with clock.standing_at(self.today - timedelta(days=6)):
            expect_reports(on=clock.today(), jurisdiction=self.government)
            self.dispute()
            self.report()
            self.ask_for_more_time()
        with clock.standing_at(self.today - timedelta(days=1)):
            expect_reports(on=clock.today(), jurisdiction=self.government)
            self.review()
            self.urge()
            self.register_an_instruction()

    def lead_of(self, number: str) -> Assignment:
        """Return the first lead's part of a measure's task."""
        return self.by_measure[number].assignments.select_related("task", "department").get(is_first_lead=True)

    def sign(self) -> None:
        """Every unit signs for what it got."""
        for department, clerk in self.clerks.items():
            parts = Assignment.objects.pending_receipt().filter(department=department).select_related("task")
            receipts.sign_all(assignments=list(parts), by=clerk)

    def close_one(self) -> None:
        """One matter is done, verified and closed."""
        task, part = self.by_measure[DONE], self.lead_of(DONE)
        by = self.clerks[part.department_id]
        completing.claim_done(assignment=part, by=by, note="政策指引已推送，覆盖率达到要求。")
        completing.submit_completion(task=task, by=by, note="全部完成，申请办结。")
        completing.verify(task=task, by=self.supervisor, opinion="已核对推送记录，同意办结。")
        task.refresh_from_db()
        completing.close(task=task, by=self.supervisor)

    def report(self) -> None:
        """The units report for the last period, but for one that stays silent; the office accepts most of it."""
        rows = (
            ProgressReport.objects.unsent()
            .filter(
                assignment__task__in=[task for number, task in self.by_measure.items() if number not in (SILENT, DONE)],
                period_end__lt=clock.today(),
            )
            .exclude(assignment__state="disputed")
        )
        for report in rows.select_related("assignment__task__measure", "assignment__department"):
            sent = self._send(report)
            measure = report.assignment.task.measure
            if measure is not None and measure.number != RETURNED:
                reviewing.accept(report=sent, by=self.supervisor)

    def _send(self, report: ProgressReport) -> ProgressReport:
        part = report.assignment
        measure = part.task.measure
        percent, on_schedule = PROGRESS.get(measure.number if measure else "", USUAL_PROGRESS)
        by = self.clerks[part.department_id]
        values = {
            "progress": f"{report.period_label}按职责推进“{part.task.title}”，已完成方案制定和任务分解，正在组织实施。",
            "percent": percent,
            "on_schedule": on_schedule,
            "problems": "" if on_schedule else "部分项目前期手续尚未完备，进度慢于计划。",
            "next_steps": "下期完成阶段目标的核对，并补齐相关材料。",
        }
        readings = {}
        if part.is_first_lead:
            share = Decimal(percent) / 100
            readings = {
                target.pk: ((target.value * share).quantize(Decimal(1)), "") for target in targets_of(part.task)
            }
        saved = reporting.save_draft(report=report, by=by, version=report.version, values=values, readings=readings)
        return reporting.send(report=saved, by=by, version=saved.version)

    def review(self) -> None:
        """One report comes back with a reason; a clerk has begun to write the next."""
        report = self.lead_of(RETURNED).reports.filter(state="submitted").order_by("-period_end").first()
        if report is not None:
            reviewing.return_report(report=report, reason="未附已筹集房源清单，请补报。", by=self.supervisor)
        part = self.lead_of(IN_WRITING)
        waiting = part.reports.filter(state="expected").order_by("due_on").first()
        if waiting is not None:
            reporting.save_draft(
                report=waiting,
                by=self.clerks[part.department_id],
                version=waiting.version,
                values={"progress": "已收集各单位数据，正在起草中期评估提纲。"},
            )

    def ask_for_more_time(self) -> None:
        """A lead asks for more time and the office puts it before the leader."""
        part = self.lead_of(EXTENDED)
        request = extensions.ask(
            assignment=part,
            due_on=self.today + timedelta(days=60),
            reason="两个重点项目的用地预审尚在办理，预计下月完成。",
            progress="已签约9个，在谈4个。",
            by=self.clerks[part.department_id],
        )
        extensions.forward(extension=request, by=self.supervisor, opinion="情况属实，建议同意延期一次。")

    def urge(self) -> None:
        """The late matter is urged; for the silent one a talk is proposed to the leader."""
        urging.urge(assignment=self.lead_of(LATE), level="blue", by=self.supervisor)
        urging.urge(
            assignment=self.lead_of(SILENT),
            level="talk",
            by=self.supervisor,
            text="上期进展逾期未报，经电话催报仍未报送，建议约谈单位联系负责人。",
        )

    def dispute(self) -> None:
        """A unit says that a duty is not its own."""
        parts = self.by_measure[DISPUTED].assignments.select_related("task", "department")
        part = next(one for one in parts if one.department.name == "人民银行云州市分行")
        disputes.raise_dispute(
            assignment=part,
            reason="房地产市场秩序整治不属本单位职责，建议改为配合。",
            by=self.clerks[part.department_id],
        )

    def register_an_instruction(self) -> None:
        """A matter without a document goes out and waits to be signed for."""
        units = {unit.name: unit for unit in Department.objects.of(self.government)}
        task = register_by_hand(
            jurisdiction=self.government,
            source="instruction",
            title="核实北区供水异味问题并答复群众",
            by=self.supervisor,
            lead=units["市住房城乡建设局"],
            co=[units["市卫生健康委"], units["市发展改革委"]],
            quotation="请相关部门尽快核实，向群众说明情况。",
            source_note="市政府专题会议批示",
            source_date=clock.today(),
            due_on=self.today + timedelta(days=45),
        )
        register_and_issue(tasks=[task], by=self.supervisor)
