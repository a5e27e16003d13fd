"""Group robots of DingTalk, WeCom and Feishu: the subject and a link, with the person called by phone number.

A robot takes 20 messages a minute and mutes one that repeats itself: the outbox keeps the first limit (`per_minute`),
`posted_today` the second. The endpoint's whole address is configured, so that a private cloud works as the public one.
"""

import base64
import hashlib
import hmac
import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from core import clock
from notifications.channels.base import (
    Channel,
    Gate,
    NotAgainError,
    Parcel,
    PermanentError,
    Session,
    TemporaryError,
)
from notifications.channels.http import post_json
from notifications.models import Delivery, Endpoint

# bytes of text that every one of the three takes
LONGEST_TEXT = 2000


def text_of(parcel: Parcel) -> str:
    """Return the subject, for whom it is and the link; a group reads along, so nothing of the matter itself."""
    link = settings.DUBAN_BASE_URL + parcel.link if parcel.link else ""
    lines = [f"【督办】{parcel.name}：{parcel.subject}", link]
    return "\n".join(line for line in lines if line).encode()[:LONGEST_TEXT].decode("utf-8", "ignore")


def posted_today(endpoint: Endpoint, digest: str) -> bool:
    """Say whether a robot was given exactly this text since midnight."""
    midnight = datetime.combine(clock.local(clock.real_now()).date(), time(), clock.SHANGHAI)
    return Delivery.objects.filter(endpoint=endpoint, content_hash=digest, sent_at__gte=midnight).exists()


def _base64_hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


class RobotSession(Session):
    """One request a parcel, in the robot's own dialect."""

    def __init__(self, channel: "RobotChannel") -> None:
        self.channel = channel

    def send(self, parcel: Parcel, gate: Gate) -> str:
        """Post one text; returns its SHA-256."""
        endpoint = parcel.endpoint
        if endpoint is None or not endpoint.is_active:
            raise PermanentError("管理员已暂停此对外地址")
        text = text_of(parcel)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if posted_today(endpoint, digest):
            raise NotAgainError("同一内容今天已发过")
        body = self.channel.body(text, parcel.address, endpoint.secret)
        raw = json.dumps(body, ensure_ascii=False).encode()
        self.channel.judge(post_json(endpoint, raw, gate, query=self.channel.query(endpoint.secret)))
        return digest


class RobotChannel(Channel):
    """What the three robots share."""

    per_minute = 20
    # answer codes that mean "too fast"
    too_fast: frozenset[int] = frozenset()
    code_name = "errcode"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Return a session without a connection of its own."""
        yield RobotSession(self)

    @abstractmethod
    def body(self, text: str, phone: str, secret: str) -> dict[str, Any]:
        """Return the robot's JSON for a text that calls one phone number."""

    def query(self, secret: str) -> str:
        """Return what is added to the address."""
        return ""

    def judge(self, answer: Mapping[str, Any]) -> None:
        """Raise for an answer that arrived with 200 and still says no."""
        code = answer.get(self.code_name, 0)
        if code in self.too_fast:
            raise TemporaryError(f"机器人限流（{code}）", everybody=True)
        if code:
            raise PermanentError(f"机器人拒收（{code}）：{answer.get('errmsg') or answer.get('msg') or ''}")


class DingTalkChannel(RobotChannel):
    """钉钉: signature and time in the address."""

    too_fast = frozenset({130101, 410100})

    def body(self, text: str, phone: str, secret: str) -> dict[str, Any]:
        """Return a text message that calls one phone number."""
        return {"msgtype": "text", "text": {"content": text}, "at": {"atMobiles": [phone] if phone else []}}

    def query(self, secret: str) -> str:
        """Return the signed time in milliseconds."""
        if not secret:
            return ""
        moment = str(int(clock.real_now().timestamp() * 1000))
        return urlencode({"timestamp": moment, "sign": _base64_hmac(secret, f"{moment}\n{secret}")})


class WeComChannel(RobotChannel):
    """企业微信: the key stands in the address."""

    too_fast = frozenset({45009})

    def body(self, text: str, phone: str, secret: str) -> dict[str, Any]:
        """Return a text message that calls one phone number."""
        return {"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": [phone] if phone else []}}


class FeishuChannel(RobotChannel):
    """飞书: signature and time in the body, the HMAC's key made of both."""

    too_fast = frozenset({9499, 11232})
    code_name = "code"

    def body(self, text: str, phone: str, secret: str) -> dict[str, Any]:
        """Return a signed text message."""
        message: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            moment = str(int(clock.real_now().timestamp()))
            message |= {"timestamp": moment, "sign": _base64_hmac(f"{moment}\n{secret}", "")}
        return message
