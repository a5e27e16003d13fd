"""The bodies that writes about policies, measures, findings and imports take in over REST."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.api.serializers import StrictSerializer
from policies.models import Precision, Recurrence, UnitRole
from policies.services.checking.valuing import COMPARATORS


class ImportBody(StrictSerializer):
    """A file for a government."""

    jurisdiction = serializers.IntegerField(min_value=1, required=False, help_text="只有一个管辖时可省略")
    file = serializers.FileField(allow_empty_file=True)


@extend_schema_serializer(component_name="ImportDecisionBody")
class DecisionBody(StrictSerializer):
    """For each waiting document (by its position in the file) the policy it changes, null for a new one."""

    decisions = serializers.DictField(child=serializers.IntegerField(allow_null=True, min_value=1))


class DescribeBody(StrictSerializer):
    """Columns of the head that a person corrects."""

    title = serializers.CharField(max_length=300, required=False)
    doc_number = serializers.CharField(max_length=100, required=False, allow_blank=True)
    index_number = serializers.CharField(max_length=100, required=False, allow_blank=True)
    issuer = serializers.CharField(max_length=200, required=False, allow_blank=True)
    issued_on = serializers.DateField(required=False, allow_null=True)
    published_on = serializers.DateField(required=False, allow_null=True)
    effective_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class AcceptBody(StrictSerializer):
    """Yes or no."""

    accept = serializers.BooleanField()


@extend_schema_serializer(component_name="MeasureReasonBody")
class ReasonBody(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=200)


class ResolutionBody(StrictSerializer):
    """How a finding was dealt with."""

    resolution = serializers.CharField(max_length=200)


class TitleBody(StrictSerializer):
    """Another title."""

    title = serializers.CharField(max_length=300)


class UnitBody(StrictSerializer):
    """A unit or a roster by id, its role and its scope."""

    department = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    roster = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    role = serializers.ChoiceField(choices=UnitRole.choices, required=False)
    scope = serializers.CharField(max_length=300, required=False, allow_blank=True)


class DeadlineBody(StrictSerializer):
    """A date to be met; `text` where a new one is added."""

    text = serializers.CharField(max_length=100, required=False)
    date = serializers.DateField(allow_null=True)
    precision = serializers.ChoiceField(choices=Precision.choices)
    recurrence = serializers.ChoiceField(choices=Recurrence.choices, required=False, allow_blank=True, default="")


class TargetBody(StrictSerializer):
    """A quantity in base figures; `text` where a new one is added."""

    text = serializers.CharField(max_length=200, required=False)
    value = serializers.DecimalField(max_digits=24, decimal_places=4)
    unit = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    comparator = serializers.ChoiceField(choices=COMPARATORS)
    due = serializers.DateField(required=False, allow_null=True, default=None)


class SplitBody(StrictSerializer):
    """Where the second measure begins, in characters of the first one's text."""

    at = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class MergeBody(StrictSerializer):
    """The neighbouring measure that is joined in, as its caller has read it."""

    other = serializers.IntegerField(min_value=1)
    other_version = serializers.IntegerField(min_value=1)


class StretchBody(StrictSerializer):
    """A stretch of the source text that becomes a measure."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    number = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class OrderBody(StrictSerializer):
    """The ids of all measures of the version under check in their new order."""

    order = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=2000)
