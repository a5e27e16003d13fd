"""One signed test message to an address outside, and what came of it."""

import copy
import time
from datetime import timedelta

from django.db.models import Q
from django.utils.crypto import get_random_string

from audit.context import Principal
from audit.services import unit_of_work
from core import clock, words
from core.exceptions import TransitionForbidden
from notifications.channels import CHANNELS
from notifications.channels.base import ChannelError, Parcel
from notifications.models import Endpoint
from notifications.pacing import given_lately
from notifications.permissions import require_endpoint_keeper
from notifications.services.log import note

# with it a robot's limit a minute can count a test as one message
PAUSE = timedelta(minutes=1)


def try_endpoint(*, endpoint: Endpoint, by: Principal | None) -> Endpoint:
    """Send one test message, also to a paused address, and keep what was answered; at most one a minute.

    The request runs outside any transaction and takes at most twice `DUBAN_WEBHOOK_SECONDS`.
    """
    require_endpoint_keeper(by, endpoint.jurisdiction)
    now = clock.real_now()
    per_minute = CHANNELS[endpoint.channel].per_minute
    if per_minute and given_lately(endpoint.channel, now)[endpoint.pk] >= per_minute:
        raise TransitionForbidden(
            "notifications.robot_full", f"机器人每分钟至多 {per_minute} 条，本分钟已满，请稍后再试。"
        )
    rested = Q(tried_at=None) | Q(tried_at__lte=now - PAUSE) | Q(tried_at__gt=now)
    # not 1: somebody else tried within the minute
    if Endpoint.objects.filter(rested, pk=endpoint.pk).update(tried_at=now, tried_well=None, tried_words="") != 1:
        raise TransitionForbidden("notifications.tried_just_now", "一分钟内刚试发过，请稍后再试。")
    well, text = _send(endpoint, by)
    with unit_of_work():
        Endpoint.objects.filter(pk=endpoint.pk, tried_at=now).update(tried_well=well, tried_words=text)
        note("endpoint_tried", endpoint, by=by, after={"tried_well": well, "tried_words": text})
    endpoint.tried_at, endpoint.tried_well, endpoint.tried_words = now, well, text
    return endpoint


def _send(endpoint: Endpoint, by: Principal | None) -> tuple[bool, str]:
    # a session refuses paused addresses; a test is how one is proved before it is used
    awake = copy.copy(endpoint)
    awake.is_active = True
    who, at = str(by or "系统"), words.stamp(clock.real_now())
    parcel = Parcel(
        delivery_id=0,
        mail_id=f"<test-{get_random_string(24)}@duban>",
        address="",
        name=who,
        subject=f"试发（{at}）",
        text=f"这是{who}于{at}从督办系统发出的一条测试消息，收到即表示地址和密钥无误，无须处理。",
        html="",
        link="",
        kind="test",
        attempt=1,
        endpoint=awake,
    )
    began = time.monotonic()
    try:
        with CHANNELS[endpoint.channel].session() as session:
            session.send(parcel, lambda: None)
    except ChannelError as error:
        return False, str(error)[:500]
    return True, f"对方已接受，用时 {time.monotonic() - began:.1f} 秒"
