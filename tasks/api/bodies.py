"""What callers send for an act, one body an act; the keys are those of the pages' forms."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.access import access_of
from core.api.serializers import StrictSerializer
from departments.models import Department, Jurisdiction
from policies.models import Policy, UnitRole
from tasks.filters import TaskFilter
from tasks.models import Assignment, Cadence, PromiseKept, Task, UrgingLevel
from tasks.permissions import assignments_visible_to, visible_to
from tasks.selectors import rows
from tasks.services.bulk import MOST_AT_ONCE
from tasks.services.drafting import BY_HAND
from tasks.services.ending import UNFINISHED
from tasks.services.reporting import LONGEST

LONG = 2000


@extend_schema_field(int)
class OwnDepartment(serializers.PrimaryKeyRelatedField[Department]):
    """A unit of a government the caller works in."""

    def get_queryset(self) -> QuerySet[Department]:
        """Return the units there are."""
        return Department.objects.filter(jurisdiction__in=access_of(self.context["request"].user).business)


@extend_schema_field(int)
class OwnJurisdiction(serializers.PrimaryKeyRelatedField[Jurisdiction]):
    """A government the caller works in."""

    def get_queryset(self) -> QuerySet[Jurisdiction]:
        """Return them."""
        return Jurisdiction.objects.filter(pk__in=access_of(self.context["request"].user).business)


@extend_schema_field(int)
class OwnPolicy(serializers.PrimaryKeyRelatedField[Policy]):
    """A policy of a government the caller supervises."""

    def get_queryset(self) -> QuerySet[Policy]:
        """Return them."""
        return Policy.objects.filter(jurisdiction__in=access_of(self.context["request"].user).supervised)


@extend_schema_field(int)
class VisibleTask(serializers.PrimaryKeyRelatedField[Task]):
    """A task the caller may see."""

    def get_queryset(self) -> QuerySet[Task]:
        """Return them."""
        return visible_to(self.context["request"].user)


@extend_schema_field(int)
class VisiblePart(serializers.PrimaryKeyRelatedField[Assignment]):
    """A unit's part of a task the caller may see."""

    def get_queryset(self) -> QuerySet[Assignment]:
        """Return them."""
        return assignments_visible_to(self.context["request"].user)


def words(*, required: bool = True) -> serializers.CharField:
    """Return a field for some sentences; empty where nothing was sent and nothing is required."""
    if required:
        return serializers.CharField(max_length=LONG)
    return serializers.CharField(max_length=LONG, required=False, allow_blank=True, default="")


class EmptyBody(StrictSerializer):
    """Nothing."""


class ReasonBody(StrictSerializer):
    """The reason."""

    reason = words()


class OpinionBody(StrictSerializer):
    """A word, if any."""

    opinion = words(required=False)


class RefuseBody(StrictSerializer):
    """Why not."""

    opinion = words()


class NoteBody(StrictSerializer):
    """A word on a matter."""

    text = words()


class DisputeBody(StrictSerializer):
    """Why a duty is not the unit's own, and whose it could be."""

    reason = words()
    suggested_department = OwnDepartment(required=False, allow_null=True, default=None)


class DecisionBody(StrictSerializer):
    """keep, change (to a role or a department) or withdraw."""

    decision = serializers.ChoiceField(choices=["keep", "change", "withdraw"])
    role = serializers.ChoiceField(choices=UnitRole.choices, required=False, default="")
    department = OwnDepartment(required=False, allow_null=True, default=None)
    opinion = words()


class HandOverBody(StrictSerializer):
    """To whom, and why."""

    department = OwnDepartment()
    reason = words()


class AssignBody(HandOverBody):
    """Which unit, in which role, and why."""

    role = serializers.ChoiceField(choices=UnitRole.choices, default=UnitRole.CO.value)


class ExtensionBody(StrictSerializer):
    """Until when, why, and how far the matter is."""

    due_on = serializers.DateField()
    reason = words()
    progress = words()


class GrantBody(StrictSerializer):
    """Until when, if not as asked."""

    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    opinion = words(required=False)


class UrgeBody(StrictSerializer):
    """Level, words and term; words and term have defaults by rule."""

    level = serializers.ChoiceField(choices=UrgingLevel.choices)
    text = words(required=False)
    term = serializers.DateField(required=False, allow_null=True, default=None)


