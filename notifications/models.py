"""The outbox: a message to one person and its deliveries by channel. Knows neither policies nor tasks."""

from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from accounts.models import User
from departments.models import Jurisdiction

# farther away than any lease or waiting time is ever set: such a moment means that the clock was put back
IMPOSSIBLY_FAR = timedelta(hours=6)


class ChannelName(models.TextChoices):
    """The ways a message can go; each is one file in `notifications.channels`."""

    INBOX = "inbox", "站内消息"
    EMAIL = "email", "邮件"
    WEBHOOK = "webhook", "业务系统、短信网关"
    DINGTALK = "dingtalk", "钉钉"
    WECOM = "wecom", "企业微信"
    FEISHU = "feishu", "飞书"


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


class AllowedHost(models.Model):
    """A host outside that may be called at all; the addresses of `Endpoint` lie on these and on no others."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="+")
    host = models.CharField("主机", max_length=253)
    purpose = models.CharField("用途", max_length=100)
    allow_private = models.BooleanField("在内网", default=False)

    class Meta:
        verbose_name = "允许的主机"
        verbose_name_plural = "允许的主机"
        ordering = ["host"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "host"], name="notifications_allowed_host_once"),
        ]

    def __str__(self) -> str:
        return self.host


class Endpoint(models.Model):
    """An address outside that an administrator entered: the only places a webhook or a robot may be called at."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, verbose_name="管辖", related_name="endpoints")
    channel = models.CharField("渠道", max_length=20, choices=ChannelName.choices)
    name = models.CharField("名称", max_length=60)
    url = models.CharField("地址", max_length=300, help_text="完整地址；私有化部署填内网地址")
    # in clear, for it signs: kept out of pages, answers and the log
    secret = models.CharField("签名密钥", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField("版本", default=1)
    # the last test message: when, whether it was accepted (None: no answer yet), and the far side's words
    tried_at = models.DateTimeField("试发时间", null=True, blank=True)
    tried_well = models.BooleanField("试发成功", null=True, blank=True)
    tried_words = models.CharField("试发结果", max_length=500, blank=True)

    class Meta:
        verbose_name = "对外地址"
        verbose_name_plural = "对外地址"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "channel"],
                condition=Q(is_active=True),
                name="notifications_endpoint_one_active_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["webhook", "dingtalk", "wecom", "feishu"]),
                name="notifications_endpoint_only_outside_channels",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}：{self.name}"

    @property
    def host(self) -> str:
        """Return the host of the address as the list of allowed hosts writes it."""
        return urlsplit(self.url).hostname or ""

    @property
    def shown_url(self) -> str:
        """Return the address as people may see it: a robot's key stands in the query or ends the path."""
        parts = urlsplit(self.url)
        folder, slash, last = parts.path.rpartition("/")
        is_robot = self.channel != ChannelName.WEBHOOK
        hidden = f"{last[:4]}…" if is_robot and len(last) > 8 else last
        return f"{parts.scheme}://{parts.netloc}{folder}{slash}{hidden}" + ("?…" if parts.query else "")


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
            Q(state=DeliveryState.PLANNED) & (Q(retry_after__lte=now) | Q(retry_after__gt=now + IMPOSSIBLY_FAR))
            | Q(state=DeliveryState.CLAIMED) & (Q(lease_until__lt=now) | Q(lease_until__gt=now + IMPOSSIBLY_FAR))
        )

    def lost(self, now: datetime) -> Self:
        """Keep what was being sent when its holder went away: nobody knows whether it was accepted."""
        return self.due(now).filter(state=DeliveryState.CLAIMED, sending_at__isnull=False)

    def free(self, now: datetime) -> Self:
        """Keep what a sender may take: due, and never one whose holder may have sent it – that is noted first."""
        return self.due(now).exclude(state=DeliveryState.CLAIMED, sending_at__isnull=False)

    def outside(self) -> Self:
        """Leave out the inbox, which needs no sending."""
        return self.exclude(channel=ChannelName.INBOX)

    def stuck(self, now: datetime) -> Self:
        """Keep what should have left more than an hour ago."""
        return self.due(now).filter(retry_after__lt=now - timedelta(hours=1))

    def doubtful(self) -> Self:
        """Keep what has an attempt of unknown outcome that no person has looked at."""
        return self.filter(unknown_at__isnull=False, checked_at=None)


class Delivery(models.Model):
    """One message by one channel to one address, with everything that was tried."""

    message = models.ForeignKey(Message, models.PROTECT, verbose_name="消息", related_name="deliveries")
    channel = models.CharField("渠道", max_length=20, choices=ChannelName.choices)
    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, verbose_name="对外地址", null=True, blank=True, related_name="deliveries"
    )
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
    # an attempt whose answer was lost; it stays when a later attempt is accepted, for the receiver may hold two copies
    unknown_at = models.DateTimeField("结果不明时间", null=True, blank=True)
    unknown_attempts = models.PositiveSmallIntegerField("结果不明次数", default=0)
    mail_id = models.CharField("Message-ID", max_length=200, unique=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    # SHA-256 of what a robot was given: the same text is not posted twice a day
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    last_error = models.TextField("最近错误", blank=True)
    checked_at = models.DateTimeField("核实时间", null=True, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, verbose_name="核实人", null=True, blank=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "投递"
        verbose_name_plural = "投递"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notifications_delivery_once_a_channel"),
        ]
        indexes = [
            # DeliveryQuerySet.due, the sweep every half minute
            models.Index(
                fields=["channel", "retry_after"],
                condition=Q(state__in=["planned", "claimed"]),
                name="notifications_delivery_open",
            ),
            # the queue of unknown outcomes: DeliveryQuerySet.doubtful
            models.Index(fields=["unknown_at"], condition=Q(checked_at=None), name="notifications_delivery_doubt"),
        ]

    def __str__(self) -> str:
        return f"{self.message} · {self.channel}"

    @property
    def needs_a_person(self) -> bool:
        """Say whether somebody has to say what became of it."""
        is_doubtful = self.unknown_at is not None and self.checked_at is None
        return is_doubtful or self.state in (DeliveryState.FAILED, DeliveryState.UNKNOWN)

    @property
    def lane(self) -> str:
        """Return what is held when the far side is down: the channel, or one endpoint of it."""
        return f"{self.channel}:{self.endpoint_id}" if self.endpoint_id else self.channel


class Lane(models.Model):
    """A far side that answers nothing or "later" to everybody: all wait together, so that their order is kept."""

    name = models.CharField("通道", max_length=40, unique=True)
    hold_until = models.DateTimeField("暂停至", null=True, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    last_error = models.TextField("最近错误", blank=True)

    class Meta:
        verbose_name = "投递通道"
        verbose_name_plural = "投递通道"

    def __str__(self) -> str:
        return self.name


class ChannelPreference(models.Model):
    """By which channels and when a person wants the digest; without a row: inbox and mail at half past eight."""

    user = models.OneToOneField(User, models.PROTECT, verbose_name="用户", related_name="channel_preference")
    channels = models.JSONField("渠道", default=list)
    digest_time = models.TimeField("每日提醒时间", default="08:30")

    class Meta:
        verbose_name = "接收偏好"
        verbose_name_plural = "接收偏好"

    def __str__(self) -> str:
        return str(self.user)
