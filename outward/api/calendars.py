"""The own calendar addresses over REST."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.scopes import token_has_scope
from core.api.serializers import StrictSerializer
from core.api.views import RecordViewSet
from core.exceptions import NotPermitted
from outward.models import CalendarFeed
from outward.permissions import feeds_of, units_followed_by
from outward.services import following

# what the document shows a token must be able to read by itself
READ = ("tasks:read", "policies:read")


class CalendarFeedSerializer(serializers.ModelSerializer[CalendarFeed]):
    """A calendar address without its secret."""

    department = serializers.IntegerField(source="department_id", allow_null=True, help_text="单位；null 为本人")
    name = serializers.CharField(source="__str__", help_text="日历名称")

    class Meta:
        model = CalendarFeed
        fields = ("id", "department", "name", "prefix", "created_at", "renewed_at", "last_read_at")


class CalendarSecretSerializer(CalendarFeedSerializer):
    """A calendar address in full, which is never shown again."""

    secret = serializers.CharField(help_text="完整地址，只在生成和更换时返回一次")

    class Meta(CalendarFeedSerializer.Meta):
        fields = (*CalendarFeedSerializer.Meta.fields, "secret")  # type: ignore[assignment]


class CalendarFeedBody(StrictSerializer):
    """Whose deadlines."""

    department = serializers.IntegerField(
        min_value=1, allow_null=True, required=False, default=None, help_text="单位；不填为本人"
    )


class CalendarFeedViewSet(RecordViewSet):
    """日历地址：日历软件凭它读取本人或单位的时限。"""

    queryset = CalendarFeed.objects.none()
    serializer_class = CalendarFeedSerializer
    scope = "outward"
    # a stored answer would hold the secret
    keeps_answers = False

    def get_queryset(self) -> QuerySet[CalendarFeed]:
        """Return the caller's own addresses."""
        return feeds_of(self.request.user)

    @extend_schema(request=CalendarFeedBody, responses={201: CalendarSecretSerializer})
    def create(self, request: Request) -> Response:
        """生成日历地址；只在这个答复里给出。令牌须有 `tasks:read` 和 `policies:read`，否则 403。"""
        key, by = self.body(CalendarFeedBody)["department"], self._follower()
        unit = get_object_or_404(units_followed_by(by), pk=key) if key is not None else None
        return self._shown(*following.make(owner=by, department=unit), status=201)

    @extend_schema(request=None, responses=CalendarSecretSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str) -> Response:
        """更换日历地址，旧地址立即失效；新地址只在这个答复里给出。"""
        feed = self.get_object()
        self._follower()
        self.body(StrictSerializer)
        return self._shown(*following.renew(feed=feed))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """停用日历地址。"""
        following.drop(feed=self.get_object())
        return Response(status=204)

    def _follower(self) -> User:
        by = self.request.user
        assert isinstance(by, User)  # noqa: S101 the permissions let nobody else come here
        if not all(token_has_scope(self.request.auth, scope) for scope in READ):
            raise NotPermitted("accounts.scope_beyond_own", f"令牌还须有 {'、'.join(READ)}，才能生成日历地址。")
        return by

    def _shown(self, feed: CalendarFeed, clear: str, **answer: Any) -> Response:
        address = self.request.build_absolute_uri(f"{reverse('outward:calendar')}?key={clear}")
        return Response({**self.get_serializer(feed).data, "secret": address}, **answer)
