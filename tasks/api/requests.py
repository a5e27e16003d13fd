"""Extensions, disputes and urgings over REST."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import RecordViewSet
from tasks import permissions
from tasks.api import bodies
from tasks.api.acting import ActingViewSet, act, caller
from tasks.api.bulk import BulkMixin
from tasks.api.serializers import DisputeSerializer, ExtensionSerializer, UrgingSerializer
from tasks.filters import DisputeFilter, ExtensionFilter, UrgingFilter
from tasks.models import Dispute, Extension, Urging
from tasks.services import urging
from tasks.services.bulk import refuse_too_many
from tasks.transitions import Subject

RELATED = ("assignment__task__jurisdiction", "assignment__department")


class ExtensionViewSet(BulkMixin, RecordViewSet):
    """延期申请：查询、单位审核、初审、报领导、批准、驳回、撤回。提出见单位任务的 extend。"""

    queryset = Extension.objects.none()
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    scope = "tasks"
    versioned_actions = frozenset({"approve", "withdraw", "forward", "grant", "refuse"})
    bulk_subject = Subject.EXTENSION
    bulk_bodies: ClassVar = {
        "grant": bodies.GrantBody,
        "forward": bodies.OpinionBody,
        "refuse": bodies.RefuseBody,
    }

    def get_queryset(self) -> Any:
        """Return what the caller may see."""
        return permissions.extensions_visible_to(self.request.user).select_related(*RELATED)

    approve = act(Subject.EXTENSION, "approve", bodies.EmptyBody)
    withdraw = act(Subject.EXTENSION, "withdraw", bodies.EmptyBody)
    forward = act(Subject.EXTENSION, "forward", bodies.OpinionBody)
    grant = act(Subject.EXTENSION, "grant", bodies.GrantBody)
    refuse = act(Subject.EXTENSION, "refuse", bodies.RefuseBody)


class DisputeViewSet(ActingViewSet, RecordViewSet):
    """职责异议：查询、裁定。提出见单位任务的 dispute。"""

    queryset = Dispute.objects.none()
    serializer_class = DisputeSerializer
    filterset_class = DisputeFilter
    scope = "tasks"
    versioned_actions = frozenset({"decide"})

    def get_queryset(self) -> Any:
        """Return what the caller may see."""
        return permissions.disputes_visible_to(self.request.user).select_related(*RELATED)

    decide = act(Subject.DISPUTE, "decide", bodies.DecisionBody)


class UrgingViewSet(ActingViewSet, RecordViewSet):
    """催办：查询、批量催办、领导决定、回复。"""

    queryset = Urging.objects.none()
    serializer_class = UrgingSerializer
    filterset_class = UrgingFilter
    scope = "tasks"
    versioned_actions = frozenset({"approve", "decline", "reply"})

    def get_queryset(self) -> Any:
        """Return what the caller may see."""
        return permissions.urgings_visible_to(self.request.user).select_related(*RELATED)

    @extend_schema(request=bodies.UrgeManyBody, responses={201: UrgingSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """Urge many parts at once, all or none."""
        asked = self.body(bodies.UrgeManyBody)
        refuse_too_many(len(asked["assignments"]), what="没有催办")
        done = urging.urge_many(by=caller(request), **asked)
        return Response(self.get_serializer(done, many=True).data, status=201)

    approve = act(Subject.URGING, "approve", bodies.OpinionBody)
    decline = act(Subject.URGING, "decline", bodies.RefuseBody)
    reply = act(Subject.URGING, "reply", bodies.ReplyBody)
