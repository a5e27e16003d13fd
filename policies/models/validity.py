"""What was decided about how long a policy holds."""

from django.db import models

from accounts.models import User
from policies.models.policy import Policy


class ValidityStep(models.TextChoices):
    """A step before a policy ends, and the decisions that end or prolong it."""

    EVALUATED = "evaluate", "已评估"
    REPORTED = "report", "已报告"
    SUBMITTED = "submit", "已送审"
    DATED = "dated", "补定有效期"
    EXTENDED = "extended", "延续"
    REPEALED = "repealed", "废止"
    SUPERSEDED = "superseded", "被替代"
    LAPSED = "lapsed", "到期失效，不再延续"


class ValidityDecision(models.Model):
    """One step or decision, with its ground; what it means for tasks is chosen by a person in the tasks."""

    policy = models.ForeignKey(Policy, models.PROTECT, verbose_name="政策文件", related_name="validity_decisions")
    step = models.CharField("事项", max_length=12, choices=ValidityStep.choices)
    expires_before = models.DateField("原有效期至", null=True, blank=True)
    expires_after = models.DateField("现有效期至", null=True, blank=True)
    successor = models.ForeignKey(
        Policy, models.PROTECT, verbose_name="替代文件", null=True, blank=True, related_name="+"
    )
    source = models.CharField("依据", max_length=300)
    decided_on = models.DateField("日期")
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name="操作人", null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "有效期决定"
        verbose_name_plural = "有效期决定"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.policy}：{self.get_step_display()}"
