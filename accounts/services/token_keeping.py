"""Tokens: issued with scopes and an end, shown once, rotated with an overlap, revoked."""

from datetime import timedelta

from accounts import tokens
from accounts.models import Token, User
from accounts.permissions import can_manage_tokens
from accounts.scopes import SCOPES
from accounts.services.log import record_person
from accounts.services.people import actor
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted

LONGEST_DAYS = 730
LONGEST_OVERLAP = timedelta(days=7)


def issue_token(*, owner: User, name: str, scopes: list[str], days: int, by: User | None) -> tuple[Token, str]:
    """Issue a token and return it with its clear text, which is shown once and stored nowhere."""
    _require(by, owner)
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        message = f"没有这些范围：{'、'.join(unknown)}。" if unknown else "请至少选择一个范围。"
        raise DomainError("accounts.scope_unknown", message, fields={"scopes": [message]})
    if not 0 < days <= LONGEST_DAYS:
        message = f"有效期须为 1 至 {LONGEST_DAYS} 天。"
        raise DomainError("accounts.token_days", message, fields={"days": [message]})
    if not name.strip():
        raise DomainError("accounts.token_name", "请填写名称。", fields={"name": ["请填写名称。"]})
    with unit_of_work():
        token, clear_text = tokens.issue_token(
            user=owner,
            name=name.strip()[:60],
            scopes=sorted(set(scopes)),
            expires_at=clock.real_now() + timedelta(days=days),
        )
        _note("accounts.issue_token", token, by)
    return token, clear_text


def rotate_token(*, token: Token, overlap: timedelta, by: User | None) -> tuple[Token, str]:
    """Issue a token like this one and let the old one end after an overlap in which both are good."""
    _require(by, token.user)
    now = clock.real_now()
    if token.revoked_at is not None or (token.expires_at and token.expires_at <= now):
        raise DomainError("accounts.token_over", "令牌已失效，请重新签发。")
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise DomainError("accounts.overlap", f"重叠期须在 {LONGEST_OVERLAP.days} 天以内。")
    lifetime = token.expires_at - token.created_at if token.expires_at else timedelta(days=365)
    with unit_of_work():
        new, clear_text = tokens.issue_token(
            user=token.user, name=token.name, scopes=token.scopes, expires_at=now + lifetime
        )
        token.expires_at = min(token.expires_at, now + overlap) if token.expires_at else now + overlap
        token.save(update_fields=["expires_at"])
        _note("accounts.rotate_token", new, by)
    return new, clear_text


def revoke_token(*, token: Token, by: User | None, reason: str = "") -> Token:
    """Let a token be good for nothing from now on."""
    _require(by, token.user)
    if token.revoked_at is None:
        with unit_of_work():
            token.revoked_at = clock.real_now()
            token.save(update_fields=["revoked_at"])
            _note("accounts.revoke_token", token, by, reason)
    return token


def _require(by: User | None, owner: User) -> None:
    if by is not None and not can_manage_tokens(by, owner):
        message = "只能管理自己的令牌，以及本级系统对接账号的令牌（系统管理员）。"
        raise NotPermitted("accounts.not_token_keeper", message)


def _note(action: str, token: Token, by: User | None, reason: str = "") -> None:
    after = {"token": f"{token.name} {token.prefix}…", "scopes": token.scopes, "until": token.expires_at}
    record_person(action, token.user, by=actor(by), after=after, reason=reason)
