"""What tasks, parts, reports, files, requests, disputes and urgings look like over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.access import access_of
from core import clock
from core.api.serializers import PlainMixin
from departments.api.serializers import UnitBriefSerializer
from departments.successions import Holders
from tasks.api.shapes import plain_event, plain_part, plain_report, plain_task, units
from tasks.models import (
    Assignment,
    Dispute,
    Evidence,
    Extension,
    IndicatorReading,
    ProgressReport,
    Task,
    TaskEvent,
    Urging,
)
from tasks.models.assignment import GONE_ASSIGNMENT_STATES
from tasks.permissions import is_content_open
from tasks.unattended import why_of


class HeldSerializer(serializers.Serializer[Any]):
    """A unit as the document prints it, and who holds its duty now."""

    assignment = serializers.IntegerField()
    as_written = serializers.CharField(help_text="原文名称")
    role = serializers.CharField()
    department = serializers.IntegerField()
    department_name = serializers.CharField()
    held_by = UnitBriefSerializer(many=True, help_text="现由何单位承接；拆分后有多个，须由人选择")


class HoldersMixin(serializers.Serializer[Any]):
    """Successions are read once for all records of an answer."""

    @property
    def holders(self) -> Holders:
        """Return who holds what today."""
        context: dict[str, Any] = self.context  # type: ignore[assignment]  # DRF hands on one plain dict
        known: Holders = context.setdefault("holders", Holders(clock.today()))
        return known


class PartSerializer(PlainMixin, HoldersMixin, serializers.ModelSerializer[Assignment]):
    """One unit's part of a task."""

    department_name = serializers.CharField(source="department.name", read_only=True)
    state_display = serializers.CharField(source="get_state_display", read_only=True)
    light = serializers.CharField(read_only=True, allow_null=True)
    light_word = serializers.CharField(source="word", read_only=True)
    held_by = serializers.SerializerMethodField(help_text="现由何单位承接")

    class Meta:
        model = Assignment
        fields = [
            "id", "task", "department", "department_name", "printed_name", "held_by", "role", "basis",
            "is_first_lead", "scope", "state", "state_display", "light", "light_word", "receipt_due_on",
            "received_at", "done_claimed_at", "succeeded_by", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(UnitBriefSerializer(many=True))
    def get_held_by(self, part: Assignment) -> Any:
        """Return who holds the duty today: the unit itself while it exists."""
        return units(self.holders.of(part.department))

    def plain(self, part: Assignment) -> dict[str, Any]:
        """Return the part as its fields would."""
        return plain_part(part, self.get_held_by(part))


class TaskSerializer(PlainMixin, HoldersMixin, serializers.ModelSerializer[Task]):
    """A matter with its light, its progress and its first lead."""

    state_display = serializers.CharField(source="get_state_display", read_only=True)
    light = serializers.CharField(read_only=True)
    light_word = serializers.CharField(source="word", read_only=True)
    percent = serializers.IntegerField(read_only=True, allow_null=True)
    planned_percent = serializers.IntegerField(source="planned", read_only=True, allow_null=True)
    lead = serializers.IntegerField(source="lead_id", read_only=True, allow_null=True)
    lead_name = serializers.CharField(read_only=True, allow_null=True)
    unit_count = serializers.IntegerField(read_only=True)
    last_report = serializers.CharField(source="last_label", read_only=True, allow_null=True)
    policy_title = serializers.CharField(read_only=True, default=None)
    measure_number = serializers.CharField(read_only=True, default=None)
    units = serializers.SerializerMethodField(help_text="责任单位：原文名称和现承接单位")

    class Meta:
        model = Task
        fields = [
            "id", "jurisdiction", "number", "title", "source", "policy", "policy_title", "measure", "measure_number",
            "successor_policy", "target", "scope", "quotation", "source_note", "source_date", "state", "state_display",
            "light", "light_word", "due_on", "original_due_on", "due_text", "due_precision", "due_basis", "due_version",
            "cadence", "percent", "planned_percent", "lead", "lead_name", "unit_count", "units", "last_report",
            "issued_on", "completed_on", "closed_at", "closing_reason", "archived_at", "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(HeldSerializer(many=True))
    def get_units(self, task: Task) -> Any:
        """Return the standing parts as written and as held now; the rows come with the list (`with_parts`)."""
        return [
            {
                "assignment": part.pk,
                "as_written": part.printed_name,
                "role": part.role,
                "department": part.department_id,
                "department_name": part.department.name,
                "held_by": units(self.holders.of(part.department)),
            }
            for part in task.assignments.all()
            if part.state not in GONE_ASSIGNMENT_STATES
        ]

    def plain(self, task: Any) -> dict[str, Any]:
        """Return the matter as its fields would; it was read by `tasks.reading`."""
        return plain_task(task, self.get_units(task))


class ChoiceSerializer(serializers.Serializer[Any]):
    """A measure without a task, and the titles of the tasks it would give."""

    measure = serializers.IntegerField(source="measure.pk")
    number = serializers.CharField(source="measure.number")
    whole = serializers.CharField(help_text="一条一件")
    targets = serializers.ListField(child=serializers.CharField(), help_text="每个指标一件")
    scopes = serializers.ListField(child=serializers.CharField(), help_text="每项正文分工一件")


class UnattendedSerializer(serializers.ModelSerializer[Assignment]):
    """A part nobody works on; the matter's title is the office's, administrators read its number."""

    department_name = serializers.CharField(source="department.name", read_only=True)
    number = serializers.CharField(source="task.number", read_only=True)
    title = serializers.SerializerMethodField(help_text="只对督查室显示，系统管理员为 null")
    due_on = serializers.DateField(source="task.due_on", read_only=True, allow_null=True)
    why = serializers.SerializerMethodField(help_text="nobody 单位没有联络员和负责人；left 签收人已离岗")
    signed_by = serializers.CharField(source="received_by.name", read_only=True, default=None)

    class Meta:
        model = Assignment
        fields = [
            "id",
            "task",
            "number",
            "title",
            "department",
            "department_name",
            "due_on",
            "why",
            "signed_by",
        ]
        read_only_fields = fields

    def get_title(self, part: Assignment) -> str | None:
        """Return the title to the office."""
        overseen = access_of(self.context["request"].user).overseen
        return part.task.title if part.task.jurisdiction_id in overseen else None

    def get_why(self, part: Assignment) -> str:
        """Return why nobody works on it."""
        return why_of(part)


class EventSerializer(PlainMixin, serializers.ModelSerializer[TaskEvent]):
    """What happened, newest first."""

    class Meta:
        model = TaskEvent
        fields = ["id", "action", "assignment", "from_state", "to_state", "at", "by_name", "unit_name", "text"]
        read_only_fields = fields

    def plain(self, event: TaskEvent) -> dict[str, Any]:
        """Return the event as its fields would."""
        return plain_event(event)


class ReadingSerializer(serializers.ModelSerializer[IndicatorReading]):
    """What a target has reached."""

    class Meta:
        model = IndicatorReading
        fields = ["target", "value", "note"]
        read_only_fields = fields


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A file of a report; its bytes are at `content/`."""

    class Meta:
        model = Evidence
        fields = ["id", "report", "name", "field", "size", "checksum", "uploaded_at"]
        read_only_fields = fields


CONTENT = (
    "promise_kept", "progress", "percent", "on_schedule", "problems", "coordination", "next_steps",
    "expected_finish", "silent_units", "return_reason", "readings", "evidence",
)  # fmt: skip


class ReportSerializer(PlainMixin, serializers.ModelSerializer[ProgressReport]):
    """A report; what another unit has not sent is null."""

    task = serializers.IntegerField(source="assignment.task_id", read_only=True)
    department = serializers.IntegerField(source="assignment.department_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.name", read_only=True)
    state_display = serializers.CharField(source="get_state_display", read_only=True)
    silent_units = serializers.ListField(child=serializers.CharField(), read_only=True)
    readings = ReadingSerializer(many=True, read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id", "task", "assignment", "department", "department_name", "period_label", "period_start", "period_end",
            "due_on", "state", "state_display", "is_final", "submitted_on", "reported_as", *CONTENT, "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; those of the content may be null, whatever the columns say."""
        fields = super().get_fields()
        for name in CONTENT:
            fields[name].allow_null = True
        return fields

    def plain(self, report: ProgressReport) -> dict[str, Any]:
        """Return the report as its fields would."""
        return plain_report(report)

    def to_representation(self, instance: ProgressReport) -> dict[str, Any]:
        """Return the record, its content closed where it is not the caller's to read."""
        shown: dict[str, Any] = super().to_representation(instance)
        if not is_content_open(self.context["request"].user, instance):
            shown |= {name: None for name in CONTENT if name in shown}
        return shown


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    """A request for a later date."""

    task = serializers.IntegerField(source="assignment.task_id", read_only=True)
    state_display = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Extension
        fields = [
            "id", "task", "assignment", "reason", "progress", "due_on_before", "due_on_asked", "due_on_granted",
            "state", "state_display", "asked_at", "decided_at", "decision", "version",
        ]  # fmt: skip
        read_only_fields = fields


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """An objection to a duty."""

    task = serializers.IntegerField(source="assignment.task_id", read_only=True)
    state_display = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Dispute
        fields = [
            "id", "task", "assignment", "reason", "suggested_department", "state", "state_display", "raised_at",
            "decided_at", "decision", "version",
        ]  # fmt: skip
        read_only_fields = fields


class UrgingSerializer(serializers.ModelSerializer[Urging]):
    """An order to hurry."""

    task = serializers.IntegerField(source="assignment.task_id", read_only=True)
    department_name = serializers.CharField(source="assignment.department.name", read_only=True)
    state = serializers.CharField(read_only=True)
    state_display = serializers.CharField(source="state_word", read_only=True)

    class Meta:
        model = Urging
        fields = [
            "id", "task", "assignment", "department_name", "number", "level", "text", "term_on", "state",
            "state_display", "issued_on", "reply", "replied_at", "decision", "version",
        ]  # fmt: skip
        read_only_fields = fields
