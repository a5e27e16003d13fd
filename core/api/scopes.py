"""What a token may be used for. A person's session has every scope: what it may do follows from the roles alone."""

from typing import Any, Self

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class HasScope(BasePermission):
    """`permission_classes = [IsAuthenticated, HasScope("tasks:read")]`: the token must carry the scope."""

    code = "auth.scope_missing"

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.message = f"令牌没有“{scope}”范围。"

    def __call__(self) -> Self:
        """Return itself: REST framework calls every entry of `permission_classes`."""
        return self

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Say whether the request's token, if it came with one, carries the scope."""
        return token_has_scope(request.auth, self.scope)


def token_has_scope(auth: Any, scope: str) -> bool:
    """Say whether a token carries a scope; without a token (session) every scope is there."""
    return auth is None or scope in getattr(auth, "scopes", [])
