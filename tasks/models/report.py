"""Progress reports with their evidence and indicator readings."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from policies.models import Target
from tasks.models.assignment import Assignment


class ReportState(models.TextChoices):
    """Where a report stands; 逾期未报 missed follows from the date."""

    EXPECTED = "expected", "待报"
    DRAFT = "draft", "草稿"
    UNIT_REVIEW = "unit_review", "单位审签"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "审核通过"
    RETURNED = "returned", "退回补报"
    EXCUSED = "excused", "免报"


UNSENT_REPORT_STATES = (ReportState.EXPECTED, ReportState.DRAFT, ReportState.UNIT_REVIEW, ReportState.RETURNED)


CONTENT_STATES = (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.RETURNED)
SENT_REPORT_STATES = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class PromiseKept(models.TextChoices):
    """Whether what the last report promised was done in this period."""

    KEPT = "kept", "已兑现"
    PARTLY = "partly", "部分兑现"
    MISSED = "missed", "未兑现"


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Reports by where they stand."""

    def unsent(self) -> Self:
        """Keep what the unit still has to send."""
        return self.filter(state__in=UNSENT_REPORT_STATES)

    def sent(self) -> Self:
        """Keep what the unit has sent and nobody returned."""
        return self.filter(state__in=SENT_REPORT_STATES)

    def missed(self, today: date) -> Self:
        """Keep what was not sent by its day (逾期未报)."""
        return self.unsent().filter(due_on__lt=today)


class ProgressReport(models.Model):
    """What one unit says of its part for one period."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="reports")
    period_start = models.DateField("期间起")
    period_end = models.DateField("期间止")
    period_label = models.CharField("期间", max_length=30)
    due_on = models.DateField("报送时限", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=ReportState.choices, default=ReportState.EXPECTED)
    promise_kept = models.CharField("上期承诺兑现", max_length=8, choices=PromiseKept.choices, blank=True)
    progress = models.TextField("进展", blank=True)
    percent = models.PositiveSmallIntegerField("完成比例", null=True, blank=True)
    on_schedule = models.BooleanField("是否达到序时", null=True, blank=True)
    problems = models.TextField("存在问题", blank=True)
    coordination = models.TextField("需协调事项", blank=True)
    next_steps = models.TextField("下步措施", blank=True)
    expected_finish = models.DateField("预计完成时间", null=True, blank=True)
    # the first lead's report names who had not reported when it was sent, as the units were called then
    silent_units = models.JSONField("未报单位", default=list, blank=True)
    is_final = models.BooleanField("报完成", default=False)
    drafted_by = models.ForeignKey(User, models.PROTECT, verbose_name="起草人", null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="报送人", null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="审核人", null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField("退回意见", blank=True)
    # the report of a linked matter whose words this one bears (同报)
    answered_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name="同报来源", null=True, blank=True, related_name="answers"
    )
    # the unit that wrote it, where a reform has moved the report to the unit that took the duty over
    reported_as = models.CharField("报送时单位", max_length=100, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = "进展报送"
        verbose_name_plural = "进展报送"
        ordering = ["assignment", "-period_end", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "period_end"], name="tasks_report_once_a_period"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="tasks_report_percent_at_most_100"
            ),
        ]
        indexes = [
            # what a unit still has to send, by day
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["expected", "draft", "unit_review", "returned"]),
                name="tasks_report_unsent_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.period_label}"

    @property
    def was_returned(self) -> bool:
        """Say whether the report was returned and is not sent again yet."""
        return bool(self.return_reason) and self.state in UNSENT_REPORT_STATES

    def is_missed(self, today: date) -> bool:
        """Say whether the report was not sent by its day."""
        return self.state in UNSENT_REPORT_STATES and self.due_on is not None and self.due_on < today


class Evidence(models.Model):
    """佐证: a file that proves one field of a report."""

    report = models.ForeignKey(ProgressReport, models.PROTECT, verbose_name="报送", related_name="evidence")
    file = models.FileField("文件", upload_to="evidence/%Y/%m")
    name = models.CharField("文件名", max_length=255)
    field = models.CharField("对应栏目", max_length=30, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    checksum = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "佐证"
        verbose_name_plural = "佐证"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class IndicatorReading(models.Model):
    """指标实际值: what a report says a target has reached."""

    report = models.ForeignKey(ProgressReport, models.PROTECT, verbose_name="报送", related_name="readings")
    target = models.ForeignKey(Target, models.PROTECT, verbose_name="指标", related_name="readings")
    value = models.DecimalField("完成值", max_digits=24, decimal_places=4)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "指标实际值"
        verbose_name_plural = "指标实际值"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "target"], name="tasks_reading_once_a_report"),
        ]

    def __str__(self) -> str:
        return f"{self.target}：{self.value}"