class UrgeManyBody(UrgeBody):
    """The parts to be urged, all or none: named, or the first leads of what the ledger shows under a query string."""

    assignments = VisiblePart(many=True, required=False, allow_empty=False)
    filter = serializers.CharField(
        max_length=LONG,
        required=False,
        help_text="与 GET /tasks/ 相同的查询串，如 queue=overdue&unit=3；只催办理中的事项",
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with `assignments` filled; one of the two ways has to be taken."""
        if ("assignments" in values) == ("filter" in values):
            raise serializers.ValidationError({"assignments": ["assignments 与 filter 须且只能填一项。"]})
        if "filter" in values:
            values["assignments"] = self._found(values.pop("filter"))
        return values

    def _found(self, query: str) -> list[Assignment]:
        request = self.context["request"]
        asked = TaskFilter(QueryDict(query), queryset=rows(request.user), request=request)
        unknown = set(asked.data) - set(asked.form.fields)
        if unknown or not asked.form.is_valid():
            named = "、".join(sorted(unknown or asked.form.errors))
            raise serializers.ValidationError({"filter": [f"没有这个查询条件，或其值有误：{named}。"]})
        tasks = asked.qs.order_by().values("pk")
        found = list(assignments_visible_to(request.user).open().filter(task__in=tasks, is_first_lead=True))
        if not found:
            raise serializers.ValidationError({"filter": ["没有符合条件的办理中事项。"]})
        return found


class ReplyBody(StrictSerializer):
    """The unit's answer."""

    text = words()


class CloseUnfinishedBody(StrictSerializer):
    """Why a matter is closed that is not done."""

    closing_reason = serializers.ChoiceField(choices=[one.value for one in UNFINISHED])
    reason = words()


class MatterBody(StrictSerializer):
    """A matter without a document."""

    jurisdiction = OwnJurisdiction()
    source = serializers.ChoiceField(choices=[one.value for one in BY_HAND])  # type: ignore[assignment]
    title = serializers.CharField(max_length=300)
    lead = OwnDepartment(required=False, allow_null=True, default=None)
    co = OwnDepartment(many=True, required=False, default=list)
    quotation = serializers.CharField(max_length=20_000, required=False, allow_blank=True, default="")
    source_note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    source_date = serializers.DateField(required=False, allow_null=True, default=None)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    due_text = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    cadence = serializers.ChoiceField(choices=Cadence.choices, required=False, default="")


class SplitWayBody(StrictSerializer):
    """How one measure is split: a task a target, or a task a unit named in running text with its own scope."""

    measure = serializers.IntegerField(min_value=1)
    by = serializers.ChoiceField(choices=["target", "inline"])


class ChoicesBody(StrictSerializer):
    """The policy whose confirmed measures can become drafts."""

    policy = OwnPolicy()


class DraftBody(ChoicesBody):
    """The policy whose confirmed measures become drafts, and which of them are split."""

    split = SplitWayBody(many=True, required=False, default=list)


class TasksBody(StrictSerializer):
    """Some tasks, at most 500 at once."""

    tasks = VisibleTask(many=True, allow_empty=False)

    def validate_tasks(self, value: list[Task]) -> list[Task]:
        """Keep a request within bounds."""
        if len(value) > MOST_AT_ONCE:
            raise serializers.ValidationError(f"一次最多 {MOST_AT_ONCE} 件。")
        return value


class ReadingBody(StrictSerializer):
    """What a target has reached; null takes the reading away."""

    target = serializers.IntegerField(min_value=1)
    value = serializers.DecimalField(max_digits=24, decimal_places=4, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ReportBody(StrictSerializer):
    """Some fields of a report that is being written."""

    progress = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    on_schedule = serializers.BooleanField(required=False, allow_null=True)
    promise_kept = serializers.ChoiceField(choices=PromiseKept.choices, required=False, allow_blank=True)
    problems = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    coordination = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    next_steps = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)
    expected_finish = serializers.DateField(required=False, allow_null=True)
    is_final = serializers.BooleanField(required=False)
    readings = ReadingBody(many=True, required=False)

    def split(self) -> tuple[dict[str, Any], dict[int, tuple[Any, str]]]:
        """Return the plain values and the readings as the service takes them."""
        values = dict(self.validated_data)
        readings = values.pop("readings", [])
        return values, {row["target"]: (row["value"], row["note"]) for row in readings}


class EvidenceBody(StrictSerializer):
    """A file and the field it proves."""

    file = serializers.FileField()
    field = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
