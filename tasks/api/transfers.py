"""机构改革移交 over REST: the plan as a dry run, carrying it out, and the hand-over lists."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializers import StrictSerializer
from core.api.views import RecordViewSet
from departments.api.serializers import UnitBriefSerializer
from tasks.api.acting import caller
from tasks.api.bodies import OwnDepartment
from tasks.models import Transfer, TransferLine
from tasks.permissions import transfers_visible_to
from tasks.services.drafting import require_supervisor
from tasks.services.transferring import carry_out, plan_transfer


class TransferLineSerializer(serializers.ModelSerializer[TransferLine]):
    """One part that went over."""

    number = serializers.CharField(source="task.number", read_only=True)
    title = serializers.CharField(source="task.title", read_only=True)
    as_written = serializers.CharField(source="part.printed_name", read_only=True)

    class Meta:
        model = TransferLine
        fields = [
            "task", "number", "title", "as_written", "part", "heir", "heir_name", "was_joined", "role", "scope",
            "reports_moved", "reports_kept", "reminders",
        ]  # fmt: skip
        read_only_fields = fields


class TransferSerializer(serializers.ModelSerializer[Transfer]):
    """A hand-over list: what went where, as it was carried out."""

    lines = TransferLineSerializer(many=True, read_only=True)
    people = serializers.ListField(child=serializers.DictField(), read_only=True)
    drafts = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta:
        model = Transfer
        fields = [
            "id", "jurisdiction", "department", "unit_name", "reason", "effective_on", "done_on", "people", "drafts",
            "lines",
        ]  # fmt: skip
        read_only_fields = fields


class ChoiceSerializer(StrictSerializer):
    """Which unit takes one part, or one person's post."""

    id = serializers.IntegerField(min_value=1, help_text="单位任务或任职")
    department = serializers.IntegerField(min_value=1, help_text="承接单位")


class PlanBody(StrictSerializer):
    """The reformed unit, and who takes what where a person must choose (split, nobody)."""

    department = OwnDepartment()
    heirs = ChoiceSerializer(many=True, required=False, default=list)
    people = ChoiceSerializer(many=True, required=False, default=list)


class TransferBody(PlanBody):
    """The same, with the fingerprint of the plan that was looked at."""

    fingerprint = serializers.CharField(max_length=16, help_text="移交计划的 fingerprint")


class PlanLineSerializer(serializers.Serializer[Any]):
    """What would become of one part."""

    part = serializers.IntegerField(source="part.pk")
    task = serializers.IntegerField(source="part.task_id")
    number = serializers.CharField(source="part.task.number")
    title = serializers.CharField(source="part.task.title")
    as_written = serializers.CharField(source="part.printed_name")
    version = serializers.IntegerField(source="part.version")
    heir = UnitBriefSerializer(allow_null=True, help_text="承接单位；空为待选定，原单位为不移交")
    joins = serializers.IntegerField(source="joins.pk", default=None, allow_null=True, help_text="与之合并的单位任务")
    role = serializers.CharField()
    is_first_lead = serializers.BooleanField()
    scope = serializers.CharField()
    is_draft = serializers.BooleanField(help_text="尚未交办，直接改列")
    reports_moved = serializers.IntegerField(source="moved")
    reports_kept = serializers.IntegerField(source="kept")
    reminders = serializers.IntegerField()


class PlanPostSerializer(serializers.Serializer[Any]):
    """Where one person's post would go."""

    membership = serializers.IntegerField(source="membership.pk")
    name = serializers.CharField(source="membership.user.name")
    role = serializers.CharField(source="membership.role")
    heir = UnitBriefSerializer(allow_null=True)


class TransferPlanSerializer(serializers.Serializer[Any]):
    """A dry run: nothing is changed by it."""

    department = UnitBriefSerializer(source="reform.department")
    kind = serializers.CharField(source="reform.words")
    on = serializers.DateField(source="reform.on")
    is_ahead = serializers.BooleanField(source="reform.is_ahead", help_text="尚未生效，届时才能办理")
    takers = UnitBriefSerializer(source="reform.takers", many=True)
    lines = PlanLineSerializer(many=True)
    people = PlanPostSerializer(source="posts", many=True)
    undecided = serializers.SerializerMethodField(help_text="尚未选定承接单位的事项和人员数")
    fingerprint = serializers.CharField()

    def get_undecided(self, plan: Any) -> int:
        """Return how much is still to be chosen."""
        return len(plan.open_lines) + len(plan.open_posts)


class TransferViewSet(RecordViewSet):
    """机构改革移交：移交单查询，移交计划（试算），办理移交。"""

    queryset = Transfer.objects.none()
    serializer_class = TransferSerializer
    scope = "tasks"

    def get_queryset(self) -> QuerySet[Transfer]:
        """Return what the caller may read."""
        return transfers_visible_to(self.request.user).prefetch_related("lines__task", "lines__part")

    @extend_schema(request=PlanBody, responses=TransferPlanSerializer)
    @action(detail=False, methods=["post"])
    def plan(self, request: Request) -> Response:
        """Say what would go where, changing nothing."""
        values = _values(self.body(PlanBody))
        require_supervisor(caller(request), values["department"].jurisdiction)
        return Response(TransferPlanSerializer(plan_transfer(**values)).data)

    @extend_schema(request=TransferBody, responses={201: TransferSerializer})
    def create(self, request: Request) -> Response:
        """Carry a plan out, all or nothing; 409 when it changed since the fingerprint was read."""
        body = self.body(TransferBody)
        done = carry_out(by=caller(request), seen=body["fingerprint"], **_values(body))
        return Response(self.get_serializer(self.get_queryset().get(pk=done.pk)).data, status=201)

    def represent_current(self, record: Any) -> tuple[Any, str] | None:
        """Return nothing: a plan is read again, not a record."""
        return None


def _values(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "department": body["department"],
        "heirs": {row["id"]: row["department"] for row in body["heirs"]},
        "people": {row["id"]: row["department"] for row in body["people"]},
    }
