"""What leaves the house, as the REST interface shows it."""

from typing import Any

from rest_framework import serializers


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
