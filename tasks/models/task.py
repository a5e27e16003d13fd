"""A task: one matter, one number."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from core import clock
from departments.models import Jurisdiction
from policies.models import Measure, Policy, Precision, Target
from tasks import lights
from tasks.models.lit import Lit


class TaskState(models.TextChoices):
    """Where a task stands (`tasks.transitions` says what leads where)."""

    DRAFTED = "drafted", "拟办"
    REGISTERED = "registered", "已立项"
    ISSUED = "issued", "已交办"
    IN_PROGRESS = "in_progress", "办理中"
    COMPLETION_SUBMITTED = "completion_submitted", "申请办结"
    VERIFIED = "verified", "已办结"
    CLOSED = "closed", "已销号"
    RETURNED = "returned", "退回"
    SUSPENDED = "suspended", "中止"
    CANCELLED = "cancelled", "撤销"
    TRANSFERRED = "transferred", "已移交"
    REOPENED = "reopened", "重新督办"


OPEN_TASK_STATES = (
    TaskState.ISSUED,
    TaskState.IN_PROGRESS,
    TaskState.COMPLETION_SUBMITTED,
    TaskState.RETURNED,
    TaskState.REOPENED,
)


UNISSUED_TASK_STATES = (TaskState.DRAFTED, TaskState.REGISTERED)
FINISHED_TASK_STATES = (TaskState.VERIFIED, TaskState.CLOSED, TaskState.CANCELLED, TaskState.TRANSFERRED)


class TaskSource(models.TextChoices):
    """Where a matter comes from."""

    MEASURE = "measure", "政策举措"
    TARGET = "target", "政策指标"
    INLINE = "inline", "正文分工"
    INSTRUCTION = "instruction", "领导批示"
    MEETING = "meeting", "会议议定"
    PROPOSAL = "proposal", "建议提案"
    OTHER = "other", "其他"


class DueBasis(models.TextChoices):
    """On what ground a due date stands."""

    MEASURE = "measure", "举措时限"
    TARGET = "target", "指标时限"
    VALIDITY = "validity", "政策有效期"
    MANUAL = "manual", "人工指定"
    EXTENSION = "extension", "延期批准"
    NONE = "none", "未定"


class ClosingReason(models.TextChoices):
    """Why a task was closed."""

    IMPLEMENTED = "implemented", "完成"
    CLOSED_NOT_IMPLEMENTED = "closed_not_implemented", "未完成关闭"
    SUPERSEDED = "superseded", "被替代"
    LAPSED = "lapsed", "政策失效"


class Cadence(models.TextChoices):
    """How often units report."""

    NONE = "none", "不定期"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    HALF_YEARLY = "half_yearly", "每半年"
    YEARLY = "yearly", "每年"
    ONCE = "once", "一次"


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks by where they stand; who sees which is `tasks.permissions`."""

    def open(self) -> Self:
        """Keep what was issued and is not finished."""
        return self.filter(state__in=OPEN_TASK_STATES)

    def issued(self) -> Self:
        """Keep what went out to units at some time, finished or not."""
        return self.filter(issued_on__isnull=False)

    def unissued(self) -> Self:
        """Keep drafts and what has a number but did not go out yet."""
        return self.filter(state__in=UNISSUED_TASK_STATES)

    def daily(self) -> Self:
        """Leave out what is archived: it stays searchable but is off the daily lists."""
        return self.filter(archived_at=None)

    def overdue(self, today: date) -> Self:
        """Keep what is open and past its current due date; no date is not a breach."""
        return self.open().filter(due_on__lt=today)

    def due_within(self, today: date, last: date) -> Self:
        """Keep what is open and due from today to `last`."""
        return self.open().filter(due_on__gte=today, due_on__lte=last)


class Task(Lit, models.Model):
    """A matter to be done by its units; registered ones are never deleted."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="tasks")
    # given at registration; drafts have none
    number = models.CharField("编号", max_length=30, blank=True)
    title = models.CharField("事项", max_length=300)
    source = models.CharField("来源", max_length=12, choices=TaskSource.choices)
    policy = models.ForeignKey(
        Policy, models.PROTECT, verbose_name="政策文件", null=True, blank=True, related_name="tasks"
    )
    # the policy under which the matter goes on after its own was replaced
    successor_policy = models.ForeignKey(
        Policy, models.PROTECT, verbose_name="承接文件", null=True, blank=True, related_name="+"
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, verbose_name="举措", null=True, blank=True, related_name="tasks"
    )
    target = models.ForeignKey(Target, models.PROTECT, verbose_name="指标", null=True, blank=True, related_name="tasks")
    scope = models.CharField("范围", max_length=300, blank=True)
    quotation = models.TextField("依据原文", blank=True)
    source_note = models.CharField("来源说明", max_length=300, blank=True)
    source_date = models.DateField("来源日期", null=True, blank=True)
    source_document = models.FileField("来源文件", upload_to="matters/%Y/%m", blank=True)
    state = models.CharField("状态", max_length=22, choices=TaskState.choices, default=TaskState.DRAFTED)
    due_on = models.DateField("现行时限", null=True, blank=True)
    original_due_on = models.DateField("原定时限", null=True, blank=True)
    due_text = models.CharField("时限原文", max_length=100, blank=True)
    due_precision = models.CharField("时限精度", max_length=8, choices=Precision.choices, blank=True)
    due_basis = models.CharField("时限依据", max_length=10, choices=DueBasis.choices, default=DueBasis.NONE)
    # goes up with every change of due_on: part of a reminder's key
    due_version = models.PositiveIntegerField("时限版次", default=1)
    cadence = models.CharField("报送周期", max_length=12, choices=Cadence.choices, default=Cadence.NONE)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="建立人", null=True, blank=True, related_name="+")
    registered_at = models.DateTimeField("立项时间", null=True, blank=True)
    issued_at = models.DateTimeField("交办时间", null=True, blank=True)
    issued_on = models.DateField("交办日期", null=True, blank=True)
    completed_on = models.DateField("办结日期", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closing_reason = models.CharField("销号原因", max_length=24, choices=ClosingReason.choices, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "督办事项"
        verbose_name_plural = "督办事项"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "number"], condition=~Q(number=""), name="tasks_task_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(source__in=["measure", "target", "inline"]) | Q(measure__isnull=False),
                name="tasks_task_from_a_document_has_its_measure",
            ),
            models.CheckConstraint(
                condition=Q(state="drafted") | ~Q(number=""), name="tasks_registered_task_has_a_number"
            ),
        ]
        indexes = [
            # the overdue list and the board of a government: TaskQuerySet.overdue
            models.Index(
                fields=["jurisdiction", "due_on"],
                condition=Q(state__in=["issued", "in_progress", "completion_submitted", "returned", "reopened"]),
                name="tasks_task_open_by_due",
            ),
            # what was done lately or is not done: insights.counting.trend
            models.Index(fields=["jurisdiction", "completed_on"], name="tasks_task_by_completion"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def word(self) -> str:
        """Write the reason of the light, of rows that `tasks.lighting` annotated."""
        return lights.word(
            self.light_reason_code,
            self.light_since,
            clock.today(),
            state_word=self.get_state_display(),
            cadence=self.cadence,
        )


class NumberSequence(models.Model):
    """The last running number given in one year of a government; its row is the lock of numbering."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("已编至", default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "year"], name="tasks_sequence_one_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.year}：{self.last}"
