"""Sections and measures: the paragraphs that carry duties."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import User
from departments.models import Department
from policies.models.policy import PolicyVersion


class Section(models.Model):
    """A heading above measures."""

    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, verbose_name="版本", related_name="sections")
    position = models.PositiveIntegerField("顺序")
    number = models.CharField("序号", max_length=30, blank=True)
    title = models.CharField("标题", max_length=300)
    level = models.PositiveSmallIntegerField("层级", default=1)
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")

    class Meta:
        verbose_name = "章节"
        verbose_name_plural = "章节"
        ordering = ["policy_version", "position"]

    def __str__(self) -> str:
        return self.title


class SectionLead(models.Model):
    """A unit that coordinates a section (由A牵头); it does not replace a measure's own lead."""

    section = models.ForeignKey(Section, models.PROTECT, verbose_name="章节", related_name="leads")
    printed_name = models.CharField("原文名称", max_length=100)
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "章节牵头单位"
        verbose_name_plural = "章节牵头单位"

    def __str__(self) -> str:
        return self.printed_name


class MeasureState(models.TextChoices):
    """Whether a person has looked."""

    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "不作举措"


class LeadBasis(models.TextChoices):
    """On what ground the lead is the lead."""

    EXPLICIT = "explicit", "原文写明"
    FIRST_LISTED_NOTE = "first_listed_note", "列首位，原文注明"
    FIRST_LISTED_INFERRED = "first_listed_inferred", "列首位，推定"
    MANUAL = "manual", "人工指定"
    NONE = "none", "未写明"


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures by what a person has done with them."""

    def current(self) -> Self:
        """Keep the measures of current versions."""
        return self.filter(policy_version__is_current=True)

    def unconfirmed(self) -> Self:
        """Keep what waits for a person."""
        return self.filter(state=MeasureState.PROPOSED)

    def confirmed(self) -> Self:
        """Keep what a person confirmed."""
        return self.filter(state=MeasureState.CONFIRMED)

    def kept(self) -> Self:
        """Keep everything but what a person said is no measure."""
        return self.exclude(state=MeasureState.REJECTED)

    def with_doubts(self) -> Self:
        """Annotate `has_doubt`: an open doubt stands on it, or a unit that answers to nothing in the register."""
        from policies.models.checking import Finding
        from policies.models.values import Responsibility

        doubts = Finding.objects.open_doubts().filter(measure=OuterRef("pk"))
        strangers = Responsibility.objects.unresolved().filter(measure=OuterRef("pk"))
        return self.annotate(has_doubt=Exists(doubts) | Exists(strangers))

    def undoubted(self) -> Self:
        """Keep what can be confirmed without a further look."""
        return self.with_doubts().filter(has_doubt=False)


class Measure(models.Model):
    """The lowest numbered paragraph that carries duties; `proposal` keeps what the parser read."""

    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, verbose_name="版本", related_name="measures")
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="章节", null=True, blank=True, related_name="measures"
    )
    position = models.PositiveIntegerField("顺序")
    number = models.CharField("序号", max_length=30, blank=True)
    title = models.CharField("标题", max_length=300)
    text = models.TextField("原文")
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")
    lead_basis = models.CharField("牵头依据", max_length=24, choices=LeadBasis.choices, default=LeadBasis.NONE)
    state = models.CharField("状态", max_length=10, choices=MeasureState.choices, default=MeasureState.PROPOSED)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="确认人", null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    # the reading as proposed, in the shape of `parse_policy`; corrections never touch it
    proposal = models.JSONField("解析结果", default=dict)
    # the same paragraph in the version before: tasks registered from it stay attached to that row
    previous = models.ForeignKey(
        "self", models.PROTECT, verbose_name="前一版举措", null=True, blank=True, related_name="successors"
    )
    # why it is not a measure of its own: rejected for a reason, or merged into another
    state_note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "举措"
        verbose_name_plural = "举措"
        ordering = ["policy_version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["policy_version", "position"], name="policies_measure_position_once"),
            models.CheckConstraint(condition=Q(span_end__gte=F("span_start")), name="policies_measure_span_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def label(self) -> str:
        """Return how people call it: 第10条 where it is numbered plainly, else its printed number or its title."""
        if self.number.isdigit():
            return f"第{self.number}条"
        return self.number or f"“{self.title[:12]}”"
