"""Posting JSON to an allowed endpoint: the address is resolved once, checked and pinned; redirects are refused."""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from notifications.channels.base import Gate, OutcomeUnknownError, PermanentError, TemporaryError
from notifications.models import AllowedHost

LONGEST_ANSWER = 64 * 1024
# NAT64 (RFC 6052, RFC 8215) and IPv4-compatible addresses (RFC 4291)
TRANSLATED = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
TRY_AGAIN = frozenset({408, 425, 429, *range(500, 600)})


class Address(Protocol):
    """What can be called: an `Endpoint`, or a subscription of another app."""

    url: str
    jurisdiction_id: int

    @property
    def host(self) -> str:
        """The host as the list of allowed hosts writes it."""
        ...


def post_json(
    endpoint: Address, body: bytes, gate: Gate, *, headers: Mapping[str, str] | None = None, query: str = ""
) -> dict[str, Any]:
    """Post a JSON text and return the answer as a mapping (empty where it is none).

    Raises `PermanentError` for a refusal, a redirect or a forbidden address, `TemporaryError` for "later" and for no
    connection, `OutcomeUnknownError` when no answer came after the text had left.
    """
    url = urlsplit(endpoint.url)
    # asked at every sending: a host that was taken off the list is called no more
    allowed = AllowedHost.objects.filter(jurisdiction=endpoint.jurisdiction_id, host=endpoint.host).first()
    if allowed is None:
        raise PermanentError(f"主机 {endpoint.host} 不在允许名单上")
    connection = _connect(url, allow_private=allowed.allow_private)
    # the time-out of a socket begins anew with every byte: a far side that drips would hold the sender beyond its lease
    late = threading.Event()
    cut = threading.Timer(2 * settings.DUBAN_WEBHOOK_SECONDS, _cut, [connection.sock, late])
    cut.daemon = True
    try:
        gate()
        cut.start()
        answer, text = _exchange(connection, _target(url, query), body, headers or {})
    finally:
        cut.cancel()
        connection.close()
    if late.is_set():
        # a head cut off in the middle reads like a whole one
        raise OutcomeUnknownError("内容已发出，对方没有应答完")
    return _read(answer.status, text)


def _cut(plain: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)


def _target(url: SplitResult, query: str) -> str:
    joined = "&".join(part for part in (url.query, query) if part)
    return (url.path or "/") + (f"?{joined}" if joined else "")


def _connect(url: SplitResult, *, allow_private: bool) -> http.client.HTTPConnection:
    if url.scheme not in ("http", "https") or not url.hostname:
        raise PermanentError("对外地址须以 http:// 或 https:// 开头")
    port = url.port or (443 if url.scheme == "https" else 80)
    pinned = _resolve(url.hostname, port, allow_private=allow_private)
    try:
        plain = socket.create_connection((pinned, port), timeout=settings.DUBAN_WEBHOOK_SECONDS)
    except OSError as error:
        raise TemporaryError(f"连接失败：{error}", everybody=True) from error
    connection = http.client.HTTPConnection(url.hostname, port, timeout=settings.DUBAN_WEBHOOK_SECONDS)
    try:
        secure = url.scheme == "https"
        context = ssl.create_default_context() if secure else None
        connection.sock = context.wrap_socket(plain, server_hostname=url.hostname) if context else plain
    except OSError as error:
        plain.close()
        raise TemporaryError(f"加密连接失败：{error}", everybody=True) from error
    return connection


def _resolve(host: str, port: int, *, allow_private: bool) -> str:
    """Return the one address that is called; what is checked is what is connected to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TemporaryError(f"域名无法解析：{host}", everybody=True) from error
    address = str(found[0][4][0])
    if not is_allowed(address, allow_private=allow_private):
        raise PermanentError(f"地址 {address} 不在允许范围")
    return address


def is_allowed(address: str, *, allow_private: bool) -> bool:
    """Say whether an address may be called: public ones, the house's own where the administrator allowed it."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_allowed(str(found.ipv4_mapped), allow_private=allow_private)
        # a gateway would carry these on to an IPv4 address that nobody has checked
        carried_on = found.sixtofour or found.teredo or any(found in network for network in TRANSLATED)
        if carried_on and not found.is_loopback:
            return False
    if found.is_multicast or found.is_unspecified or found.is_link_local:
        return False
    return found.is_global or (allow_private and (found.is_private or found.is_loopback))


def _exchange(
    connection: http.client.HTTPConnection, target: str, body: bytes, headers: Mapping[str, str]
) -> tuple[http.client.HTTPResponse, bytes]:
    try:
        connection.request(
            "POST", target, body, {"Content-Type": "application/json; charset=utf-8", "User-Agent": "duban", **headers}
        )
        with connection.getresponse() as answer:
            return answer, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise OutcomeUnknownError(f"内容已发出，对方没有应答：{error}") from error


def _read(status: int, text: bytes) -> dict[str, Any]:
    if status in TRY_AGAIN:
        raise TemporaryError(f"对方应答 {status}")
    if 300 <= status < 400:
        raise PermanentError(f"对方应答 {status}：不跟随跳转")
    if not 200 <= status < 300:
        raise PermanentError(f"对方应答 {status}")
    try:
        answer = json.loads(text or b"{}")
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
