"""The caller's own inbox over REST."""

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializers import StrictSerializer
from core.api.views import RecordViewSet
from core.filters import YesNoFilter
from notifications.api.serializers import MessageSerializer
from notifications.models import Message, MessageKind
from notifications.permissions import messages_visible_to
from notifications.services import mark_read


class MessageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Unread ones, or one kind."""

    unread = YesNoFilter(field_name="read_at", lookup_expr="isnull", label="未读")
    kind = django_filters.ChoiceFilter(choices=MessageKind.choices)

    class Meta:
        model = Message
        fields: list[str] = []


class MessageViewSet(RecordViewSet):
    """本账号收到的消息。"""

    scope = "notifications"
    serializer_class = MessageSerializer
    filterset_class = MessageFilter

    def get_queryset(self) -> QuerySet[Message]:
        """Return the caller's own messages."""
        return messages_visible_to(self.request.user)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="read")
    def read(self, request: Request, pk: str | None = None) -> Response:
        """标为已读；已读的不变。"""
        found = self.get_object()
        self.body(StrictSerializer)
        mark_read(by=found.recipient, messages=Message.objects.filter(pk=found.pk))
        found.refresh_from_db()
        return Response(self.get_serializer(found).data)
