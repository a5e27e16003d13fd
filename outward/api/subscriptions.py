"""Subscriptions and the log of pushes over REST, for administrators; an account reads those in its own name."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.serializers import StrictSerializer
from core.api.views import ApiViewSet, RecordViewSet
from core.exceptions import DomainError
from departments.models import Jurisdiction
from outward.api.serializers import (
    PushSerializer,
    SubscriptionBody,
    SubscriptionCorrectionBody,
    SubscriptionSecretSerializer,
    SubscriptionSerializer,
)
from outward.filters import PushFilter
from outward.models import Push, Subscription
from outward.permissions import pushes_visible_to, require_keeper, visible_to
from outward.services import keeping, pushing


def caller(view: ApiViewSet) -> User:
    """Return who asks; sign-in comes first."""
    assert isinstance(view.request.user, User)  # noqa: S101 the permissions let nobody else come here
    return view.request.user


class SubscriptionViewSet(RecordViewSet):
    """推送订阅：把发生的事主动告知外部系统（系统管理员）。"""

    queryset = Subscription.objects.none()
    serializer_class = SubscriptionSerializer
    scope = "outward"
    versioned_actions = frozenset({"partial_update", "secret", "pause", "resume"})
    # a stored answer would hold the secret
    keeps_answers = False

    def get_queryset(self) -> QuerySet[Subscription]:
        """Return the subscriptions the caller keeps, and those in its own name."""
        return visible_to(self.request.user)

    @extend_schema(request=SubscriptionBody, responses={201: SubscriptionSecretSerializer})
    def create(self, request: Request) -> Response:
        """新增订阅；签名密钥只在这个答复里。从现在起发生的事按先后推送。"""
        values, by = self.body(SubscriptionBody), caller(self)
        jurisdiction = get_object_or_404(Jurisdiction, pk=values.pop("jurisdiction"), pk__in=by.access.any)
        require_keeper(by, jurisdiction)
        account = User.objects.filter(pk=values.pop("account"), is_service=True).first()
        if account is None:
            message = "没有这个系统对接账号。"
            raise DomainError("outward.subscription_invalid", message, fields={"account": [message]})
        row, secret = keeping.subscribe(jurisdiction=jurisdiction, account=account, by=by, **values)
        headers = {"Location": f"/api/v1/subscriptions/{row.pk}/"}
        return self._with_secret(row, secret, status=201, headers=headers)

    @extend_schema(request=SubscriptionCorrectionBody, responses=SubscriptionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """修改名称、地址和事件；未列出的不变，待推送的发往新地址。"""
        row, version, values = self.get_object(), self.expected_version(), self.body(SubscriptionCorrectionBody)
        kept = {"name": row.name, "url": "", "types": row.types} | values
        return self.record_response(keeping.correct(subscription=row, version=version, by=caller(self), **kept))

    @extend_schema(request=None, responses=SubscriptionSecretSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: str) -> Response:
        """更换签名密钥，只在这个答复里给出，旧密钥立即失效。"""
        row, version = self.get_object(), self.expected_version()
        self.body(StrictSerializer)
        return self._with_secret(*keeping.renew_secret(subscription=row, version=version, by=caller(self)))

    @extend_schema(request=None, responses=SubscriptionSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """暂停推送；期间发生的事不丢，恢复后补推。"""
        return self._switch(active=False)

    @extend_schema(request=None, responses=SubscriptionSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """恢复推送。"""
        return self._switch(active=True)

    @extend_schema(request=None, responses={201: PushSerializer})
    @action(detail=True, methods=["post"], url_path="try", url_name="try")
    def attempt(self, request: Request, pk: str) -> Response:
        """立即推送一条测试事件，答复其结果；暂停时也可以试。"""
        subscription = self.get_object()
        self.body(StrictSerializer)
        row = pushing.try_out(subscription=subscription, by=caller(self))
        return Response(PushSerializer(row).data, status=201)

    def _switch(self, *, active: bool) -> Response:
        row, version = self.get_object(), self.expected_version()
        self.body(StrictSerializer)
        return self.record_response(keeping.switch(subscription=row, version=version, active=active, by=caller(self)))

    def _with_secret(self, row: Subscription, secret: str, **answer: Any) -> Response:
        response = self.record_response(row, **answer)
        response.data = {**response.data, "secret": secret}
        return response


class PushViewSet(RecordViewSet):
    """推送记录：推送了什么、结果如何；失败的可以重发。"""

    queryset = Push.objects.none()
    serializer_class = PushSerializer
    filterset_class = PushFilter
    scope = "outward"

    def get_queryset(self) -> QuerySet[Push]:
        """Return what was told to the subscriptions the caller may see."""
        return pushes_visible_to(self.request.user)

    @extend_schema(request=None, responses=PushSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str) -> Response:
        """重发一条失败的推送。"""
        push = self.get_object()
        self.body(StrictSerializer)
        return Response(self.get_serializer(keeping.send_again(push=push, by=caller(self))).data)
