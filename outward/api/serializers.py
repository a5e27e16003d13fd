"""What leaves the house, as the REST interface shows it."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from outward.models import Push, Subscription


class ChangedObjectSerializer(serializers.Serializer[Any]):
    """What an event is about."""

    kind = serializers.CharField(source="object_kind", help_text="类别：task、assignment、report、policy 等")
    id = serializers.IntegerField(source="object_id")
    name = serializers.CharField(source="object_name", help_text="当时的名称")
    url = serializers.CharField(source="object_url", help_text="读取该记录的地址；已不能查看时答 404")


class ChangeSerializer(serializers.Serializer[Any]):
    """One thing that happened."""

    id = serializers.CharField(help_text="事件编号，全局唯一且不变，可据以去重")
    type = serializers.CharField(
        help_text="稳定的英文代码，如 task.issue、report.submit、task.overdue、policy.expiring"
    )
    title = serializers.CharField(help_text="中文说法")
    at = serializers.DateTimeField()
    jurisdiction = serializers.IntegerField(help_text="管辖")
    object = ChangedObjectSerializer(source="*")
    task = serializers.IntegerField(allow_null=True, help_text="所属事项")
    actor_name = serializers.CharField(help_text="操作人")
    unit_name = serializers.CharField(allow_blank=True, help_text="操作人单位")
    from_state = serializers.CharField(allow_blank=True, help_text="原状态")
    to_state = serializers.CharField(allow_blank=True, help_text="新状态")


class ChangesSerializer(serializers.Serializer[Any]):
    """Some events and where to go on."""

    results = ChangeSerializer(source="events", many=True)
    next = serializers.CharField(help_text="下次请求的 since；没有新变化时也给出")
    has_more = serializers.BooleanField(help_text="还有未读的，可立即再读")


class SubscriptionSerializer(serializers.ModelSerializer[Subscription]):
    """A subscription without its secret."""

    jurisdiction = serializers.IntegerField(source="jurisdiction_id", help_text="管辖")
    account = serializers.IntegerField(source="account_id", help_text="系统对接账号；只推送它可以查看的")
    address = serializers.CharField(source="shown_url", help_text="地址")
    types = serializers.ListField(child=serializers.CharField(), help_text="事件代码；空为全部")

    class Meta:
        model = Subscription
        fields = ("id", "jurisdiction", "account", "name", "address", "types", "is_active", "created_at", "version")


class SubscriptionSecretSerializer(SubscriptionSerializer):
    """A subscription with its secret, which is never shown again."""

    secret = serializers.CharField(help_text="签名密钥，只在新增和更换时返回一次")

    class Meta(SubscriptionSerializer.Meta):
        fields = (*SubscriptionSerializer.Meta.fields, "secret")  # type: ignore[assignment]


class SubscriptionBody(StrictSerializer):
    """A subscription to be entered."""

    jurisdiction = serializers.IntegerField(min_value=1, help_text="管辖")
    account = serializers.IntegerField(min_value=1, help_text="系统对接账号")
    name = serializers.CharField(max_length=60)
    url = serializers.CharField(max_length=300, help_text="完整地址，主机须在允许名单上")
    types = serializers.ListField(child=serializers.CharField(max_length=80), required=False, default=list)


class SubscriptionCorrectionBody(StrictSerializer):
    """What is left out stays."""

    name = serializers.CharField(max_length=60, required=False)
    url = serializers.CharField(max_length=300, required=False)
    types = serializers.ListField(child=serializers.CharField(max_length=80), required=False)


class PushSerializer(serializers.ModelSerializer[Push]):
    """One event told, or to be told, to one subscription."""

    subscription = serializers.IntegerField(source="subscription_id")
    state_display = serializers.CharField(source="get_state_display", read_only=True)
    body = serializers.DictField(help_text="推送的内容")

    class Meta:
        model = Push
        fields = (
            "id", "subscription", "event", "type", "state", "state_display", "attempts", "retry_after", "created_at",
            "sent_at", "last_error", "body",
        )  # fmt: skip
