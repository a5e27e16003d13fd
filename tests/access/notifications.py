"""The inbox: everybody has one, and nobody reads another's. Addresses outside: administrators only."""

from types import SimpleNamespace

from notifications import services
from notifications.models import ChannelName
from notifications.services import notify
from tests.access.rows import PARTS, STRANGERS, Row, row

RECIPIENT = ("clerk",)
OTHERS = tuple(part for part in PARTS if part not in RECIPIENT)
ADMIN = ("administrator",)
NOT_ADMIN = tuple(part for part in PARTS if part not in ADMIN)
SECRET = "SEC0123456789abcdef"


def make(cast):
    """A message to the clerk of the lead unit; an address in use, a paused one, and a host nobody uses.

    They are on a port of this machine nobody listens at, so that a test message fails at once.
    """
    (message,) = notify(
        jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="退回补报", body="请补充佐证", key="k"
    )
    here = cast.jurisdiction
    services.allow_host(jurisdiction=here, host="127.0.0.1", purpose="短信", allow_private=True, by=None)
    idle = services.allow_host(jurisdiction=here, host="im.yunzhou.example", purpose="机器人", by=None)
    url = "http://127.0.0.1:9/hook"
    used, _ = services.add_endpoint(
        jurisdiction=here, channel=ChannelName.WEBHOOK, name="短信平台", url=url, secret=None, by=None
    )
    paused, _ = services.add_endpoint(
        jurisdiction=here, channel=ChannelName.DINGTALK, name="督查群", url=url, secret=SECRET, by=None
    )
    services.pause_endpoint(endpoint=paused, version=1, by=None)
    return SimpleNamespace(message=message, idle=idle, used=used, paused=paused)


def message(_cast, made):
    return {"pk": made.message.pk}


def used(_cast, made):
    return {"pk": made.used.pk}


def paused(_cast, made):
    return {"pk": made.paused.pk}


def idle(_cast, made):
    return {"pk": made.idle.pk}


def version(number):
    return lambda *_: {"version": number}


HOST = {"host": "oa.yunzhou.example", "purpose": "协同办公"}
ADDRESS = {"name": "市平台", "url": "https://im.yunzhou.example/robot", "channel": "feishu", "secret": SECRET}


ROWS: list[Row] = [
    row("notifications:inbox", ok=PARTS),
    row("notifications:message", ok=RECIPIENT, missing=OTHERS, at=message),
    row("notifications:read-all", "POST", ok=PARTS, status=302),
    row("notifications:preferences", ok=PARTS),
    row(
        "notifications:preferences", "POST", ok=PARTS, status=302,
        data=lambda *_: {"channels": ["email"], "digest_time": "09:15"},
    ),
    row("message-list", ok=PARTS),
    row("message-detail", ok=RECIPIENT, missing=OTHERS, at=message),
    row("message-read", "POST", ok=RECIPIENT, missing=OTHERS, at=message),
    row("notifications:endpoints", ok=ADMIN),
    row("notifications:endpoint-new", ok=ADMIN),
    row(
        "notifications:endpoint-new", "POST", ok=ADMIN,
        data=lambda *_: {**ADDRESS, "origin": "given"},
    ),
    row("notifications:endpoint", ok=ADMIN, missing=NOT_ADMIN, at=used),
    row(
        "notifications:endpoint", "POST", ok=ADMIN, status=302, missing=NOT_ADMIN, at=used,
        data=lambda *_: {"version": 1, "name": "新名称"},
    ),
    row(
        "notifications:endpoint-secret", "POST", ok=ADMIN, missing=NOT_ADMIN, at=used,
        data=lambda *_: {"version": 1, "origin": "made"},
    ),
    row("notifications:endpoint-try", "POST", ok=ADMIN, status=302, missing=NOT_ADMIN, at=used),
    row(
        "notifications:endpoint-pause", "POST", ok=ADMIN, status=302, missing=NOT_ADMIN, at=used, data=version(1)
    ),
    row(
        "notifications:endpoint-resume", "POST", ok=ADMIN, status=302, missing=NOT_ADMIN, at=paused, data=version(2)
    ),
    row("notifications:host-add", "POST", ok=ADMIN, status=302, data=lambda *_: HOST),
    row("notifications:host-drop", "POST", ok=ADMIN, status=302, missing=NOT_ADMIN, at=idle),
    row("endpoint-list", ok=PARTS),
    row(
        "endpoint-list", "POST", ok=ADMIN, status=201, missing=STRANGERS,
        data=lambda cast, _: {**ADDRESS, "jurisdiction": cast.jurisdiction.pk},
    ),
    row("endpoint-detail", ok=ADMIN, missing=NOT_ADMIN, at=used),
    row(
        "endpoint-detail", "PATCH", ok=ADMIN, missing=NOT_ADMIN, at=used, version=1, data=lambda *_: {"name": "新名称"}
    ),
    row("endpoint-secret", "POST", ok=ADMIN, missing=NOT_ADMIN, at=used, version=1),
    row("endpoint-pause", "POST", ok=ADMIN, missing=NOT_ADMIN, at=used, version=1),
    row("endpoint-resume", "POST", ok=ADMIN, missing=NOT_ADMIN, at=paused, version=2),
    row("endpoint-try", "POST", ok=ADMIN, missing=NOT_ADMIN, at=used),
    row("allowed-host-list", ok=PARTS),
    row(
        "allowed-host-list", "POST", ok=ADMIN, status=201, missing=STRANGERS,
        data=lambda cast, _: {**HOST, "jurisdiction": cast.jurisdiction.pk},
    ),
    row("allowed-host-detail", ok=ADMIN, missing=NOT_ADMIN, at=idle),
    row("allowed-host-detail", "DELETE", ok=ADMIN, status=204, missing=NOT_ADMIN, at=idle),
]  # fmt: skip
