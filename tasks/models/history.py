"""One row per transition: the history that people read (the audit log is what auditors read)."""

from django.db import models

from accounts.models import User
from tasks.models.assignment import Assignment
from tasks.models.task import Task


class TaskEvent(models.Model):
    """What happened to a task, or to one unit's part of it."""

    task = models.ForeignKey(Task, models.PROTECT, verbose_name="事项", related_name="events")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name="单位任务", null=True, blank=True, related_name="events"
    )
    action = models.CharField("动作", max_length=60)
    from_state = models.CharField("原状态", max_length=22, blank=True)
    to_state = models.CharField("新状态", max_length=22, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, verbose_name="操作人", null=True, blank=True, related_name="+")
    by_name = models.CharField("操作人姓名", max_length=150)
    unit_name = models.CharField("操作人单位", max_length=200, blank=True)
    text = models.TextField("内容", blank=True)
    # drafts and the unit's own review: read by that unit only
    is_internal = models.BooleanField("单位内部", default=False)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["-at", "-id"]
        indexes = [
            # the history on a task's page, newest first
            models.Index(fields=["task", "-at"], name="tasks_event_history"),
            # what happened since yesterday: insights.counting.acts_since
            models.Index(fields=["at"], name="tasks_event_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.task.number} {self.action}"
