"""What leaves the house: everybody hears of what it may read, administrators keep who is told."""

from accounts.models import Role
from accounts.services import create_service_account
from core import clock
from notifications.models import AllowedHost
from outward.models import CalendarFeed, Push, PushState, Subscription
from tests.access.rows import BUSINESS, PARTS, STRANGERS, Row, row

ADMIN = ("administrator",)
NOT_ADMIN = tuple(part for part in PARTS if part not in ADMIN)
FOLLOWERS = (*BUSINESS, *STRANGERS)
OTHERS = tuple(part for part in FOLLOWERS if part != "clerk")
NO_FOLLOWERS = ("auditor", "administrator")


def make(cast):
    """A subscription on an address that answers nobody, and a push that failed."""
    account = create_service_account(
        jurisdiction=cast.jurisdiction, username="oa-push", name="市政府OA推送", purpose="接收", contact="",
        role=Role.SUPERVISOR, by=None,
    )  # fmt: skip
    AllowedHost.objects.create(jurisdiction=cast.jurisdiction, host="127.0.0.2", purpose="测试", allow_private=True)
    used = Subscription.objects.create(
        jurisdiction=cast.jurisdiction, account=account.user, name="OA", url="http://127.0.0.2:9/hook", secret="x" * 40,
        created_at=clock.real_now(),
    )  # fmt: skip
    paused = Subscription.objects.create(
        jurisdiction=cast.jurisdiction, account=account.user, name="旧OA", url="http://127.0.0.2:9/hook",
        secret="x" * 40, created_at=clock.real_now(), is_active=False,
    )  # fmt: skip
    push = Push.objects.create(
        subscription=used, event="1-1", type="task.issue", subject="task:1", state=PushState.FAILED,
        retry_after=clock.real_now(), created_at=clock.real_now(),
    )  # fmt: skip
    feed = CalendarFeed.objects.create(
        owner=cast.clerk, department=cast.lead_unit, prefix="0a1b2c3d4e", digest="x" * 64, created_at=clock.real_now()
    )
    return {"used": used, "paused": paused, "push": push, "account": account.user, "feed": feed}


def used(_cast, made):
    return {"pk": made["used"].pk}


def paused(_cast, made):
    return {"pk": made["paused"].pk}


def push(_cast, made):
    return {"pk": made["push"].pk}


def subscription(_cast, made):
    return {"account": made["account"].pk, "name": "新系统", "url": "http://127.0.0.2:9/new"}


def feed(_cast, made):
    return {"pk": made["feed"].pk}


def version(*_):
    return {"version": 1}


ROWS: list[Row] = [
    row("change-list", ok=PARTS),
    row("outward:list", ok=ADMIN),
    row("outward:subscription-new", ok=ADMIN),
    row("outward:subscription-new", "POST", ok=ADMIN, data=subscription),
    row("outward:subscription", ok=ADMIN, at=used),
    row(
        "outward:subscription", "POST", ok=ADMIN, status=302, at=used,
        data=lambda *_: {"version": 1, "name": "新名称", "types": "task."},
    ),
    row("outward:secret", "POST", ok=ADMIN, at=used, data=version),
    row("outward:switch", "POST", ok=ADMIN, status=302, at=used, data=version),
    row("outward:try", "POST", ok=ADMIN, status=302, at=used),
    row("outward:again", "POST", ok=ADMIN, status=302, at=push),
    row("subscription-list", ok=PARTS),
    row(
        "subscription-list", "POST", ok=ADMIN, status=201, missing=STRANGERS,
        data=lambda cast, made: {**subscription(cast, made), "jurisdiction": cast.jurisdiction.pk},
    ),
    row("subscription-detail", ok=ADMIN, missing=NOT_ADMIN, at=used),
    row(
        "subscription-detail", "PATCH", ok=ADMIN, missing=NOT_ADMIN, at=used, version=1,
        data=lambda *_: {"name": "新名称"},
    ),
    row("subscription-secret", "POST", ok=ADMIN, missing=NOT_ADMIN, at=used, version=1),
    row("subscription-pause", "POST", ok=ADMIN, missing=NOT_ADMIN, at=used, version=1),
    row("subscription-resume", "POST", ok=ADMIN, missing=NOT_ADMIN, at=paused, version=1),
    row("subscription-try", "POST", ok=ADMIN, status=201, missing=NOT_ADMIN, at=used),
    row("push-list", ok=PARTS),
    row("push-detail", ok=ADMIN, missing=NOT_ADMIN, at=push),
    row("push-again", "POST", ok=ADMIN, missing=NOT_ADMIN, at=push),
    row("outward:calendars", ok=FOLLOWERS),
    row("outward:calendars", "POST", ok=FOLLOWERS),
    row("outward:calendar-renew", "POST", ok=("clerk",), missing=OTHERS, at=feed),
    row("outward:calendar-drop", "POST", ok=("clerk",), status=302, missing=OTHERS, at=feed),
    # only the secret opens it, whoever asks
    row("outward:calendar", missing=PARTS, anonymous=404),
    row("calendar-feed-list", ok=PARTS),
    row("calendar-feed-list", "POST", ok=FOLLOWERS, status=201),
    row("calendar-feed-detail", ok=("clerk",), missing=(*OTHERS, *NO_FOLLOWERS), at=feed),
    row("calendar-feed-detail", "DELETE", ok=("clerk",), status=204, missing=(*OTHERS, *NO_FOLLOWERS), at=feed),
    row("calendar-feed-renew", "POST", ok=("clerk",), missing=(*OTHERS, *NO_FOLLOWERS), at=feed),
]  # fmt: skip
