"""Files as handed in, policies, their versions and what was read in them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from departments.models import Department, Jurisdiction, Roster


class SourceFile(models.Model):
    """The bytes as handed in and the text every span points into."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="source_files")
    checksum = models.CharField("SHA-256", max_length=64)
    filename = models.CharField("文件名", max_length=255)
    format = models.CharField("格式", max_length=10)
    encoding = models.CharField("编码", max_length=30, blank=True)
    size = models.PositiveBigIntegerField("字节数")
    content = models.FileField("原文件", upload_to="sources/%Y/%m", blank=True)
    text = models.TextField("正文")
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="导入人", null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "来源文件"
        verbose_name_plural = "来源文件"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "checksum"], name="policies_source_file_same_bytes_once"),
        ]

    def __str__(self) -> str:
        return self.filename


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
    proposal = models.JSONField("解析结果", default=dict)
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

    class Meta:
        verbose_name = "指标"
        verbose_name_plural = "指标"
        ordering = ["measure", "position"]

    def __str__(self) -> str:
        return self.text


class Severity(models.TextChoices):
    """Whether a person must look."""

    DOUBT = "doubt", "须处理"
    INFO = "info", "供参考"


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


class ImportRun(models.Model):
    """One import with its progress: what a polled page shows and what survives leaving it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="import_runs")
    filename = models.CharField("文件名", max_length=255)
    upload = models.FileField("上传文件", upload_to="uploads/%Y/%m", blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        default="waiting",
        choices=[("waiting", "排队"), ("running", "读取中"), ("done", "完成"), ("failed", "失败")],
    )
    progress = models.PositiveIntegerField("已读条数", default=0)
    total = models.PositiveIntegerField("总条数", default=0)
    error_code = models.CharField("错误代码", max_length=60, blank=True)
    error = models.CharField("错误", max_length=300, blank=True)
    source_file = models.ForeignKey(
        SourceFile, models.PROTECT, verbose_name="来源文件", null=True, blank=True, related_name="import_runs"
    )
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="导入人", null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename
