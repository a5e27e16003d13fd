"""The log over REST, for auditors and systems that keep a copy."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from audit.filters import EntryFilter
from audit.models import Chain, Entry
from audit.permissions import may_read_log
from audit.words import action_word
from core.access import access_of
from core.api.views import ApiViewSet, RecordViewSet


class IsAuditor(BasePermission):
    """Auditors only: for everybody else the log is not there."""

    code = "audit.not_auditor"
    message = "只有审计员可以查看审计记录。"

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Say whether the person audits any government."""
        return may_read_log(request.user)


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """An entry as it was written, with the verb in words."""

    action_word = serializers.SerializerMethodField(help_text="动作的中文说法")
    before = serializers.DictField(help_text="变更前")
    after = serializers.DictField(help_text="变更后")

    class Meta:
        model = Entry
        fields = (
            "id", "jurisdiction_id", "jurisdiction_name", "position", "at", "actor_id", "actor_name", "unit_id",
            "unit_name", "action", "action_word", "object_type", "object_id", "object_name", "before", "after",
            "reason", "origin", "request_id", "previous_hash", "entry_hash",
        )  # fmt: skip

    def get_action_word(self, entry: Entry) -> str:
        """Return the verb in words."""
        return action_word(entry.action)


class ChainSerializer(serializers.ModelSerializer[Chain]):
    """Length and head of a government's chain: what an outside keeper compares."""

    class Meta:
        model = Chain
        fields = ("jurisdiction_id", "length", "head")


class EntryViewSet(RecordViewSet):
    """审计记录：只读，仅审计员可见。"""

    queryset = Entry.objects.none()
    serializer_class = EntrySerializer
    filterset_class = EntryFilter
    permission_classes = (IsAuditor,)
    scope = "audit"

    def get_queryset(self) -> QuerySet[Entry]:
        """Return the entries of the governments the caller audits."""
        return Entry.objects.visible_to(self.request.user)


class ChainViewSet(mixins.ListModelMixin, ApiViewSet):
    """审计链的长度和链首，供外部留存核对。"""

    queryset = Chain.objects.none()
    serializer_class = ChainSerializer
    permission_classes = (IsAuditor,)
    scope = "audit"
    pagination_class: Any = None
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Chain]:
        """Return the chains of the governments the caller audits."""
        return Chain.objects.filter(pk__in=access_of(self.request.user).audited).order_by("pk")
