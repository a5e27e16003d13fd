"""Addresses outside: entered, corrected, given a new secret, paused and resumed by the administrator."""

import re
import secrets
from urllib.parse import urlsplit

from audit.context import Principal
from audit.services import unit_of_work
from core.exceptions import DomainError, TransitionForbidden
from core.versions import save_version
from departments.models import Jurisdiction
from notifications.channels.http import Address
from notifications.models import AllowedHost, ChannelName, Endpoint
from notifications.permissions import require_endpoint_keeper
from notifications.services.hosts import clean_host
from notifications.services.log import note

SECRET_BYTES = 32
SHORTEST_SECRET, LONGEST_SECRET, LONGEST_URL = 16, 200, 300
OUTSIDE = (ChannelName.WEBHOOK, ChannelName.DINGTALK, ChannelName.WECOM, ChannelName.FEISHU)
OUTSIDE_CHOICES = [(one.value, one.label) for one in OUTSIDE]


def add_endpoint(
    *, jurisdiction: Jurisdiction, channel: ChannelName, name: str, url: str, secret: str | None, by: Principal | None
) -> tuple[Endpoint, str]:
    """Enter an address and put it into use; returns it with its secret, which is shown to nobody again.

    `secret` None lets the system make one (webhooks only: a robot's is made by its own platform). Raises `DomainError`
    for an empty or short secret, an address that is not on the list of hosts, a channel that has an address in use.
    """
    require_endpoint_keeper(by, jurisdiction)
    row = Endpoint(
        jurisdiction=jurisdiction,
        channel=channel,
        name=_clean_name(name),
        url=clean_url(channel, url),
        secret=_clean_secret(channel, secret),
    )
    with unit_of_work():
        require_host(row)
        _require_free(row)
        row.save()
        note("endpoint_added", row, by=by, after={**_values(row), "channel": row.channel})
    return row, row.secret


def correct_endpoint(*, endpoint: Endpoint, version: int, name: str, url: str, by: Principal | None) -> Endpoint:
    """Change name and address; an empty `url` keeps the one there is. What waits goes to the new address."""
    require_endpoint_keeper(by, endpoint.jurisdiction)
    before = _values(endpoint)
    endpoint.name = _clean_name(name)
    if url.strip():
        endpoint.url = clean_url(ChannelName(endpoint.channel), url)
    with unit_of_work():
        require_host(endpoint)
        # a tried address is another one now
        endpoint.tried_well, endpoint.tried_words = None, ""
        save_version(endpoint, expected=version, fields=["name", "url", "tried_well", "tried_words"])
        note("endpoint_corrected", endpoint, by=by, before=before, after=_values(endpoint))
    return endpoint


def change_secret(
    *, endpoint: Endpoint, version: int, secret: str | None, by: Principal | None
) -> tuple[Endpoint, str]:
    """Give an address another secret from now on, and return it once; the old one signs nothing any more."""
    require_endpoint_keeper(by, endpoint.jurisdiction)
    endpoint.secret = _clean_secret(ChannelName(endpoint.channel), secret)
    with unit_of_work():
        save_version(endpoint, expected=version, fields=["secret"])
        note("endpoint_secret_changed", endpoint, by=by)
    return endpoint, endpoint.secret


def pause_endpoint(*, endpoint: Endpoint, version: int, by: Principal | None) -> Endpoint:
    """Send nothing more to an address; what is due for it is recorded as failed, for a person to send again."""
    require_endpoint_keeper(by, endpoint.jurisdiction)
    if not endpoint.is_active:
        raise TransitionForbidden("notifications.endpoint_paused", "这个地址已经暂停。")
    return _set_active(endpoint, version, by, active=False)


def resume_endpoint(*, endpoint: Endpoint, version: int, by: Principal | None) -> Endpoint:
    """Use an address again; refused while its channel has another one in use."""
    require_endpoint_keeper(by, endpoint.jurisdiction)
    if endpoint.is_active:
        raise TransitionForbidden("notifications.endpoint_in_use", "这个地址正在使用。")
    return _set_active(endpoint, version, by, active=True)


