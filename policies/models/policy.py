"""Policies and the versions in which they were read."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from accounts.models import User
from core import clock
from departments.models import Jurisdiction
from policies.models.source import SourceFile


class PolicyState(models.TextChoices):
    """Where a policy stands; 已到期 expired follows from the date and is never stored."""

    IN_REVIEW = "in_review", "待校核"
    PUBLISHED = "published", "已发布"
    EXTENDED = "extended", "已延续"
    REPEALED = "repealed", "已废止"
    SUPERSEDED = "superseded", "被替代"


class PolicyKind(models.TextChoices):
    """What a document is; only policies and plans carry duties by themselves."""

    POLICY = "policy", "政策文件"
    WORK_REPORT = "work_report", "工作报告"
    NEWS = "news", "新闻报道"
    OTHER = "other", "其他"


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Policies by where they stand; `visible_to` is in `policies.permissions`."""

    def in_force(self, on: date) -> Self:
        """Keep what is published and not known to have ended on a day."""
        return self.filter(state__in=[PolicyState.PUBLISHED, PolicyState.EXTENDED]).filter(
            Q(expires_on=None) | Q(expires_on__gte=on)
        )

    def expired(self, on: date) -> Self:
        """Keep what is published and whose last day has passed."""
        return self.filter(state__in=[PolicyState.PUBLISHED, PolicyState.EXTENDED], expires_on__lt=on)

    def without_end(self) -> Self:
        """Keep what is published and whose last day nobody knows: the queue of unknown validity."""
        return self.filter(state__in=[PolicyState.PUBLISHED, PolicyState.EXTENDED], expires_on=None)

    def with_counts(self) -> Self:
        """Annotate `measure_count` and `confirmed_count` of the current version."""
        current = Q(versions__is_current=True)
        rejected = Q(versions__measures__state="rejected")
        confirmed = Q(versions__measures__state="confirmed")
        return self.annotate(
            measure_count=Count("versions__measures", filter=current & ~rejected),
            confirmed_count=Count("versions__measures", filter=current & confirmed),
        )


class Policy(models.Model):
    """One document of a government; its reading stands in its current version."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="policies")
    title = models.CharField("标题", max_length=300)
    kind = models.CharField("类型", max_length=12, choices=PolicyKind.choices, default=PolicyKind.POLICY)
    doc_number = models.CharField("文号", max_length=100, blank=True)
    index_number = models.CharField("索引号", max_length=100, blank=True)
    issuer = models.CharField("发文机关", max_length=200, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    validity_text = models.CharField("有效期原文", max_length=300, blank=True)
    validity_basis = models.CharField("有效期依据", max_length=60, blank=True)
    validity_suggested = models.DateField("建议有效期至", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=PolicyState.choices, default=PolicyState.IN_REVIEW)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name="被何文件替代", null=True, blank=True, related_name="supersedes"
    )
    # the decision "first listed is lead" is taken once for the document; None: not asked yet
    first_listed_leads = models.BooleanField("列首位为牵头", null=True, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    created_at = models.DateTimeField("建档时间")
    version = models.PositiveIntegerField("版本", default=1)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "政策文件"
        verbose_name_plural = "政策文件"
        ordering = ["-id"]
        indexes = [
            # the validity watch: policies by expiry within a government
            models.Index(fields=["jurisdiction", "expires_on"], name="policies_policy_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_word(self) -> str:
        """Return the state a person reads today; 已到期 follows from the date."""
        return "已到期" if self.is_expired(clock.today()) else self.get_state_display()

    def is_expired(self, on: date) -> bool:
        """Say whether the last day of a published policy has passed."""
        published = self.state in (PolicyState.PUBLISHED, PolicyState.EXTENDED)
        return published and self.expires_on is not None and self.expires_on < on


class PolicyVersion(models.Model):
    """One reading of one span of a source file; the newest is current, older ones stay."""

    policy = models.ForeignKey(Policy, models.PROTECT, verbose_name="政策文件", related_name="versions")
    number = models.PositiveIntegerField("版次")
    source_file = models.ForeignKey(SourceFile, models.PROTECT, verbose_name="来源文件", related_name="versions")
    span_start = models.PositiveIntegerField("起")
    span_end = models.PositiveIntegerField("止")
    parser_version = models.CharField("解析版本", max_length=30)
    is_current = models.BooleanField("现行", default=True)
    # title, number and dates as read; what a person corrected stands on the policy
    proposal = models.JSONField("解析结果", default=dict, blank=True)
    # the desk is open until then; units read the newest version that bears it
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    created_at = models.DateTimeField("时间")
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="导入人", null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "文件版本"
        verbose_name_plural = "文件版本"
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policies_version_number_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(is_current=True), name="policies_one_current_version"
            ),
            models.CheckConstraint(condition=Q(span_end__gte=F("span_start")), name="policies_version_span_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} 第{self.number}版"
