"""Who outside is told what, what was told, and which days were noted."""

from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from departments.models import Department, Jurisdiction


class Subscription(models.Model):
    """A system outside that is told of events: in whose name, which ones, where to. Its rights are its account's."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="subscriptions")
    account = models.ForeignKey(User, models.PROTECT, verbose_name="系统对接账号", related_name="subscriptions")
    name = models.CharField("名称", max_length=60)
    url = models.CharField("地址", max_length=300)
    # in clear, for it signs: kept out of pages, answers and the log
    secret = models.CharField("签名密钥", max_length=200)
    # codes of events, or their first parts ("task."); empty: everything the account may see
    types = models.JSONField("事件", default=list, blank=True)
    is_active = models.BooleanField("启用", default=True)
    # the last entry of the government's log that was looked at
    position = models.BigIntegerField("已推送至", default=0)
    version = models.PositiveIntegerField("版本", default=1)
    # one sender at a time, so that the order is kept; its number fences off one that was thought dead
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    lease_number = models.PositiveIntegerField("租约号", default=0)
    hold_until = models.DateTimeField("暂停至", null=True, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "推送订阅"
        verbose_name_plural = "推送订阅"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="outward_subscription_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Return the host of the address as the list of allowed hosts writes it."""
        return urlsplit(self.url).hostname or ""

    @property
    def shown_url(self) -> str:
        """Return the address as people may see it: a query may hold a key."""
        return self.url.partition("?")[0] + ("?…" if "?" in self.url else "")

    def wants(self, kind: str) -> bool:
        """Say whether a code of event is asked for."""
        return not self.types or any(kind == one or (one.endswith(".") and kind.startswith(one)) for one in self.types)


class PushState(models.TextChoices):
    """How far a push has come."""

    PLANNED = "planned", "待推送"
    SENT = "sent", "已推送"
    FAILED = "failed", "失败"


class PushQuerySet(models.QuerySet["Push"]):
    """What is to be told."""

    def next_of(self, subscription: Subscription, now: datetime) -> Self:
        """Keep what may leave now: due, and the first that waits of its matter."""
        waiting = Push.objects.filter(subscription=subscription, state=PushState.PLANNED)
        earlier = waiting.filter(subject=models.OuterRef("subject"), id__lt=models.OuterRef("id"))
        rows = self.filter(subscription=subscription, state=PushState.PLANNED, retry_after__lte=now)
        return rows.filter(~models.Exists(earlier)).order_by("id")


class Push(models.Model):
    """One event for one subscription; the rows are the log of what was told."""

    subscription = models.ForeignKey(Subscription, models.PROTECT, verbose_name="订阅", related_name="pushes")
    # number of the event; a test has one of its own
    event = models.CharField("事件编号", max_length=60)
    type = models.CharField("事件", max_length=80)
    subject = models.CharField("对象", max_length=40)
    body = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=8, choices=PushState.choices, default=PushState.PLANNED)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    retry_after = models.DateTimeField("下次尝试")
    created_at = models.DateTimeField("生成时间")
    sent_at = models.DateTimeField("推送时间", null=True, blank=True)
    last_error = models.CharField("最近错误", max_length=500, blank=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name = "推送记录"
        verbose_name_plural = "推送记录"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="outward_push_once"),
        ]
        indexes = [
            # PushQuerySet.next_of: what waits of a subscription, by matter
            models.Index(
                F("subscription"), F("subject"), F("id"), condition=Q(state="planned"), name="outward_push_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription} {self.event}"


class NotedDay(models.Model):
    """A day that came and was noted in the log: overdue, missed, expiring, expired. Another date is noted anew."""

    action = models.CharField("事件", max_length=30)
    object_id = models.BigIntegerField("对象编号")
    day = models.DateField("日期")

    class Meta:
        verbose_name = "已记日期"
        verbose_name_plural = "已记日期"
        constraints = [
            models.UniqueConstraint(fields=["action", "object_id", "day"], name="outward_noted_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id} {self.day}"


class CalendarFeed(models.Model):
    """A secret address under which calendars read deadlines: a person's own, or those of one unit the person may see.

    Of the address only its beginning and a hash are kept, as of tokens; whatever the person may no longer see is gone
    from it at the next reading.
    """

    owner = models.ForeignKey(User, models.PROTECT, verbose_name="本人", related_name="calendar_feeds")
    # None: the person's own matters
    department = models.ForeignKey(
        Department, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="+"
    )
    prefix = models.CharField("前缀", max_length=20, unique=True)
    digest = models.CharField("密文摘要", max_length=64)
    created_at = models.DateTimeField("建立时间")
    renewed_at = models.DateTimeField("更换时间", null=True, blank=True)
    last_read_at = models.DateTimeField("最近读取", null=True, blank=True)

    class Meta:
        verbose_name = "日历地址"
        verbose_name_plural = "日历地址"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "department"], condition=Q(department__isnull=False), name="outward_calendar_unit_once"
            ),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(department__isnull=True), name="outward_calendar_own_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}的时限" if self.department_id else "本人的时限"
