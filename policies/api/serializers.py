"""What policies, measures, findings and imports look like over REST."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from policies.models import (
    Finding,
    ImportRun,
    Measure,
    MeasureDeadline,
    Policy,
    Responsibility,
    Target,
)

SPAN = {"type": ["array", "null"], "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}


@extend_schema_field(SPAN)
class SpanField(serializers.Field[Any, Any, Any, Any]):
    """Where the words stand: `[start, end]` in characters of the source text, null for what a person added."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, value: Any) -> list[int] | None:
        """Return the span."""
        return None if value.span_start is None else [value.span_start, value.span_end]


class PolicySerializer(serializers.ModelSerializer[Policy]):
    """A document with the counts of its current version."""

    state_display = serializers.CharField(source="state_word", read_only=True)
    is_expired = serializers.SerializerMethodField()
    measure_count = serializers.IntegerField(read_only=True)
    confirmed_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Policy
        fields = [
            "id",
            "jurisdiction",
            "title",
            "kind",
            "doc_number",
            "index_number",
            "issuer",
            "issued_on",
            "published_on",
            "effective_on",
            "expires_on",
            "validity_text",
            "validity_basis",
            "validity_suggested",
            "state",
            "state_display",
            "is_expired",
            "superseded_by",
            "first_listed_leads",
            "published_at",
            "measure_count",
            "confirmed_count",
            "version",
        ]

    def get_is_expired(self, policy: Policy) -> bool:
        """Say whether the last day has passed."""
        return policy.state_word == "已到期"


class ResponsibilitySerializer(serializers.ModelSerializer[Responsibility]):
    """A unit on a measure."""

    span = SpanField()
    unit_name = serializers.SerializerMethodField()

    class Meta:
        model = Responsibility
        fields = [
            "id",
            "printed_name",
            "unit_name",
            "department",
            "roster",
            "role",
            "basis",
            "scope",
            "rule",
            "span",
            "is_dropped",
            "proposed",
        ]

    def get_unit_name(self, row: Responsibility) -> str | None:
        """Return the name of the unit or roster it answers to, null while nobody does."""
        held = row.department or row.roster
        return held.name if held else None


class DeadlineSerializer(serializers.ModelSerializer[MeasureDeadline]):
    """A date to be met."""

    span = SpanField()

    class Meta:
        model = MeasureDeadline
        fields = ["id", "text", "date", "precision", "recurrence", "rule", "span", "is_dropped", "proposed"]


class TargetSerializer(serializers.ModelSerializer[Target]):
    """A quantity to reach, in base figures."""

    span = SpanField()

    class Meta:
        model = Target
        fields = ["id", "text", "value", "unit", "comparator", "due", "rule", "span", "is_dropped", "proposed"]


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """What the reader is unsure of."""

    span = SpanField()
    policy = serializers.IntegerField(source="policy_version.policy_id", read_only=True)

    class Meta:
        model = Finding
        fields = ["id", "policy", "measure", "code", "severity", "message", "span", "resolved_at", "resolution"]


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """A measure with its units, dates and targets."""

    policy = serializers.IntegerField(source="policy_version.policy_id", read_only=True)
    section = serializers.CharField(source="section.title", default=None, read_only=True)
    span = SpanField()
    confirmed_by = serializers.CharField(source="confirmed_by.name", default=None, read_only=True)
    units = ResponsibilitySerializer(source="responsibilities", many=True, read_only=True)
    deadlines = DeadlineSerializer(many=True, read_only=True)
    targets = TargetSerializer(many=True, read_only=True)

    class Meta:
        model = Measure
        fields = [
            "id",
            "policy",
            "policy_version",
            "position",
            "number",
            "title",
            "section",
            "text",
            "span",
            "lead_basis",
            "state",
            "state_note",
            "confirmed_by",
            "confirmed_at",
            "previous",
            "units",
            "deadlines",
            "targets",
            "version",
        ]


class ConfirmedSerializer(serializers.Serializer[Any]):
    """Which measures one act confirmed."""

    confirmed = serializers.ListField(child=serializers.IntegerField())


class ImportRunSerializer(serializers.ModelSerializer[ImportRun]):
    """An import: how far it came, why it failed, the plan that waits, the policies it led to."""

    policies = serializers.SerializerMethodField()

    class Meta:
        model = ImportRun
        fields = [
            "id",
            "jurisdiction",
            "filename",
            "state",
            "progress",
            "total",
            "error_code",
            "error",
            "plan",
            "policies",
            "created_at",
            "finished_at",
        ]

    def get_policies(self, run: ImportRun) -> list[int]:
        """Return the ids of the policies that were read from the file."""
        source = run.source_file
        return sorted({version.policy_id for version in source.versions.all()}) if source else []
