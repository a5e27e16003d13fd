"""Calendar addresses: made, renewed, dropped by their owner; found by their secret and counted when read."""

import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.tokens import PREFIX_BYTES, SECRET_BYTES, digest
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from departments.models import Department
from outward.models import CalendarFeed
from outward.permissions import require_follower

# calendars ask once an hour or so; more than this is a mistake or an attack
READS_AN_HOUR = 60
HOUR = 3600


class ReadTooOften(DomainError):  # noqa: N818
    """An address was read too often; `params["wait"]` says after how many seconds it may be read again (429)."""

    status = 429


def make(*, owner: User, department: Department | None) -> tuple[CalendarFeed, str]:
    """Make an address for the own deadlines (no unit) or a unit's; returns it with its secret, never shown again.

    Raises `TransitionForbidden` where there is one already.
    """
    require_follower(owner, department)
    prefix, secret = _new()
    feed = CalendarFeed(
        owner=owner, department=department, prefix=prefix, digest=digest(secret), created_at=clock.real_now()
    )
    try:
        with unit_of_work():
            with transaction.atomic():
                feed.save()
            _note("calendar_made", feed)
    except IntegrityError as error:
        raise TransitionForbidden("outward.calendar_exists", "已有这个日历地址，可以更换。") from error
    return feed, f"{prefix}.{secret}"


def renew(*, feed: CalendarFeed) -> tuple[CalendarFeed, str]:
    """Give another secret; the old address is good for nothing at once."""
    require_follower(feed.owner, feed.department)
    prefix, secret = _new()
    feed.prefix, feed.digest, feed.renewed_at, feed.last_read_at = prefix, digest(secret), clock.real_now(), None
    with unit_of_work():
        feed.save(update_fields=["prefix", "digest", "renewed_at", "last_read_at"])
        _note("calendar_renewed", feed)
    return feed, f"{prefix}.{secret}"


def drop(*, feed: CalendarFeed) -> None:
    """Take an address back."""
    with unit_of_work():
        _note("calendar_dropped", feed)
        feed.delete()


def find(clear_text: str) -> CalendarFeed | None:
    """Return the feed of an active person for a secret, or None.

    Raises `ReadTooOften` beyond `READS_AN_HOUR` readings within a clock hour.
    """
    prefix, _, secret = clear_text.partition(".")
    # PostgreSQL refuses NUL in a comparison
    if not prefix.isascii() or not prefix.isalnum():
        return None
    rows = CalendarFeed.objects.filter(prefix=prefix, owner__is_active=True)
    feed = rows.select_related("owner", "department").first()
    if feed is None or not secrets.compare_digest(feed.digest, digest(secret)):
        return None
    now = clock.real_now()
    _count(feed, now)
    if feed.last_read_at is None or now - feed.last_read_at > timedelta(minutes=1):
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    return feed


def _count(feed: CalendarFeed, now: datetime) -> None:
    hour, into = divmod(int(now.timestamp()), HOUR)
    key = f"outward-calendar-{feed.prefix}-{hour}"
    cache.add(key, 0, timeout=HOUR)
    if cache.incr(key) > READS_AN_HOUR:
        raise ReadTooOften("outward.calendar_too_often", "读取过于频繁，请稍后再试。", wait=HOUR - into)


def _new() -> tuple[str, str]:
    return secrets.token_hex(PREFIX_BYTES), secrets.token_urlsafe(SECRET_BYTES)


def _note(action: str, feed: CalendarFeed) -> None:
    owner, unit = feed.owner, feed.department
    held = owner.memberships.active(clock.today()).select_related("jurisdiction").order_by("id").first()
    government = unit.jurisdiction if unit is not None else held.jurisdiction if held is not None else None
    after = {"calendar": f"{feed} {feed.prefix}…"}
    record(f"outward.{action}", feed, actor=owner.actor, jurisdiction=government, after=after)
