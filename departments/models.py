"""Governments and their units: dated names, collective units, successions, rules and days off as data."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from core.access import access_of


class Jurisdiction(models.Model):
    """One government (泰州市); departments, policies, tasks and rules belong to exactly one."""

    name = models.CharField("名称", max_length=60, unique=True)
    number_prefix = models.CharField("编号字头", max_length=10, help_text="事项编号的字头，如“云督”")
    is_example = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "管辖"
        verbose_name_plural = "管辖"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class DepartmentKind(models.TextChoices):
    """What kind of body a unit is."""

    GOVERNMENT = "government", "政府部门"
    PARTY = "party", "党委机构"
    VERTICAL = "vertical", "垂直管理单位"
    COUNTY = "county", "县（市、区）、功能区"
    COMPANY = "company", "企业"
    MASS = "mass", "群团组织"
    OTHER = "other", "其他"


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Units as the register knows them."""

    def visible_to(self, user: object) -> Self:
        """Keep the units of the governments in which a person holds any role."""
        return self.filter(jurisdiction__in=access_of(user).any)

    def of(self, jurisdiction: Jurisdiction) -> Self:
        """Keep the units of one government."""
        return self.filter(jurisdiction=jurisdiction)

    def active(self, on: date) -> Self:
        """Keep the units that exist on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))


class Department(models.Model):
    """A unit that can be made responsible; `name` is its current official name."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="departments")
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=12, choices=DepartmentKind.choices, default=DepartmentKind.GOVERNMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级单位", null=True, blank=True, related_name="children"
    )
    duties = models.TextField("职责", blank=True)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_to = models.DateField("撤销日期", null=True, blank=True, help_text="自该日起不再存在")
    position = models.PositiveIntegerField("排序", default=0)
    version = models.PositiveIntegerField("版本", default=1)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], condition=Q(valid_to=None), name="departments_department_name_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="departments_department_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_active(self, on: date) -> bool:
        """Say whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


class NameKind(models.TextChoices):
    """How a unit comes by a name."""

    OFFICIAL = "official", "全称"
    SHORT = "short", "简称"
    ALIAS = "alias", "别称"
    FORMER = "former", "曾用名"
    PLAQUE = "plaque", "挂牌"


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from a day to a day."""

    def on(self, day: date) -> Self:
        """Keep what holds on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

    def during(self, first: date | None, last: date | None) -> Self:
        """Keep what holds on some day from `first` up to, not including, `last`; None is without end."""
        begins = Q() if last is None else Q(valid_from=None) | Q(valid_from__lt=last)
        ends = Q() if first is None else Q(valid_to=None) | Q(valid_to__gt=first)
        return self.filter(begins, ends)


class DepartmentName(models.Model):
    """A dated name or alias; on one day a name answers to one unit of a government only (kept by the service)."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="names")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="names")
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=10, choices=NameKind.choices, default=NameKind.ALIAS)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "单位名称"
        verbose_name_plural = "单位名称"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], condition=Q(valid_to=None), name="departments_name_answers_one_unit"
            ),
        ]
        indexes = [
            # departments.selectors.resolve: printed name to unit
            models.Index(fields=["jurisdiction", "name"], name="departments_name_lookup"),
        ]

    def __str__(self) -> str:
        return self.name


class IgnoredName(models.Model):
    """A printed name somebody decided to be no unit (各有关方面): it waits in no queue any more."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="ignored_names")
    name = models.CharField("名称", max_length=100)
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "不作单位的名称"
        verbose_name_plural = "不作单位的名称"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="departments_ignored_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Roster(models.Model):
    """A collective unit (各市(区)人民政府): its members are data of the government."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="rosters")
    name = models.CharField("名称", max_length=100)
    aliases = models.JSONField("别称", default=list, blank=True)

    class Meta:
        verbose_name = "单位名册"
        verbose_name_plural = "单位名册"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="departments_roster_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RosterMember(models.Model):
    """A unit on a roster, from a day to a day."""

    roster = models.ForeignKey(Roster, models.CASCADE, verbose_name="名册", related_name="members")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="单位", related_name="roster_memberships")
    valid_from = models.DateField("列入日期", null=True, blank=True)
    valid_to = models.DateField("移出日期", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "名册成员"
        verbose_name_plural = "名册成员"
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "department"], condition=Q(valid_to=None), name="departments_roster_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roster}：{self.department}"


class SuccessionKind(models.TextChoices):
    """How a duty passes from one unit to another."""

    RENAME = "rename", "更名"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    DISSOLVE = "dissolve", "撤销"
    PLAQUE = "plaque", "挂牌"


class Succession(models.Model):
    """From a day on the successor holds the predecessor's duties, all or the part that `scope` names."""

    predecessor = models.ForeignKey(Department, models.PROTECT, verbose_name="原单位", related_name="successions")
    successor = models.ForeignKey(Department, models.PROTECT, verbose_name="承接单位", related_name="inheritances")
    kind = models.CharField("方式", max_length=10, choices=SuccessionKind.choices)
    on = models.DateField("生效日期")
    scope = models.CharField("承接范围", max_length=200, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "职责承接"
        verbose_name_plural = "职责承接"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="departments_succession_not_to_itself"
            ),
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="departments_succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Rule(models.Model):
    """A rule of a government from a day on: thresholds, cadences, offsets, ladders.

    Which keys exist, and the shape of their value, say the apps that read them (`departments.rules`).
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="rules")
    key = models.CharField("规则", max_length=60)
    value = models.JSONField("内容")
    valid_from = models.DateField("启用日期")
    source = models.CharField("依据", max_length=200, blank=True)
    is_example = models.BooleanField("示例", default=False)

    class Meta:
        verbose_name = "规则"
        verbose_name_plural = "规则"
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "key", "valid_from"], name="departments_rule_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.key}（{self.valid_from}起）"


class DayOverride(models.Model):
    """A day that is worked or off by notice; without a jurisdiction it holds for all."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, verbose_name="管辖", null=True, blank=True, related_name="day_overrides"
    )
    day = models.DateField("日期")
    is_working = models.BooleanField("是否上班")
    name = models.CharField("名称", max_length=60, blank=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "工作日调整"
        verbose_name_plural = "工作日调整"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "day"], name="departments_day_once"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(jurisdiction=None), name="departments_day_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {'班' if self.is_working else '休'}"
