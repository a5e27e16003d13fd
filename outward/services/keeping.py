"""Subscriptions: entered, corrected, given a new secret, paused and resumed; failed pushes sent again."""

import secrets
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from audit.models import Chain
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from core.versions import save_version
from departments.models import Jurisdiction
from notifications.models import ChannelName
from notifications.services.endpoints import SECRET_BYTES, clean_url, require_host
from outward.models import Push, PushState, Subscription
from outward.permissions import require_keeper

MOST_TYPES = 50


def subscribe(
    *, jurisdiction: Jurisdiction, account: User, name: str, url: str, types: Sequence[str], by: User | None
) -> tuple[Subscription, str]:
    """Tell a system of what happens from now on; returns the row with its secret, which is shown to nobody again.

    Raises `DomainError` for an account that is no service account of the government, an address that is not on the
    list of allowed hosts, a name that is taken.
    """
    require_keeper(by, jurisdiction)
    if not account.is_service or not account.memberships.active(clock.today()).filter(jurisdiction=jurisdiction):
        raise _wrong("account", "请选择本级有任职的系统对接账号。")
    row = Subscription(
        jurisdiction=jurisdiction,
        account=account,
        name=_clean_name(name),
        url=clean_url(ChannelName.WEBHOOK, url),
        types=_clean_types(types),
        secret=secrets.token_urlsafe(SECRET_BYTES),
        created_at=clock.real_now(),
    )
    try:
        with unit_of_work():
            require_host(row)
            row.position = Chain.objects.filter(pk=jurisdiction.pk).values_list("length", flat=True).first() or 0
            with transaction.atomic():
                row.save()
            _note("subscribed", row, by, after={**_values(row), "account": account.username})
    except IntegrityError as error:
        raise _wrong("name", "已有同名的订阅。") from error
    return row, row.secret


def correct(
    *, subscription: Subscription, version: int, name: str, url: str, types: Sequence[str], by: User | None
) -> Subscription:
    """Change name, address (empty keeps the one there is) and events; what waits goes to the new address."""
    require_keeper(by, subscription.jurisdiction)
    before = _values(subscription)
    subscription.name, subscription.types = _clean_name(name), _clean_types(types)
    if url.strip():
        subscription.url = clean_url(ChannelName.WEBHOOK, url)
    try:
        with unit_of_work():
            require_host(subscription)
            with transaction.atomic():
                save_version(subscription, expected=version, fields=["name", "url", "types"])
            _note("subscription_corrected", subscription, by, before=before, after=_values(subscription))
    except IntegrityError as error:
        raise _wrong("name", "已有同名的订阅。") from error
    return subscription


def renew_secret(*, subscription: Subscription, version: int, by: User | None) -> tuple[Subscription, str]:
    """Sign with another secret from now on, and return it once."""
    require_keeper(by, subscription.jurisdiction)
    subscription.secret = secrets.token_urlsafe(SECRET_BYTES)
    with unit_of_work():
        save_version(subscription, expected=version, fields=["secret"])
        _note("subscription_secret_changed", subscription, by)
    return subscription, subscription.secret


def switch(*, subscription: Subscription, version: int, active: bool, by: User | None) -> Subscription:
    """Pause or resume; while it is paused events wait in the log, none is lost."""
    require_keeper(by, subscription.jurisdiction)
    if subscription.is_active == active:
        raise TransitionForbidden("outward.switched_already", "订阅已" + ("启用。" if active else "暂停。"))
    subscription.is_active, subscription.hold_until, subscription.failures = active, None, 0
    with unit_of_work():
        save_version(subscription, expected=version, fields=["is_active", "hold_until", "failures"])
        action = "subscription_resumed" if active else "subscription_paused"
        _note(action, subscription, by, before={"is_active": not active}, after={"is_active": active})
    return subscription


def send_again(*, push: Push, by: User | None) -> Push:
    """Let a push that was given up be tried anew; later ones of the same matter may have gone before it."""
    require_keeper(by, push.subscription.jurisdiction)
    with unit_of_work():
        again = {"state": PushState.PLANNED, "attempts": 0, "retry_after": clock.real_now(), "last_error": ""}
        # not 1: it was sent, or somebody else has asked already
        if Push.objects.filter(pk=push.pk, state=PushState.FAILED).update(**again) != 1:
            raise TransitionForbidden("outward.not_failed", "只有失败的推送可以重发。")
        _note("push_sent_again", push.subscription, by, after={"event": push.event})
    push.refresh_from_db()
    return push


def _clean_name(name: str) -> str:
    text = " ".join(name.split())
    if not 0 < len(text) <= 60:
        raise _wrong("name", "名称须为 1 至 60 个字。")
    return text


def _clean_types(types: Sequence[str]) -> list[str]:
    found = sorted({one.strip() for one in types if one.strip()})
    if len(found) > MOST_TYPES or any(len(one) > 80 or not one.isascii() or not one.isprintable() for one in found):
        raise _wrong("types", f"事件最多 {MOST_TYPES} 种，写英文代码，如 task.issue；以点结尾表示一类，如 task.。")
    return found


def _values(row: Subscription) -> dict[str, object]:
    return {"name": row.name, "url": row.shown_url, "types": row.types}


def _note(
    action: str,
    row: Subscription,
    by: User | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    actor = by.actor if by else None
    record(f"outward.{action}", row, actor=actor, jurisdiction=row.jurisdiction, before=before, after=after)


def _wrong(field: str, message: str) -> DomainError:
    return DomainError("outward.subscription_invalid", message, fields={field: [message]})
