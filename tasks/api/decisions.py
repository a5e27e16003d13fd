"""Decisions about a policy's validity over REST, each with its effect on the policy's open tasks."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializers import StrictSerializer
from core.api.views import ApiViewSet
from policies.models import Policy
from policies.permissions import visible_to
from tasks.api.acting import caller
from tasks.services.validity_effects import Decision, Effect, EffectKind, Wanted, decide


@extend_schema_field(int)
class VisiblePolicy(serializers.PrimaryKeyRelatedField[Policy]):
    """A policy the caller may see."""

    def get_queryset(self) -> Any:
        """Return them."""
        return visible_to(self.context["request"].user)


class EffectBody(StrictSerializer):
    """What becomes of one task."""

    task = serializers.IntegerField(min_value=1)
    effect = serializers.ChoiceField(choices=[one.value for one in EffectKind])
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    version = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class PolicyDecisionBody(StrictSerializer):
    """The decision, its ground, and what becomes of the open tasks, each of which has to be named."""

    policy = VisiblePolicy()
    policy_version = serializers.IntegerField(min_value=1, help_text="读取文件时的版本")
    decision = serializers.ChoiceField(choices=[one.value for one in Decision])
    expires_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="延续至")
    successor = VisiblePolicy(required=False, allow_null=True, default=None)
    basis = serializers.CharField(max_length=300, help_text="依据")
    effects = EffectBody(many=True, required=False, default=list)


class PolicyDecisionSerializer(serializers.Serializer[Any]):
    """A decision that was taken."""

    id = serializers.IntegerField()
    policy = serializers.IntegerField(source="policy_id")
    step = serializers.CharField()
    expires_before = serializers.DateField(allow_null=True)
    expires_after = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField()


class PolicyDecisionViewSet(ApiViewSet):
    """有效期决定：延续、废止、替代、到期失效，连同在办事项如何办理，一次办完。"""

    serializer_class = PolicyDecisionSerializer
    scope = "tasks"
    queryset = Policy.objects.none()

    @extend_schema(request=PolicyDecisionBody, responses={201: PolicyDecisionSerializer}, filters=False)
    def create(self, request: Request) -> Response:
        """Decide and let every open task follow as named, `keep` for going on; all or nothing."""
        body = self.body(PolicyDecisionBody)
        wanted = Wanted(
            Decision(body["decision"]), body["basis"], body["policy_version"], body["expires_on"], body["successor"]
        )
        effects = {
            row["task"]: Effect(EffectKind(row["effect"]), row["due_on"], row["version"]) for row in body["effects"]
        }
        done = decide(policy=body["policy"], wanted=wanted, effects=effects, by=caller(request))
        return Response(self.get_serializer(done).data, status=201)

    def represent_current(self, record: Any) -> tuple[Any, str] | None:
        """Return nothing: what is decided on is read as a policy."""
        return None
