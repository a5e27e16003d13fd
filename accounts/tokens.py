"""Hashed tokens: `prefix.secret`, of which only the prefix and a SHA-256 of the secret are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Token, User
from core import clock
from core.prepared import Prepared, columns

PREFIX_BYTES = 5
SECRET_BYTES = 32
TOKEN, USER = columns(Token), columns(User)

_valid = Prepared(
    lambda prefix, now: (
        Token.objects.filter(
            Q(expires_at=None) | Q(expires_at__gt=now), prefix=prefix, revoked_at=None, user__is_active=True
        )
        .order_by()
        .values_list(*TOKEN, *(f"user__{name}" for name in USER))
    )
)


def digest(secret: str) -> str:
    """Return the stored form of a secret; it has 256 bits of its own, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_token(*, user: User, name: str, scopes: list[str], expires_at: datetime | None = None) -> tuple[Token, str]:
    """Create a token and return it with its clear text, which cannot be had again."""
    prefix, secret = secrets.token_hex(PREFIX_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    token = Token.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        digest=digest(secret),
        scopes=scopes,
        created_at=clock.real_now(),
        expires_at=expires_at,
    )
    return token, f"{prefix}.{secret}"


def find_token(clear_text: str) -> Token | None:
    """Return the valid token of an active account for a clear text, or None."""
    prefix, _, secret = clear_text.partition(".")
    now = clock.real_now()
    rows = _valid.rows(prefix=prefix, now=now)
    if not rows:
        return None
    token = Token.from_db("default", TOKEN, rows[0][: len(TOKEN)])
    if not secrets.compare_digest(token.digest, digest(secret)):
        return None
    token.user = User.from_db("default", USER, rows[0][len(TOKEN) :])
    _note_use(token, now)
    return token


def _note_use(token: Token, now: datetime) -> None:
    # once a minute is enough for "last used" and keeps reads from writing
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
