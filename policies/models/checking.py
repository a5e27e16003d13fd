"""What waits for a person, and what persons did at the checking desk."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from accounts.models import User
from policies.models.measure import Measure
from policies.models.policy import PolicyVersion


class Severity(models.TextChoices):
    """Whether a person must look."""

    DOUBT = "doubt", "须处理"
    INFO = "info", "供参考"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings by whether a person still has to look."""

    def open(self) -> Self:
        """Keep what nobody has dealt with."""
        return self.filter(resolved_at=None)

    def open_doubts(self) -> Self:
        """Keep what a person must look at and has not."""
        return self.open().filter(severity=Severity.DOUBT)


class Finding(models.Model):
    """What the reader is unsure of, on a measure or on the whole document."""

    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, verbose_name="版本", related_name="findings")
    measure = models.ForeignKey(
        Measure, models.PROTECT, verbose_name="举措", null=True, blank=True, related_name="findings"
    )
    code = models.CharField("代码", max_length=60)
    severity = models.CharField("程度", max_length=6, choices=Severity.choices)
    message = models.CharField("说明", max_length=500)
    span_start = models.PositiveIntegerField("起", null=True, blank=True)
    span_end = models.PositiveIntegerField("止", null=True, blank=True)
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="处理人", null=True, blank=True, related_name="+"
    )
    resolution = models.CharField("处理结果", max_length=200, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "疑点"
        verbose_name_plural = "疑点"
        ordering = ["id"]
        indexes = [
            # the desk: what is still to be worked off
            models.Index(fields=["policy_version"], condition=Q(resolved_at=None), name="policies_open_findings"),
        ]

    def __str__(self) -> str:
        return self.message


class CheckingStepQuerySet(models.QuerySet["CheckingStep"]):
    """Steps that can still be taken back."""

    def standing(self) -> Self:
        """Keep what was not undone."""
        return self.filter(undone_at=None)


class CheckingStep(models.Model):
    """One act at the checking desk with the rows as they stood before it, so that it can be undone.

    `before` holds under `rows` the serialised rows (model, pk, fields) of everything touched, under `created` the ids
    of measures made by the step, under `values` whether more than the measures' own columns was touched, and under
    `policy` columns of the policy. `after_versions` holds the version each measure had when the step was done: as soon
    as one of them moved on, the step can no longer be undone.
    """

    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, verbose_name="版本", related_name="steps")
    action = models.CharField("动作", max_length=40)
    label = models.CharField("说明", max_length=200)
    before = models.JSONField("之前", default=dict, encoder=DjangoJSONEncoder)
    after_versions = models.JSONField("之后版本", default=dict)
    done_by = models.ForeignKey(User, models.PROTECT, verbose_name="操作人", null=True, blank=True, related_name="+")
    done_at = models.DateTimeField("时间")
    undone_by = models.ForeignKey(User, models.PROTECT, verbose_name="撤销人", null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = CheckingStepQuerySet.as_manager()

    class Meta:
        verbose_name = "校核步骤"
        verbose_name_plural = "校核步骤"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.label
