"""An assignment: one unit's part of a task."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from core import clock
from departments.models import Department
from policies.models import Responsibility, UnitBasis, UnitRole
from tasks import lights
from tasks.models.lit import Lit
from tasks.models.task import OPEN_TASK_STATES, Task


class AssignmentState(models.TextChoices):
    """Where a unit's part stands."""

    PENDING_RECEIPT = "pending_receipt", "待签收"
    RECEIVED = "received", "已签收"
    DISPUTED = "disputed", "职责异议"
    WORKING = "working", "办理中"
    DONE_CLAIMED = "done_claimed", "报完成"
    CONFIRMED = "confirmed", "已确认"
    WITHDRAWN = "withdrawn", "已撤"
    HANDED_OVER = "handed_over", "已移交"


GONE_ASSIGNMENT_STATES = (AssignmentState.WITHDRAWN, AssignmentState.HANDED_OVER)
STANDING_ASSIGNMENT_STATES = tuple(state for state in AssignmentState if state not in GONE_ASSIGNMENT_STATES)
OPEN_ASSIGNMENT_STATES = (
    AssignmentState.PENDING_RECEIPT,
    AssignmentState.RECEIVED,
    AssignmentState.DISPUTED,
    AssignmentState.WORKING,
    AssignmentState.DONE_CLAIMED,
)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments by where they stand; who sees which is `tasks.permissions`."""

    def standing(self) -> Self:
        """Leave out what was withdrawn or handed over."""
        return self.exclude(state__in=GONE_ASSIGNMENT_STATES)

    def open(self) -> Self:
        """Keep the parts still to be done of tasks still to be done."""
        return self.filter(state__in=OPEN_ASSIGNMENT_STATES, task__state__in=OPEN_TASK_STATES)

    def of_departments(self, ids: list[int]) -> Self:
        """Keep the parts of these units."""
        return self.filter(department_id__in=ids)

    def overdue(self, today: date) -> Self:
        """Keep the open parts past the task's current due date."""
        return self.open().filter(task__due_on__lt=today)

    def pending_receipt(self) -> Self:
        """Keep what is still to be signed for."""
        return self.open().filter(state=AssignmentState.PENDING_RECEIPT)


class Assignment(Lit, models.Model):
    """One unit and one task, with the role; one standing row a pair."""

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="事项", related_name="assignments")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="assignments")
    printed_name = models.CharField("原文名称", max_length=100)
    responsibility = models.ForeignKey(
        Responsibility, models.PROTECT, verbose_name="责任", null=True, blank=True, related_name="assignments"
    )
    role = models.CharField("角色", max_length=14, choices=UnitRole.choices)
    basis = models.CharField("依据", max_length=14, choices=UnitBasis.choices, default=UnitBasis.MANUAL)
    is_first_lead = models.BooleanField("第一牵头", default=False)
    scope = models.CharField("范围", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=16, choices=AssignmentState.choices, default=AssignmentState.PENDING_RECEIPT
    )
    receipt_due_on = models.DateField("签收时限", null=True, blank=True)
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="签收人", null=True, blank=True, related_name="+"
    )
    done_claimed_at = models.DateTimeField("报完成时间", null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name="移交至", null=True, blank=True, related_name="succeeds"
    )
    version = models.PositiveIntegerField("版本", default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "单位任务"
        verbose_name_plural = "单位任务"
        ordering = ["task", "-is_first_lead", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "department"],
                condition=~Q(state__in=["withdrawn", "handed_over"]),
                name="tasks_assignment_one_standing_a_unit",
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(is_first_lead=True) & ~Q(state__in=["withdrawn", "handed_over"]),
                name="tasks_assignment_one_first_lead",
            ),
            models.CheckConstraint(
                condition=Q(is_first_lead=False) | Q(role="lead"), name="tasks_assignment_first_lead_leads"
            ),
        ]
        indexes = [
            # a unit's workbench: its open parts
            models.Index(
                fields=["department", "task"],
                condition=Q(state__in=["pending_receipt", "received", "disputed", "working", "done_claimed"]),
                name="tasks_assignment_open_by_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task.number} {self.department}"

    @property
    def word(self) -> str:
        """Write the reason of the light, of rows that `tasks.lighting` annotated and whose task is at hand."""
        is_done = self.task.state not in OPEN_TASK_STATES
        return lights.word(
            self.light_reason_code,
            self.light_since,
            clock.today(),
            state_word=self.task.get_state_display() if is_done else self.get_state_display(),
            cadence=self.task.cadence,
        )


class DisputeState(models.TextChoices):
    """What became of a unit's objection to its duty."""

    OPEN = "open", "待裁定"
    KEPT = "kept", "维持"
    CHANGED = "changed", "调整"
    WITHDRAWN = "withdrawn", "撤回交办"


class Dispute(models.Model):
    """职责异议: a unit says a duty is not its own; a supervisor decides."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="disputes")
    reason = models.TextField("理由")
    suggested_department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="建议单位", null=True, blank=True, related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=DisputeState.choices, default=DisputeState.OPEN)
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.ForeignKey(User, models.PROTECT, verbose_name="提出人", related_name="+")
    decided_at = models.DateTimeField("裁定时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="裁定人", null=True, blank=True, related_name="+")
    decision = models.TextField("裁定意见", blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "职责异议"
        verbose_name_plural = "职责异议"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="open"), name="tasks_dispute_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}：{self.get_state_display()}"
