"""机构改革移交: what a unit that is reformed hands over, kept as it was carried out, for the hand-over list."""

from django.db import models

from accounts.models import User
from departments.models import Department, Jurisdiction
from tasks.models.assignment import Assignment
from tasks.models.task import Task


class Transfer(models.Model):
    """One carrying out of a transfer plan (移交单)."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="transfers")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="原单位", related_name="transfers")
    # what the register said when it was carried out
    unit_name = models.CharField("移交单位", max_length=100)
    reason = models.CharField("依据", max_length=300)
    effective_on = models.DateField("改革生效日期")
    done_on = models.DateField("移交日期")
    done_at = models.DateTimeField("移交时间")
    done_by = models.ForeignKey(User, models.PROTECT, verbose_name="经办人", null=True, blank=True, related_name="+")
    # [{"name", "role", "to", "was_there"}]: people whose post went along
    people = models.JSONField("人员", default=list, blank=True)
    # [{"number", "title", "role", "to"}]: what was not issued yet and simply bears the new unit
    drafts = models.JSONField("未交办事项", default=list, blank=True)

    class Meta:
        verbose_name = "机构改革移交"
        verbose_name_plural = "机构改革移交"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.done_on}"


class TransferLine(models.Model):
    """One unit's part of an issued task that went over."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, verbose_name="移交", related_name="lines")
    task = models.ForeignKey(Task, models.PROTECT, verbose_name="事项", related_name="+")
    part = models.ForeignKey(Assignment, models.PROTECT, verbose_name="原单位任务", related_name="+")
    heir = models.ForeignKey(Assignment, models.PROTECT, verbose_name="承接任务", related_name="+")
    heir_name = models.CharField("承接单位", max_length=100)
    was_joined = models.BooleanField("与原有任务合并", default=False)
    role = models.CharField("移交后角色", max_length=14)
    scope = models.CharField("移交后范围", max_length=300, blank=True)
    reports_moved = models.PositiveIntegerField("随同移交的报送", default=0)
    reports_kept = models.PositiveIntegerField("留在原任务的报送", default=0)
    reminders = models.PositiveIntegerField("改发承接单位的提醒", default=0)

    class Meta:
        verbose_name = "移交事项"
        verbose_name_plural = "移交事项"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["part"], name="tasks_transfer_line_once_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.task} → {self.heir_name}"
