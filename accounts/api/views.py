"""The own account and the own tokens over REST."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.models import Membership, Token, User
from accounts.scopes import SCOPES
from core import clock
from core.api.serializers import StrictSerializer
from core.api.views import ApiViewSet, RecordViewSet
from core.exceptions import NotPermitted


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A role held today."""

    jurisdiction = serializers.IntegerField(source="jurisdiction_id")
    jurisdiction_name = serializers.CharField(source="jurisdiction.name")
    department = serializers.IntegerField(source="department_id", allow_null=True)
    department_name = serializers.CharField(source="department.name", allow_null=True, default=None)
    is_deputy = serializers.SerializerMethodField(help_text="是否代理他人")

    class Meta:
        model = Membership
        fields = (
            "role", "jurisdiction", "jurisdiction_name", "department", "department_name", "valid_from", "valid_to",
            "is_deputy",
        )  # fmt: skip

    def get_is_deputy(self, membership: Membership) -> bool:
        """Say whether the role is held for somebody absent."""
        return membership.deputy_for_id is not None


class MeSerializer(serializers.ModelSerializer[User]):
    """The account that asks, its roles today, and what its token may do."""

    memberships = serializers.SerializerMethodField(help_text="今日任职")
    scopes = serializers.SerializerMethodField(help_text="令牌范围；会话登录为 null")

    class Meta:
        model = User
        fields = ("id", "username", "name", "email", "is_service", "memberships", "scopes")

    @extend_schema_field(MembershipSerializer(many=True))
    def get_memberships(self, user: User) -> Any:
        """Return the roles held today."""
        held = user.memberships.active(clock.today()).select_related("jurisdiction", "department")
        return MembershipSerializer(held, many=True).data

    def get_scopes(self, user: User) -> list[str] | None:
        """Return what the token at hand may do."""
        auth = self.context["request"].auth
        return list(auth.scopes) if isinstance(auth, Token) else None


class TokenSerializer(serializers.ModelSerializer[Token]):
    """A token without its secret."""

    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Token
        fields = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")


class IssuedTokenSerializer(TokenSerializer):
    """A new token with its clear text, which is never shown again."""

    token = serializers.CharField(help_text="明文，只在签发时返回一次")

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "token")  # type: ignore[assignment]


class TokenBody(StrictSerializer):
    """A token to be issued."""

    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=list(SCOPES.items())), allow_empty=False)
    days = serializers.IntegerField(min_value=1, max_value=730, default=365)


class RotateBody(StrictSerializer):
    """How long the old token stays good."""

    overlap_hours = serializers.IntegerField(min_value=0, max_value=168, default=24)


class MeViewSet(ApiViewSet):
    """本账号。"""

    queryset = User.objects.none()
    serializer_class = MeSerializer
    scope = "accounts"
    pagination_class: Any = None
    filter_backends = ()

    @extend_schema(responses=MeSerializer, operation_id="me")
    def show(self, request: Request) -> Response:
        """Return the account that asks, its roles today and the scopes of its token."""
        return Response(self.get_serializer(request.user).data)


class TokenViewSet(RecordViewSet):
    """本账号的令牌。"""

    queryset = Token.objects.none()
    serializer_class = TokenSerializer
    scope = "accounts"
    # a stored answer would hold the secret
    keeps_answers = False

    def get_queryset(self) -> QuerySet[Token]:
        """Return the caller's own tokens."""
        return Token.objects.filter(user=self.request.user.pk)

    @extend_schema(request=TokenBody, responses={201: IssuedTokenSerializer})
    def create(self, request: Request) -> Response:
        """Issue a token; one that is issued by a token cannot do more than that one."""
        values = self.body(TokenBody)
        if isinstance(request.auth, Token) and not set(values["scopes"]) <= set(request.auth.scopes):
            raise NotPermitted("accounts.scope_beyond_own", "用令牌签发的新令牌，范围不能超过原令牌。")
        token, clear_text = services.issue_token(owner=self._caller(), by=self._caller(), **values)
        return self._issued(token, clear_text)

    @extend_schema(request=RotateBody, responses={201: IssuedTokenSerializer})
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """Issue a token like this one, which ends after the overlap."""
        token = self.get_object()
        overlap = timedelta(hours=self.body(RotateBody)["overlap_hours"])
        if isinstance(request.auth, Token) and not set(token.scopes) <= set(request.auth.scopes):
            raise NotPermitted("accounts.scope_beyond_own", "用令牌签发的新令牌，范围不能超过原令牌。")
        return self._issued(*services.rotate_token(token=token, overlap=overlap, by=self._caller()))

    @extend_schema(request=None, responses=TokenSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Let a token be good for nothing from now on."""
        self.body(StrictSerializer)
        token = services.revoke_token(token=self.get_object(), by=self._caller())
        return Response(self.get_serializer(token).data)

    def _caller(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 the permissions let nobody else come here
        return self.request.user

    def _issued(self, token: Token, clear_text: str) -> Response:
        return Response({**self.get_serializer(token).data, "token": clear_text}, status=201)
