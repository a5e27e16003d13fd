"""People, the roles they hold in units, service accounts and their tokens."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from audit.context import Actor
from core import clock
from core.access import Access
from departments.models import Department, Jurisdiction


class User(AbstractUser):
    """A person or a service account; what it may do follows from its memberships only."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("电话", max_length=30, blank=True)
    is_service = models.BooleanField("系统对接账号", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    password_set_at = models.DateTimeField("密码修改时间", null=True, blank=True)

    REQUIRED_FIELDS = ["name", "email"]

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the name a person reads."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the name a person reads."""
        return str(self)

    @property
    def password_is_old(self) -> bool:
        """Whether the security profile asks for a new password; one never changed counts from the account's start."""
        days: int = settings.DUBAN_PASSWORD_DAYS
        since = self.password_set_at or self.date_joined
        return bool(days) and clock.real_now() - since > timedelta(days=days)

    @property
    def access(self) -> Access:
        """What the person may reach today; apps below this one read it through `core.access`."""
        from accounts.access import standing_of

        return standing_of(self).access

    @property
    def actor(self) -> Actor:
        """The person as the audit log freezes it."""
        from accounts.access import standing_of

        return standing_of(self).actor


class Role(models.TextChoices):
    """What a person does; administrator, auditor and the business roles exclude each other."""

    CLERK = "clerk", "承办人"
    UNIT_HEAD = "unit_head", "单位负责人"
    SUPERVISOR = "supervisor", "督查员"
    LEADER = "leader", "督查室主任、分管领导"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


UNIT_ROLES = (Role.CLERK, Role.UNIT_HEAD)
BUSINESS_ROLES = (Role.CLERK, Role.UNIT_HEAD, Role.SUPERVISOR, Role.LEADER)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who holds which role where."""

    def active(self, on: date) -> Self:
        """Keep what is in force on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))

    def during(self, first: date | None, last: date | None) -> Self:
        """Keep what is in force on some day from `first` up to, not including, `last`; None is without end."""
        begins = Q() if last is None else Q(valid_from=None) | Q(valid_from__lt=last)
        ends = Q() if first is None else Q(valid_to=None) | Q(valid_to__gt=first)
        return self.filter(begins, ends)

    def lasting(self, on: date) -> Self:
        """Keep what is in force on a day or begins later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on))


class Membership(models.Model):
    """A role of a person in a government, in one unit for clerks and unit heads."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="memberships")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="memberships")
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="memberships"
    )
    role = models.CharField("角色", max_length=14, choices=Role.choices)
    valid_from = models.DateField("任职日期", null=True, blank=True)
    valid_to = models.DateField("离任日期", null=True, blank=True)
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, verbose_name="代理", null=True, blank=True, related_name="deputies"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=["clerk", "unit_head"]) | Q(department__isnull=False),
                name="accounts_membership_unit_roles_have_a_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "jurisdiction", "department", "role"],
                condition=Q(valid_to=None),
                name="accounts_membership_once",
            ),
            models.UniqueConstraint(
                fields=["user", "jurisdiction", "role"],
                condition=Q(valid_to=None, department=None),
                name="accounts_membership_once_without_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class ServiceAccount(models.Model):
    """A system around Duban: what it is for and who answers for it; it signs in as its user, by token."""

    user = models.OneToOneField(User, models.PROTECT, verbose_name="账号", related_name="service_account")
    purpose = models.CharField("用途", max_length=200)
    contact = models.CharField("联系人", max_length=100, blank=True)

    class Meta:
        verbose_name = "系统对接账号"
        verbose_name_plural = "系统对接账号"

    def __str__(self) -> str:
        return str(self.user)


class Token(models.Model):
    """A hashed token with scopes; the secret is shown once and never stored."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="tokens")
    name = models.CharField("名称", max_length=60)
    prefix = models.CharField("前缀", max_length=12, unique=True)
    digest = models.CharField("摘要", max_length=64)
    scopes = models.JSONField("范围", default=list)
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        verbose_name = "令牌"
        verbose_name_plural = "令牌"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"


class SavedView(models.Model):
    """A list with its conditions under a name, one person's own."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="saved_views")
    # the name of the page's route, such as tasks:list
    place = models.CharField("页面", max_length=60)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000, blank=True)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "常用视图"
        verbose_name_plural = "常用视图"
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "name"], name="accounts_saved_view_once_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
