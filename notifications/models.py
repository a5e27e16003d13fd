"""The outbox: a message to one person and its deliveries by channel. Knows neither policies nor tasks."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from departments.models import Jurisdiction


class MessageKind(models.TextChoices):
    """Why a message was written."""

    DIGEST = "digest", "每日提醒"
    NOTICE = "notice", "通知"


class MessageQuerySet(models.QuerySet["Message"]):
    """A person's inbox."""

    def inbox_of(self, user: User) -> Self:
        """Keep what one person received."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        """Keep what was not opened yet."""
        return self.filter(read_at=None)


class Message(models.Model):
    """One text to one person; standing in the inbox is itself the in-app delivery."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="+")
    recipient = models.ForeignKey(User, models.PROTECT, verbose_name="收件人", related_name="messages")
    kind = models.CharField("类型", max_length=10, choices=MessageKind.choices)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    body_html = models.TextField("网页正文", blank=True)
    link = models.CharField("链接", max_length=300, blank=True)
    # one digest per person and day, one notice per event: the second insert is a no-op
    key = models.CharField("去重键", max_length=200, unique=True)
    created_at = models.DateTimeField("生成时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ["-id"]
        indexes = [
            # the number in the bar of every page: MessageQuerySet.inbox_of(...).unread()
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notifications_unread"),
        ]

    def __str__(self) -> str:
        return self.subject


class DeliveryState(models.TextChoices):
    """How far a delivery has come."""

    PLANNED = "planned", "待发"
    CLAIMED = "claimed", "发送中"
    SENT = "sent", "已发"
    FAILED = "failed", "失败"
    UNKNOWN = "unknown", "结果不明"
    SUPERSEDED = "superseded", "已取消"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """The outbox."""

    def due(self, now: datetime) -> Self:
        """Keep what may be attempted now: planned and not waiting, or claimed by a holder whose lease ran out."""
        return self.filter(
            Q(state=DeliveryState.PLANNED, retry_after__lte=now) | Q(state=DeliveryState.CLAIMED, lease_until__lt=now)
        )


class Delivery(models.Model):
    """One message by one channel to one address, with everything that was tried."""

    message = models.ForeignKey(Message, models.PROTECT, verbose_name="消息", related_name="deliveries")
    channel = models.CharField("渠道", max_length=20)
    address = models.CharField("地址", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=DeliveryState.choices, default=DeliveryState.PLANNED)
    priority = models.DateField("最早到期", null=True, blank=True)
    attempts = models.PositiveIntegerField("尝试次数", default=0)
    # real time, not the office's: leases and back-off do not follow DUBAN_TODAY
    retry_after = models.DateTimeField("下次尝试")
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    # fencing token: a holder whose number is no longer the row's may write nothing
    lease_number = models.PositiveIntegerField("租约号", default=0)
    # set just before the bytes leave; still set when the lease ran out, the outcome is unknown
    sending_at = models.DateTimeField("开始发送", null=True, blank=True)
    mail_id = models.CharField("Message-ID", max_length=200, unique=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    last_error = models.TextField("最近错误", blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "投递"
        verbose_name_plural = "投递"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notifications_delivery_once_a_channel"),
        ]
        indexes = [
            # DeliveryQuerySet.due, the sweep every minute
            models.Index(
                fields=["retry_after"],
                condition=Q(state__in=["planned", "claimed"]),
                name="notifications_delivery_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} · {self.channel}"


class ChannelPreference(models.Model):
    """By which channels and when a person wants the digest."""

    user = models.OneToOneField(User, models.PROTECT, verbose_name="用户", related_name="channel_preference")
    channels = models.JSONField("渠道", default=list)
    digest_time = models.TimeField("每日提醒时间", default="08:30")

    class Meta:
        verbose_name = "接收偏好"
        verbose_name_plural = "接收偏好"

    def __str__(self) -> str:
        return str(self.user)
