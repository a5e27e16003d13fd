"""Boards, the leader's page and the workbench, as the REST interface shows them."""

from typing import Any

from rest_framework import serializers

from tasks.lights import RANKS

LIGHTS = [code.value for code in RANKS]


class CountsSerializer(serializers.Serializer[Any]):
    """Open matters by light."""

    red = serializers.IntegerField()
    yellow = serializers.IntegerField()
    green = serializers.IntegerField()
    grey = serializers.IntegerField()
    blue = serializers.IntegerField()


class LightRowSerializer(serializers.Serializer[Any]):
    """A unit or a policy with its open matters by light."""

    id = serializers.IntegerField(help_text="单位或政策文件")
    name = serializers.CharField()
    total = serializers.IntegerField(help_text="未办结件数")
    counts = CountsSerializer()


class LateTaskSerializer(serializers.Serializer[Any]):
    """A red matter."""

    task = serializers.IntegerField(source="task.pk", help_text="事项")
    number = serializers.CharField(source="task.number", help_text="编号")
    title = serializers.CharField(source="task.title", help_text="事项名称")
    due_on = serializers.DateField(source="task.due_on", allow_null=True, help_text="现行时限")
    lead = serializers.CharField(allow_blank=True, help_text="第一牵头单位")
    light = serializers.ChoiceField(choices=LIGHTS)
    word = serializers.CharField(help_text="亮灯原因")
    last_report = serializers.CharField(help_text="最近一期报送")
    last_urging = serializers.CharField(help_text="最近一次催办")


class TrendSerializer(serializers.Serializer[Any]):
    """Matters past their date on a day."""

    day = serializers.DateField()
    late = serializers.IntegerField(help_text="当日已逾期未办结件数")


class ChangeCountSerializer(serializers.Serializer[Any]):
    """What happened how often."""

    action = serializers.CharField(help_text="动作代码")
    word = serializers.CharField(help_text="办理动作")
    count = serializers.IntegerField()


class ExpiringSerializer(serializers.Serializer[Any]):
    """A policy in force whose last day comes."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    expires_on = serializers.DateField()


class BoardSerializer(serializers.Serializer[Any]):
    """The supervisor's board of one government today."""

    jurisdiction = serializers.IntegerField(help_text="管辖")
    day = serializers.DateField(help_text="统计日")
    open = serializers.IntegerField(help_text="未办结件数")
    counts = CountsSerializer(help_text="未办结事项按灯计数")
    late = LateTaskSerializer(many=True, help_text="红灯事项，最久的在前，至多 50 件")
    units = LightRowSerializer(many=True, help_text="各单位；一件多个单位承办的各计一次")
    policies = LightRowSerializer(many=True, help_text="各政策文件")
    changes = ChangeCountSerializer(many=True, help_text="昨日以来的办理")
    expiring = ExpiringSerializer(many=True, help_text="半年内到期的政策文件，至多 5 份")
    trend = TrendSerializer(many=True, help_text="近三十日逾期件数")


class RedUnitSerializer(serializers.Serializer[Any]):
    """A first lead with matters past their date."""

    name = serializers.CharField()
    open = serializers.IntegerField(help_text="未办结件数")
    late = serializers.IntegerField(help_text="逾期件数")
    change = serializers.IntegerField(help_text="较七日前增减")


class DecisionSerializer(serializers.Serializer[Any]):
    """What waits for the leader."""

    kind = serializers.ChoiceField(choices=["extension", "urging"], help_text="延期申请或拟发催办")
    id = serializers.IntegerField(source="subject.pk", help_text="延期申请或催办的编号")
    title = serializers.CharField()
    fact = serializers.CharField(help_text="事实")
    advice = serializers.CharField(allow_blank=True, help_text="督查室意见")


class ProgressSerializer(serializers.Serializer[Any]):
    """A policy's progress, done and due, in per cent."""

    policy = serializers.CharField(help_text="政策文件简称")
    done = serializers.IntegerField(help_text="完成百分比")
    due = serializers.IntegerField(help_text="应完成百分比")


class OnePageSerializer(serializers.Serializer[Any]):
    """The leader's page of one government today."""

    jurisdiction = serializers.IntegerField(help_text="管辖")
    day = serializers.DateField(help_text="统计日")
    open = serializers.IntegerField(help_text="未办结件数")
    late = serializers.IntegerField(help_text="逾期件数")
    late_change = serializers.IntegerField(help_text="逾期件数较七日前增减")
    on_schedule_percent = serializers.IntegerField(help_text="按期推进的百分比")
    decisions = DecisionSerializer(many=True, help_text="待决定，最早的在前")
    red_units = RedUnitSerializer(many=True, help_text="逾期最多的单位")
    progress = ProgressSerializer(many=True, help_text="政策文件进度")
    points = serializers.ListField(child=serializers.CharField(), help_text="本周要点")


class TodoSerializer(serializers.Serializer[Any]):
    """One duty of a unit."""

    kind = serializers.CharField(help_text="类别")
    task = serializers.IntegerField(source="assignment.task_id", help_text="事项")
    assignment = serializers.IntegerField(source="assignment.pk", help_text="单位任务")
    title = serializers.CharField(source="assignment.task.title", help_text="事项名称")
    light = serializers.ChoiceField(choices=LIGHTS)
    word = serializers.CharField(allow_blank=True, help_text="亮灯原因")
    asked = serializers.CharField(allow_blank=True, help_text="要求")
    on = serializers.DateField(source="day.on", allow_null=True, help_text="期限")
    overdue_days = serializers.IntegerField(source="day.overdue_days", allow_null=True, help_text="逾期日历天数")
    working_days = serializers.IntegerField(source="day.working_days", allow_null=True, help_text="剩余工作日")
    verb = serializers.CharField(allow_blank=True, help_text="要做的动作")


class BurdenSerializer(serializers.Serializer[Any]):
    """Reports asked for."""

    this_month = serializers.IntegerField(help_text="本月应报")
    last_month = serializers.IntegerField(help_text="上月应报")
    average = serializers.FloatField(help_text="全市各单位平均")


class WorkbenchSerializer(serializers.Serializer[Any]):
    """What waits for the caller's units today."""

    day = serializers.DateField(help_text="统计日")
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="各队列件数")
    today = TodoSerializer(many=True, help_text="今日要办")
    ahead_on = serializers.DateField(allow_null=True, help_text="最近的报送日")
    ahead = TodoSerializer(many=True, help_text="该日应报的")
    burden = BurdenSerializer(help_text="报送负担")
