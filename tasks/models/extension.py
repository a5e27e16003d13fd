"""延期申请: asked before the due date, never overwriting the original one."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from tasks.models.assignment import Assignment


class ExtensionState(models.TextChoices):
    """How far a request has come."""

    UNIT_REVIEW = "unit_review", "单位审核"
    SUBMITTED = "submitted", "待初审"
    FORWARDED = "forwarded", "报领导"
    GRANTED = "granted", "批准"
    REFUSED = "refused", "驳回"
    WITHDRAWN = "withdrawn", "撤回"


OPEN_EXTENSION_STATES = (ExtensionState.UNIT_REVIEW, ExtensionState.SUBMITTED, ExtensionState.FORWARDED)


class Extension(models.Model):
    """A request of the first lead for a later due date of the task."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="extensions")
    reason = models.TextField("理由")
    progress = models.TextField("目前进展", blank=True)
    due_on_before = models.DateField("申请时的时限")
    due_on_asked = models.DateField("申请延至")
    due_on_granted = models.DateField("批准延至", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=ExtensionState.choices)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="决定人", null=True, blank=True, related_name="+")
    decision = models.TextField("决定意见", blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "延期申请"
        verbose_name_plural = "延期申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state__in=["unit_review", "submitted", "forwarded"]),
                name="tasks_extension_one_open",
            ),
            models.CheckConstraint(
                condition=Q(due_on_asked__gt=models.F("due_on_before")), name="tasks_extension_asks_for_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 延至{self.due_on_asked}"
