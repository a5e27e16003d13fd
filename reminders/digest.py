"""The digest: one message a person and day, made of everything that waits for that person."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User
from core import clock
from core.checkpoints import checkpoint
from departments.models import Jurisdiction
from departments.rules import rule
from departments.selectors import work_calendar
from notifications.guards import NoLongerTrueError
from notifications.models import ChannelPreference, DeliveryState, Message, MessageKind
from notifications.services import USUAL_DIGEST_TIME, notify
from reminders import addresses, lines
from reminders.models import Reminder, ReminderQuerySet, ReminderState

log = logging.getLogger(__name__)

# a mail of more lines is not read; the rest is counted and stands behind the link
MOST_LINES = 50
Text = tuple[str, str, str]
CHUNK = 5000


def digest_key(jurisdiction: Jurisdiction, today: date) -> str:
    """Return the key of the digests of a government's day."""
    return f"digest:{jurisdiction.pk}:{today.isoformat()}"


def send_digests(jurisdiction: Jurisdiction, *, by_hand: bool = False) -> tuple[int, list[str]]:
    """Write the digest of everybody whose hour has come; returns how many, and what went wrong.

    Nothing on days off. `by_hand` asks neither for the hour of the person nor for the quiet hours.
    """
    now = clock.local(clock.now())
    if not work_calendar(jurisdiction).is_working(now.date()):
        return 0, []
    if not by_hand and _is_quiet(jurisdiction, now):
        return 0, []
    written, failures = 0, []
    for user in _waited_for(jurisdiction, now, by_hand=by_hand):
        try:
            written += send_digest(jurisdiction, user, now.date())
        except Exception as error:
            # one person's broken matter must not cost the others their digest: it waits, is shown and tried again
            log.exception("digest of user %s", user.pk)
            waiting = Reminder.objects.filter(jurisdiction=jurisdiction, recipient=user).waiting(now.date())
            waiting.update(last_error=f"{type(error).__name__}: {error}"[:2000])
            failures.append(f"{user.pk}: {type(error).__name__}: {error}")
    return written, failures


def send_digest(jurisdiction: Jurisdiction, user: User, today: date) -> bool:
    """Write one person's digest of the day with all its deliveries; False when there is one or nothing to say."""
    with transaction.atomic():
        waiting = Reminder.objects.filter(jurisdiction=jurisdiction, recipient=user).waiting(today)
        held = set(waiting.select_for_update().values_list("pk", flat=True))
        found, written = _written(lines.read(waiting, only=held), user, today)
        if not found:
            return False
        subject, text, html = written
        messages = notify(
            jurisdiction=jurisdiction,
            recipients=[user],
            kind=MessageKind.DIGEST,
            key=digest_key(jurisdiction, today),
            subject=subject,
            body=text,
            body_html=html,
            link=addresses.page("ledger"),
            priority=min(line.anchor_on for line in found),
            urgent=True,
        )
        if not messages:
            return False
        said = [pk for line in found for pk in line.reminder_ids]
        for start in range(0, len(said), CHUNK):
            chunk = Reminder.objects.filter(pk__in=said[start : start + CHUNK])
            chunk.update(state=ReminderState.SENT, message=messages[0], last_error="")
        checkpoint("digesting")
    checkpoint("digested")
    return True


def _written(found: list[lines.Line], user: User, today: date) -> tuple[list[lines.Line], Text]:
    """Write a digest; matters that cannot be written are taken out and marked failed, a template broken for all raises.

    Returns the matters that are in it, and its subject, text and HTML.
    """
    try:
        return found, compose(found, user, today)
    except Exception:
        broken = {id(line): error for line in found if (error := _error_of(line, user, today))}
        if len(broken) == len(found):
            raise
        for line in found:
            if id(line) in broken:
                failed = Reminder.objects.filter(pk__in=line.reminder_ids)
                failed.update(state=ReminderState.FAILED, last_error=broken[id(line)])
        sound = [line for line in found if id(line) not in broken]
        return sound, compose(sound, user, today)


def _error_of(line: lines.Line, user: User, today: date) -> str:
    try:
        compose([line], user, today)
    except Exception as error:
        log.exception("digest line of user %s: %s", user.pk, line.title)
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def compose(found: Sequence[lines.Line], user: User, today: date) -> Text:
    """Return subject, text and HTML of a digest."""
    sections = lines.sections(found, MOST_LINES)
    counts = "，".join(f"{section.group.label} {section.total} 件" for section in sections)
    context = {
        "name": str(user),
        "today": today,
        "sections": sections,
        "total": len(found),
        "hidden": len(found) - sum(len(section.lines) for section in sections),
        "base": settings.DUBAN_BASE_URL,
        "link": addresses.page("ledger"),
    }
    subject = f"督办提醒（{today.month}月{today.day}日）：{counts}"
    text = render_to_string("reminders/digest.txt", context)
    return subject[:200], text, render_to_string("reminders/digest.html", context)


def suspects(messages: Sequence[Message]) -> set[int]:
    """Return the ids of the digests of which something is not true any more; one query."""
    said = Reminder.objects.filter(message__in=[message.pk for message in messages], state=ReminderState.SENT)
    return {pk for pk in said.stale().order_by().values_list("message_id", flat=True) if pk is not None}


def guard(message: Message) -> Message:
    """Look at a digest just before it leaves: what is not true any more is taken out, or the whole is called off."""
    today = clock.today()
    said = message.reminders.filter(state=ReminderState.SENT)
    gone = list(said.stale().values_list("pk", flat=True))
    if not gone:
        return message
    with transaction.atomic():
        if not _has_left(message):
            Reminder.objects.filter(pk__in=gone).update(state=ReminderState.SUPERSEDED)
        left = lines.read(said.exclude(pk__in=gone))
        if left:
            message.subject, message.body, message.body_html = compose(left, message.recipient, today)
            message.save(update_fields=["subject", "body", "body_html"])
    if not left:
        raise NoLongerTrueError("所提醒的事项均已办结、关闭或改期")
    return message


def _has_left(message: Message) -> bool:
    """Say whether any channel outside the house already carried the message."""
    return message.deliveries.outside().filter(state__in=[DeliveryState.SENT, DeliveryState.UNKNOWN]).exists()


def _is_quiet(jurisdiction: Jurisdiction, now: datetime) -> bool:
    hours = rule(jurisdiction, "reminder.quiet_hours", now.date())
    if not hours:
        return False
    begin, end = time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])
    at = now.time()
    return begin <= at < end if begin < end else at >= begin or at < end


def _waited_for(jurisdiction: Jurisdiction, now: datetime, *, by_hand: bool) -> list[User]:
    """Return the people with something waiting, no digest today, and (unless by hand) whose hour has come."""
    waiting: ReminderQuerySet = Reminder.objects.filter(jurisdiction=jurisdiction).waiting(now.date())
    told = Message.objects.filter(
        jurisdiction=jurisdiction, kind=MessageKind.DIGEST, key__startswith=f"{digest_key(jurisdiction, now.date())}:"
    )
    people = User.objects.filter(pk__in=waiting.values("recipient")).exclude(pk__in=told.values("recipient"))
    if by_hand:
        return list(people)
    times = dict(ChannelPreference.objects.filter(user__in=people).values_list("user_id", "digest_time"))
    return [user for user in people if times.get(user.pk, USUAL_DIGEST_TIME) <= now.time()]
