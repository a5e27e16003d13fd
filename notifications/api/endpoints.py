"""Addresses outside and allowed hosts over REST, for administrators."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.serializers import StrictSerializer
from core.api.views import RecordViewSet
from core.exceptions import NotPermitted
from departments.models import Jurisdiction
from notifications import services
from notifications.models import AllowedHost, ChannelName, Endpoint
from notifications.permissions import endpoints_visible_to, hosts_visible_to, may_keep_endpoints
from notifications.services.endpoints import LONGEST_SECRET, LONGEST_URL, OUTSIDE_CHOICES


class AllowedHostSerializer(serializers.ModelSerializer[AllowedHost]):
    """A host that may be called."""

    jurisdiction = serializers.IntegerField(source="jurisdiction_id", help_text="管辖")

    class Meta:
        model = AllowedHost
        fields = ("id", "jurisdiction", "host", "purpose", "allow_private")


class AllowedHostBody(StrictSerializer):
    """A host to be allowed."""

    jurisdiction = serializers.IntegerField(min_value=1, help_text="管辖")
    host = serializers.CharField(max_length=253, help_text="主机名或 IP")
    purpose = serializers.CharField(max_length=100, help_text="用途")
    allow_private = serializers.BooleanField(default=False, help_text="在内网")


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An address outside; neither its secret nor the key within the address."""

    jurisdiction = serializers.IntegerField(source="jurisdiction_id", help_text="管辖")
    address = serializers.CharField(source="shown_url", help_text="地址，机器人的密钥以 … 代替")

    class Meta:
        model = Endpoint
        fields = (
            "id", "jurisdiction", "channel", "name", "address", "is_active", "tried_at", "tried_well", "tried_words",
            "version",
        )  # fmt: skip


class SecretSerializer(EndpointSerializer):
    """An address outside with its secret, which is never shown again."""

    secret = serializers.CharField(help_text="签名密钥，只在新增和更换时返回一次；企业微信为空")

    class Meta(EndpointSerializer.Meta):
        fields = (*EndpointSerializer.Meta.fields, "secret")  # type: ignore[assignment]


class EndpointBody(StrictSerializer):
    """An address to be entered; without `secret` the system makes one (webhooks only)."""

    jurisdiction = serializers.IntegerField(min_value=1, help_text="管辖")
    channel = serializers.ChoiceField(choices=OUTSIDE_CHOICES)
    name = serializers.CharField(max_length=60)
    url = serializers.CharField(max_length=LONGEST_URL, help_text="完整地址，主机须在允许名单上")
    secret = serializers.CharField(max_length=LONGEST_SECRET, allow_blank=True, required=False)


class CorrectionBody(StrictSerializer):
    """What is left out stays."""

    name = serializers.CharField(max_length=60, required=False)
    url = serializers.CharField(max_length=LONGEST_URL, required=False)


class SecretBody(StrictSerializer):
    """The new secret; without it the system makes one (webhooks only)."""

    secret = serializers.CharField(max_length=LONGEST_SECRET, allow_blank=True, required=False)


def _keeper(request: Request) -> User:
    assert isinstance(request.user, User)  # noqa: S101 the permissions let nobody else come here
    return request.user


def _government(request: Request, pk: int) -> Jurisdiction:
    """Return a government of the caller; 403 unless it administers it, 404 where it holds no role."""
    caller = _keeper(request)
    government = get_object_or_404(Jurisdiction, pk=pk, pk__in=caller.access.any)
    if not may_keep_endpoints(caller, government):
        raise NotPermitted("notifications.not_administrator", "只有本级系统管理员可以管理对外地址。")
    return government


class AllowedHostViewSet(RecordViewSet):
    """允许访问的主机（系统管理员）。"""

    queryset = AllowedHost.objects.none()
    serializer_class = AllowedHostSerializer
    scope = "endpoints"

    def get_queryset(self) -> QuerySet[AllowedHost]:
        """Return the hosts of the governments the caller administers."""
        return hosts_visible_to(self.request.user)

    @extend_schema(request=AllowedHostBody, responses={201: AllowedHostSerializer})
    def create(self, request: Request) -> Response:
        """Put a host on the list."""
        values = self.body(AllowedHostBody)
        government = _government(request, values.pop("jurisdiction"))
        row = services.allow_host(jurisdiction=government, by=_keeper(request), **values)
        headers = {"Location": f"/api/v1/allowed-hosts/{row.pk}/"}
        return Response(self.get_serializer(row).data, status=201, headers=headers)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take a host off the list; 400 while an address in use lies on it."""
        services.drop_host(allowed=self.get_object(), by=_keeper(request))
        return Response(status=204)


class EndpointViewSet(RecordViewSet):
    """对外地址：业务系统、短信网关和机器人（系统管理员）。"""

    queryset = Endpoint.objects.none()
    serializer_class = EndpointSerializer
    scope = "endpoints"
    versioned_actions = frozenset({"partial_update", "secret", "pause", "resume"})
    # a stored answer would hold the secret
    keeps_answers = False

    def get_queryset(self) -> QuerySet[Endpoint]:
        """Return the addresses of the governments the caller administers."""
        return endpoints_visible_to(self.request.user)

    @extend_schema(request=EndpointBody, responses={201: SecretSerializer})
    def create(self, request: Request) -> Response:
        """Enter an address and put it into use; its secret is in this answer only."""
        values = self.body(EndpointBody)
        government = _government(request, values.pop("jurisdiction"))
        channel, secret = ChannelName(values.pop("channel")), values.pop("secret", None)
        row, shown = services.add_endpoint(
            jurisdiction=government, channel=channel, secret=secret, by=_keeper(request), **values
        )
        return self._with_secret(row, shown, status=201, headers={"Location": f"/api/v1/endpoints/{row.pk}/"})

    @extend_schema(request=CorrectionBody, responses=EndpointSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change name or address; what waits goes to the new address."""
        row, version, values = self.get_object(), self.expected_version(), self.body(CorrectionBody)
        kept = {"name": values.get("name", row.name), "url": values.get("url", "")}
        services.correct_endpoint(endpoint=row, version=version, by=_keeper(request), **kept)
        return self.record_response(row)

    @extend_schema(request=SecretBody, responses=SecretSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: str) -> Response:
        """Give another secret, in this answer only; the old one signs nothing any more."""
        row, version, secret = self.get_object(), self.expected_version(), self.body(SecretBody).get("secret")
        changed, shown = services.change_secret(endpoint=row, version=version, secret=secret, by=_keeper(request))
        return self._with_secret(changed, shown)

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Send nothing more to it."""
        row, version = self.get_object(), self.expected_version()
        self.body(StrictSerializer)
        return self.record_response(services.pause_endpoint(endpoint=row, version=version, by=_keeper(request)))

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Use it again; 409 while its channel has another one in use."""
        row, version = self.get_object(), self.expected_version()
        self.body(StrictSerializer)
        return self.record_response(services.resume_endpoint(endpoint=row, version=version, by=_keeper(request)))

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"], url_path="try", url_name="try")
    def attempt(self, request: Request, pk: str) -> Response:
        """Send one signed test message and answer with what came of it; 409 within a minute of the last."""
        row = self.get_object()
        self.body(StrictSerializer)
        return self.record_response(services.try_endpoint(endpoint=row, by=_keeper(request)))

    def _with_secret(self, row: Endpoint, secret: str, **answer: Any) -> Response:
        response = self.record_response(row, **answer)
        response.data = {**response.data, "secret": secret}
        return response
