"""同报: matters of several documents that ask a unit the same thing, so that one report answers them all."""

from django.db import models

from accounts.models import User
from departments.models import Jurisdiction
from tasks.models.task import Task


class TaskLink(models.Model):
    """One group of matters that ask the same; a supervisor made it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="task_links")
    reason = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="建立人", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "同报组"
        verbose_name_plural = "同报组"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"同报组 {self.pk}"


class LinkedTask(models.Model):
    """A matter in a group, in one at a time."""

    link = models.ForeignKey(TaskLink, models.PROTECT, verbose_name="同报组", related_name="members")
    task = models.OneToOneField(Task, models.PROTECT, verbose_name="事项", related_name="linked")

    class Meta:
        verbose_name = "同报事项"
        verbose_name_plural = "同报事项"
        ordering = ["link", "task"]

    def __str__(self) -> str:
        return f"{self.link}：{self.task}"
