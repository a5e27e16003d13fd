"""Reminder rows: what is due to be said to whom, once."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When

from accounts.models import Membership, User
from departments.models import Jurisdiction
from notifications.models import Message
from policies.models import Policy, PolicyState
from tasks.models import (
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Extension,
    ProgressReport,
    TaskState,
)
from tasks.models.report import UNSENT_REPORT_STATES

# a unit that has said "done" waits for the office: its clerk is not reminded of the due date any more
REMINDED_ASSIGNMENT_STATES = (
    AssignmentState.PENDING_RECEIPT,
    AssignmentState.RECEIVED,
    AssignmentState.DISPUTED,
    AssignmentState.WORKING,
)
REMINDED_TASK_STATES = (TaskState.ISSUED, TaskState.IN_PROGRESS, TaskState.RETURNED, TaskState.REOPENED)
WATCHED_POLICY_STATES = (PolicyState.PUBLISHED, PolicyState.EXTENDED)


class ReminderState(models.TextChoices):
    """What became of a reminder."""

    PLANNED = "planned", "待发"
    SENT = "sent", "已生成消息"
    SUPERSEDED = "superseded", "已取消"
    FAILED = "failed", "失败"


def _true_of_assignments() -> Q:
    """What must hold of a unit's part while its reminder waits, by the family of the step."""
    open_part = Q(assignment__state__in=REMINDED_ASSIGNMENT_STATES, assignment__task__state__in=REMINDED_TASK_STATES)
    same_date = Q(assignment__task__due_on=F("anchor_on"), assignment__task__due_version=F("due_version"))
    unsigned = Q(assignment__state=AssignmentState.PENDING_RECEIPT, assignment__receipt_due_on=F("anchor_on"))
    return open_part & (
        (Q(step__startswith="due-") | Q(step__startswith="overdue+")) & same_date
        | Q(step__startswith="receipt") & unsigned
    )


def _true_of_reports() -> Q:
    """What must hold of a report that is asked for."""
    return Q(
        report__state__in=UNSENT_REPORT_STATES,
        report__due_on=F("anchor_on"),
        report__assignment__state__in=REMINDED_ASSIGNMENT_STATES,
        report__assignment__task__state__in=REMINDED_TASK_STATES,
    )


def _still_true() -> Q:
    """What must hold of the subject while a reminder waits."""
    return (
        _true_of_assignments()
        | _true_of_reports()
        | Q(policy__state__in=WATCHED_POLICY_STATES, policy__expires_on=F("anchor_on"))
        # the step is named after the state in which the request waits
        | Q(extension__isnull=False, step__startswith=F("extension__state"))
        | Q(dispute__state=DisputeState.OPEN)
    )


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """The reminder ledger."""

    def waiting(self, today: date) -> Self:
        """Keep what should have been said by today and was not."""
        return self.filter(state=ReminderState.PLANNED, occurrence_on__lte=today)

    def stale(self) -> Self:
        """Keep what is not true any more: done, closed, another date."""
        # a plain CASE over the joins: a negated filter would be asked row by row
        truth = Case(When(_still_true(), then=Value(True)), default=Value(False), output_field=models.BooleanField())
        return self.annotate(is_true=truth).filter(is_true=False)

    def to_people_gone(self, jurisdiction: Jurisdiction, today: date) -> Self:
        """Keep what is addressed to people who hold no role in a government any more, or are locked."""
        serving = Membership.objects.active(today).filter(jurisdiction=jurisdiction, user__is_active=True)
        return self.filter(jurisdiction=jurisdiction).exclude(recipient__in=serving.values("user"))


SUBJECTS = ("assignment", "policy", "report", "extension", "dispute")


def _one_subject() -> Q:
    """Exactly one subject is set."""
    condition = Q()
    for chosen in SUBJECTS:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return condition


class PlannerMark(models.Model):
    """The day whose catch-up is done: later runs of that day look for that day alone."""

    jurisdiction = models.OneToOneField(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="+")
    caught_up_on = models.DateField("已补齐至")

    class Meta:
        verbose_name = "计划进度"
        verbose_name_plural = "计划进度"

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.caught_up_on}"


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
    anchor_on = models.DateField("基准日期", help_text="规则步由此日期推算")
    due_version = models.PositiveIntegerField("时限版次", default=1)
    reason = models.CharField("理由", max_length=200)
    planned_at = models.DateTimeField("计划时间")
    state = models.CharField("状态", max_length=12, choices=ReminderState.choices, default=ReminderState.PLANNED)
    last_error = models.TextField("最近错误", blank=True, default="")
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

    @property
    def subject_key(self) -> tuple[str, int]:
        """Return the kind of the subject and its id."""
        return next((name, pk) for name in SUBJECTS if (pk := getattr(self, f"{name}_id")) is not None)

    @property
    def matter(self) -> str:
        """Return what the reminder is about, as a person reads it."""
        if self.policy is not None:
            return f"《{self.policy}》"
        if self.assignment is not None:
            return str(self.assignment.task)
        subject = self.report or self.extension or self.dispute
        return str(subject.assignment.task) if subject is not None else ""
