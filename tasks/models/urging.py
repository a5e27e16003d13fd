"""催办: numbered, dated orders with a term and a reply."""

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
    term_on = models.DateField("回复时限", null=True, blank=True)
    reply = models.TextField("回复", blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, verbose_name="回复人", null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField("版本", default=1)

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
