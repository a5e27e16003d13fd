"""`Authorization: Bearer prefix.secret` for the REST interface."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import Token, User
from accounts.tokens import find_token


class TokenAuthentication(BaseAuthentication):
    """Signs a service account or a person in by a hashed token; `request.auth` is the token."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        """Return the account and its token, None without a bearer header; raise for a bad token."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed("令牌格式不正确。")
        token = find_token(words[1].decode("ascii", "replace"))
        if token is None:
            raise AuthenticationFailed("令牌无效、已过期或已吊销。")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Return the challenge of a 401."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI description names the token."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the security scheme."""
        return {"type": "http", "scheme": "bearer", "description": "系统对接令牌"}
