"""What was read in a measure: units, dates and targets, each with its place in the text."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.models import User
from departments.models import Department, Roster
from policies.models.measure import Measure


class UnitRole(models.TextChoices):
    """What a unit does for a measure or a task."""

    LEAD = "lead", "牵头"
    CO = "co", "责任"
    SUPPORT = "support", "配合"
    JOINT = "joint", "并列"
    IMPLEMENTING = "implementing", "落实"


class UnitBasis(models.TextChoices):
    """On what ground a unit stands on a measure."""

    EXPLICIT = "explicit", "原文写明"
    NOTE = "note", "原文注明列首位"
    FIRST_LISTED = "first_listed", "列首位，推定"
    BLANKET = "blanket", "总括要求"
    INLINE = "inline", "正文提及"
    MANUAL = "manual", "人工指定"


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    """Units on measures by whether they still stand and whom they answer to."""

    def standing(self) -> Self:
        """Keep what nobody dropped."""
        return self.filter(is_dropped=False)

    def unresolved(self) -> Self:
        """Keep the names that answer to no unit and no roster: the queue of the register."""
        return self.standing().filter(department=None, roster=None)

    def with_names(self) -> Self:
        """Annotate `known_name`, the name of the unit or roster: thousands of rows without an object for each."""
        return self.annotate(known_name=Coalesce("department__name", "roster__name"))


class Responsibility(models.Model):
    """A unit on a measure: the name as printed, its place in the text, and the unit it answers to, if known."""

    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="举措", related_name="responsibilities")
    position = models.PositiveIntegerField("顺序")
    printed_name = models.CharField("原文名称", max_length=100)
    role = models.CharField("角色", max_length=14, choices=UnitRole.choices)
    basis = models.CharField("依据", max_length=14, choices=UnitBasis.choices)
    scope = models.CharField("范围", max_length=300, blank=True)
    rule = models.CharField("规则", max_length=60, blank=True)
    span_start = models.PositiveIntegerField("起", null=True, blank=True)
    span_end = models.PositiveIntegerField("止", null=True, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="responsibilities"
    )
    roster = models.ForeignKey(
        Roster, models.PROTECT, verbose_name="名册", null=True, blank=True, related_name="responsibilities"
    )
    is_dropped = models.BooleanField("已剔除", default=False)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="确认人", null=True, blank=True, related_name="+"
    )
    # what the reader proposed for this row; empty for a row that a person added
    proposed = models.JSONField("解析结果", default=dict, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "责任"
        verbose_name_plural = "责任"
        ordering = ["measure", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None) | Q(roster=None), name="policies_responsibility_unit_or_roster"
            ),
        ]
        indexes = [
            # the queue of unresolved names: departments that a printed name could answer to
            models.Index(
                fields=["printed_name"],
                condition=Q(department=None, roster=None, is_dropped=False),
                name="policies_unresolved_names",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}（{self.get_role_display()}）"

    @property
    def registered_name(self) -> str:
        """Return the name of the unit or roster it answers to, empty while nobody does."""
        if hasattr(self, "known_name"):
            return self.known_name or ""
        held = self.department or self.roster
        return held.name if held else ""


class Precision(models.TextChoices):
    """How exact a printed date is."""

    DAY = "day", "日"
    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    HALF = "half", "半年"
    YEAR = "year", "年"
    OPEN = "open", "长期"


class Recurrence(models.TextChoices):
    """How often a duty comes again."""

    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    HALF_YEARLY = "half_yearly", "每半年"
    YEARLY = "yearly", "每年"


class MeasureDeadline(models.Model):
    """A date to be met that a measure names, with the printed words."""

    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="举措", related_name="deadlines")
    position = models.PositiveIntegerField("顺序")
    text = models.CharField("原文", max_length=100)
    date = models.DateField("日期", null=True, blank=True)
    precision = models.CharField("精度", max_length=8, choices=Precision.choices)
    recurrence = models.CharField("周期", max_length=12, choices=Recurrence.choices, blank=True)
    rule = models.CharField("规则", max_length=60, blank=True)
    span_start = models.PositiveIntegerField("起", null=True, blank=True)
    span_end = models.PositiveIntegerField("止", null=True, blank=True)
    is_dropped = models.BooleanField("已剔除", default=False)
    proposed = models.JSONField("解析结果", default=dict, blank=True)

    class Meta:
        verbose_name = "时限"
        verbose_name_plural = "时限"
        ordering = ["measure", "position"]

    def __str__(self) -> str:
        return self.text


class Target(models.Model):
    """A quantity to reach, in base figures (8800亿元 is 880000000000 元)."""

    measure = models.ForeignKey(Measure, models.PROTECT, verbose_name="举措", related_name="targets")
    position = models.PositiveIntegerField("顺序")
    text = models.CharField("原文", max_length=200)
    value = models.DecimalField("目标值", max_digits=24, decimal_places=4)
    unit = models.CharField("单位", max_length=30, blank=True)
    comparator = models.CharField("关系", max_length=2)
    due = models.DateField("完成时限", null=True, blank=True)
    rule = models.CharField("规则", max_length=60, blank=True)
    span_start = models.PositiveIntegerField("起", null=True, blank=True)
    span_end = models.PositiveIntegerField("止", null=True, blank=True)
    is_dropped = models.BooleanField("已剔除", default=False)
    proposed = models.JSONField("解析结果", default=dict, blank=True)

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ["measure", "position"]

    def __str__(self) -> str:
        return self.text
