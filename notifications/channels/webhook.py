"""Webhook: signed JSON to a business system or an SMS gateway.

The receiver checks `X-Duban-Signature` (`sha256=` + hex HMAC-SHA256 of `timestamp.body` with the endpoint's secret),
refuses a timestamp older than five minutes, and drops a `X-Duban-Delivery` it has seen: the number is the same for
every attempt of one delivery.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from core import clock
from notifications.channels.base import Channel, Gate, Parcel, PermanentError, Session
from notifications.channels.http import post_json


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of `X-Duban-Signature`."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookSession(Session):
    """One request a parcel."""

    def send(self, parcel: Parcel, gate: Gate) -> str:
        """Post one parcel as JSON."""
        if parcel.endpoint is None or not parcel.endpoint.is_active:
            raise PermanentError("管理员已暂停此对外地址")
        if not parcel.endpoint.secret:
            raise PermanentError("此对外地址没有签名密钥")
        body = json.dumps(
            {
                "id": parcel.mail_id,
                "kind": parcel.kind,
                "recipient": {"name": parcel.name, "phone": parcel.address},
                "subject": parcel.subject,
                "text": parcel.text,
                "url": settings.DUBAN_BASE_URL + parcel.link if parcel.link else "",
                "attempt": parcel.attempt,
            },
            ensure_ascii=False,
        ).encode()
        timestamp = str(int(clock.real_now().timestamp()))
        headers = {
            "X-Duban-Timestamp": timestamp,
            "X-Duban-Delivery": parcel.mail_id,
            "X-Duban-Signature": signature(parcel.endpoint.secret, timestamp, body),
        }
        post_json(parcel.endpoint, body, gate, headers=headers)
        return ""


class WebhookChannel(Channel):
    """Signed JSON to the government's own endpoint."""

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Return a session without a connection of its own."""
        yield WebhookSession()
