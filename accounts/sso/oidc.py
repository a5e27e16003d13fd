"""OpenID Connect: authorization code with PKCE; the id_token is checked as OpenID Connect Core 3.1.3.7 asks.

Signatures and claims are joserfc's; only asymmetric algorithms are taken, so a client secret never makes a token.
"""

import base64
import hashlib
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from accounts.sso.transport import REFUSED, SsoError, fetch_json
from core import clock

ALGORITHMS = ["RS256", "PS256", "ES256"]
LEEWAY_SECONDS = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def sign_in_url(back: str, memory: dict[str, str]) -> str:
    """Return the platform's sign-in page for one request."""
    digest = hashlib.sha256(memory["verifier"].encode("ascii")).digest()
    asked = {
        "response_type": "code",
        "client_id": settings.DUBAN_OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": memory["state"],
        "nonce": memory["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
        "code_challenge_method": "S256",
    }
    page = _platform()["authorization_endpoint"]
    return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"


def user_of(answer: dict[str, str], back: str, memory: dict[str, Any]) -> str:
    """Return the account's name from the answer's code; raises `SsoError`."""
    if answer.get("error") or not answer.get("code"):
        raise SsoError(REFUSED)
    # RFC 9207: an answer of another platform is not taken to this one's token endpoint
    if answer.get("iss", settings.DUBAN_OIDC_ISSUER) != settings.DUBAN_OIDC_ISSUER:
        raise SsoError(REFUSED)
    platform = _platform()
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": back,
        "client_id": settings.DUBAN_OIDC_CLIENT_ID,
        "code_verifier": memory["verifier"],
    }
    named = (quote(text, safe="") for text in (settings.DUBAN_OIDC_CLIENT_ID, settings.DUBAN_OIDC_CLIENT_SECRET))
    basic = base64.b64encode(":".join(named).encode()).decode("ascii")
    tokens = fetch_json(platform["token_endpoint"], form=form, headers={"Authorization": f"Basic {basic}"})
    claims = _checked(str(tokens.get("id_token", "")), fetch_json(platform["jwks_uri"]), memory["nonce"])
    name = claims.get(settings.DUBAN_OIDC_USER_CLAIM)
    if not isinstance(name, str) or not name:
        raise SsoError(REFUSED)
    return name


def _platform() -> dict[str, Any]:
    """Return the platform's description of itself; it must name the issuer it was asked for."""
    issuer = settings.DUBAN_OIDC_ISSUER
    found = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    scheme = urlsplit(issuer).scheme
    if found.get("issuer") != issuer or any(urlsplit(str(found.get(one))).scheme != scheme for one in ENDPOINTS):
        raise SsoError(REFUSED)
    return found


def _checked(token: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
    client = settings.DUBAN_OIDC_CLIENT_ID
    rules = jwt.JWTClaimsRegistry(
        now=int(clock.real_now().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.DUBAN_OIDC_ISSUER},
        aud={"essential": True, "value": client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SsoError(REFUSED) from error
    audience = claims["aud"]
    party = claims.get("azp", client if isinstance(audience, str) or len(audience) == 1 else "")
    if party != client:
        raise SsoError(REFUSED)
    return dict(claims)
