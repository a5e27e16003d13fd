"""Reminder rows: what is due to be said to whom, once."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from departments.models import Jurisdiction
from notifications.models import Message
from policies.models import Policy
from tasks.models import Assignment, Dispute, Extension, ProgressReport


class ReminderState(models.TextChoices):
    """What became of a reminder."""

    PLANNED = "planned", "待发"
    SENT = "sent", "已生成消息"
    SUPERSEDED = "superseded", "已取消"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """The reminder ledger."""

    def waiting(self, today: date) -> Self:
        """Keep what should have been said by today and was not."""
        return self.filter(state=ReminderState.PLANNED, occurrence_on__lte=today)


SUBJECTS = ("assignment", "policy", "report", "extension", "dispute")


def _one_subject() -> Q:
    """Exactly one subject is set."""
    condition = Q()
    for chosen in SUBJECTS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return condition


class Reminder(models.Model):
    """One step of one rule about one subject to one person; its key makes it exactly one row."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="reminders")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, verbose_name="单位任务", null=True, blank=True, related_name="reminders"
    )
    policy = models.ForeignKey(
        Policy, models.PROTECT, verbose_name="政策文件", null=True, blank=True, related_name="reminders"
    )
    report = models.ForeignKey(
        ProgressReport, models.PROTECT, verbose_name="报送", null=True, blank=True, related_name="reminders"
    )
    extension = models.ForeignKey(
        Extension, models.PROTECT, verbose_name="延期申请", null=True, blank=True, related_name="reminders"
    )
    dispute = models.ForeignKey(
        Dispute, models.PROTECT, verbose_name="职责异议", null=True, blank=True, related_name="reminders"
    )
    recipient = models.ForeignKey(User, models.PROTECT, verbose_name="收件人", related_name="reminders")
    step = models.CharField("规则步", max_length=40, help_text="如 due-7、overdue+4、receipt+0")
    occurrence_on = models.DateField("应提醒日期")
    due_version = models.PositiveIntegerField("时限版次", default=1)
    reason = models.CharField("理由", max_length=200)
    planned_at = models.DateTimeField("计划时间")
    state = models.CharField("状态", max_length=12, choices=ReminderState.choices, default=ReminderState.PLANNED)
    message = models.ForeignKey(
        Message, models.PROTECT, verbose_name="消息", null=True, blank=True, related_name="reminders"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=_one_subject(), name="reminders_reminder_has_one_subject"),
            *[
                models.UniqueConstraint(
                    fields=[subject, "step", "occurrence_on", "due_version", "recipient"],
                    condition=Q(**{f"{subject}__isnull": False}),
                    name=f"reminders_{subject}_once",
                )
                for subject in SUBJECTS
            ],
        ]
        indexes = [
            # the digest: what waits for one person
            models.Index(fields=["recipient", "occurrence_on"], condition=Q(state="planned"), name="reminders_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.occurrence_on} {self.recipient}"