def _set_active(endpoint: Endpoint, version: int, by: Principal | None, *, active: bool) -> Endpoint:
    with unit_of_work():
        if active:
            require_host(endpoint)
            _require_free(endpoint)
        endpoint.is_active = active
        save_version(endpoint, expected=version, fields=["is_active"])
        action = "endpoint_resumed" if active else "endpoint_paused"
        note(action, endpoint, by=by, before={"is_active": not active}, after={"is_active": active})
    return endpoint


def require_host(row: Address) -> None:
    """Raise unless the address lies on an allowed host; the host's row is held, so that nobody drops it meanwhile."""
    allowed = AllowedHost.objects.select_for_update().filter(jurisdiction=row.jurisdiction_id, host=row.host).first()
    if allowed is None:
        raise _wrong("url", f"主机 {row.host} 不在允许名单上，请先登记。", "notifications.host_not_allowed")
    if urlsplit(row.url).scheme == "http" and not allowed.allow_private:
        raise _wrong("url", "公网地址须以 https:// 开头。", "notifications.url_invalid")


def _require_free(row: Endpoint) -> None:
    """Raise when the channel has another address in use; two who ask at once wait for each other."""
    Jurisdiction.objects.select_for_update().get(pk=row.jurisdiction_id)
    others = Endpoint.objects.filter(jurisdiction=row.jurisdiction, channel=row.channel, is_active=True)
    other = others.exclude(pk=row.pk).first()
    if other is not None:
        words = f"{row.get_channel_display()}已在使用“{other.name}”，请先暂停它。"
        raise TransitionForbidden("notifications.endpoint_taken", words, fields={"channel": [words]})


def _clean_name(name: str) -> str:
    text = " ".join(name.split())
    if not 0 < len(text) <= 60:
        raise _wrong("name", "名称须为 1 至 60 个字。")
    return text


def clean_url(channel: ChannelName, url: str) -> str:
    """Return an address as it is kept; raises `DomainError` for what is none."""
    text = url.strip()
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST_URL:
        raise _wrong("url", f"地址须为 {LONGEST_URL} 个字符以内的 ASCII 文字，不含空格。", "notifications.url_invalid")
    try:
        parts = urlsplit(text)
        # an address such as https://[::1 or a port that is no number
        host, _ = clean_host(parts.hostname or ""), parts.port
    except (ValueError, DomainError) as error:
        raise _wrong("url", "地址有误，应如 https://oa.example.gov.cn/hook。", "notifications.url_invalid") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or parts.fragment:
        raise _wrong("url", "地址须以 http:// 或 https:// 开头，不含用户名和 #。", "notifications.url_invalid")
    if channel == ChannelName.WECOM and not re.search(r"(?:^|&)key=[^&]+", parts.query):
        raise _wrong("url", "企业微信机器人的地址须带 key=……。", "notifications.url_invalid")
    return text


def _clean_secret(channel: ChannelName, secret: str | None) -> str:
    """Return the secret that is kept; what a channel needs is never empty."""
    if channel == ChannelName.WECOM:
        if secret:
            raise _wrong("secret", "企业微信机器人的密钥在地址的 key 里，此处不填。", "notifications.secret_invalid")
        return ""
    if secret is None and channel == ChannelName.WEBHOOK:
        return secrets.token_urlsafe(SECRET_BYTES)
    text = (secret or "").strip()
    if not text:
        raise _wrong("secret", "密钥不能为空：没有签名的消息对方无从辨别真假。", "notifications.secret_empty")
    if not (SHORTEST_SECRET <= len(text) <= LONGEST_SECRET and text.isascii() and text.isprintable()):
        words = f"密钥须为 {SHORTEST_SECRET} 至 {LONGEST_SECRET} 个字母、数字或符号。"
        raise _wrong("secret", words, "notifications.secret_invalid")
    return text


def _values(row: Endpoint) -> dict[str, object]:
    return {"name": row.name, "url": row.shown_url}


def _wrong(field: str, message: str, code: str = "notifications.endpoint_invalid") -> DomainError:
    return DomainError(code, message, fields={field: [message]})
