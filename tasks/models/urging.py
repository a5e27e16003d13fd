"""催办: numbered, dated orders with a term and a reply."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from tasks.models.assignment import Assignment


class UrgingLevel(models.TextChoices):
    """The ladder; the last two are proposed by the system and decided by a person."""

    REMINDER = "reminder", "提醒"
    BLUE = "blue", "蓝色督办"
    YELLOW = "yellow", "黄色督办"
    RED = "red", "红色督办"
    TALK = "talk", "约谈"
    CIRCULAR = "circular", "通报"


PROPOSED_LEVELS = (UrgingLevel.TALK, UrgingLevel.CIRCULAR)


class UrgingState(models.TextChoices):
    """How far an urging has come; follows from its moments, never stored."""

    PROPOSED = "proposed", "待领导决定"
    ISSUED = "issued", "待回复"
    REPLIED = "replied", "已回复"
    DECLINED = "declined", "不予催办"


class UrgingQuerySet(models.QuerySet["Urging"]):
    """Urgings by how far they have come."""

    def issued(self) -> Self:
        """Keep what went out."""
        return self.filter(is_proposal=False, issued_at__isnull=False)

    def unanswered(self) -> Self:
        """Keep what went out and waits for the unit's reply."""
        return self.issued().filter(replied_at=None)

    def proposed(self) -> Self:
        """Keep what waits for a leader."""
        return self.filter(is_proposal=True, declined_at=None)


class Urging(models.Model):
    """One urging of one unit about one task."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, verbose_name="单位任务", related_name="urgings")
    number = models.PositiveIntegerField("序号", help_text="对同一单位同一事项的第几次催办")
    level = models.CharField("级别", max_length=10, choices=UrgingLevel.choices)
    is_proposal = models.BooleanField("待领导决定", default=False)
    text = models.TextField("内容")
    issued_at = models.DateTimeField("发出时间", null=True, blank=True)
    issued_on = models.DateField("发出日期", null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, verbose_name="发出人", null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField("提请时间", null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="提请人", null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField("不予催办时间", null=True, blank=True)
    declined_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="决定人", null=True, blank=True, related_name="+"
    )
    decision = models.TextField("决定意见", blank=True)
    term_on = models.DateField("回复时限", null=True, blank=True)
    reply = models.TextField("回复", blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, verbose_name="回复人", null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField("版本", default=1)

    objects = UrgingQuerySet.as_manager()

    class Meta:
        verbose_name = "催办"
        verbose_name_plural = "催办"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="tasks_urging_number_once"),
        ]
        indexes = [
            # what waits for a unit's reply
            models.Index(
                fields=["assignment"], condition=Q(replied_at=None, is_proposal=False), name="tasks_urging_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 第{self.number}号{self.get_level_display()}"

    @property
    def state(self) -> str:
        """Return how far the urging has come."""
        if self.declined_at is not None:
            return UrgingState.DECLINED.value
        if self.is_proposal:
            return UrgingState.PROPOSED.value
        return (UrgingState.REPLIED if self.replied_at is not None else UrgingState.ISSUED).value

    @property
    def state_word(self) -> str:
        """Return the state as a person reads it."""
        return UrgingState(self.state).label
