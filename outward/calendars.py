"""Deadlines as an iCalendar document (RFC 5545): whole days with their basis, and nothing its reader may not see."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from icalendar import Calendar, Event

from accounts.access import access_of
from accounts.models import User
from core import clock
from departments.models import Department
from outward.models import CalendarFeed
from outward.permissions import may_follow
from policies import permissions as policies
from policies.models import Policy, PolicyQuerySet, PolicyState
from tasks import permissions as tasks
from tasks.models import Assignment, AssignmentQuerySet

# what ended long ago and what lies years ahead is looked up here, not in a calendar
BEFORE, AHEAD = timedelta(days=92), timedelta(days=730)
MOST = 2000
HOURLY = timedelta(hours=1)


def document_of(feed: CalendarFeed, address_of: Callable[[str, int], str]) -> bytes | None:
    """Return the document of a feed, None where its owner may not (or no longer) follow these deadlines.

    `address_of` gives the full address of the page of a "task" or a "policy" by its key. At most `MOST` deadlines and
    `MOST` ends of validity, the earliest; the document says so where there are more.
    """
    if not may_follow(feed.owner, feed.department):
        return None
    today = clock.today()
    parts = list(deadlines(feed.owner, feed.department, today)[: MOST + 1])
    ending = list(validity(feed.owner, feed.department, today)[: MOST + 1])
    whole = len(parts) <= MOST and len(ending) <= MOST
    calendar = _calendar(feed, whole=whole)
    for event in (*_of_parts(parts[:MOST], address_of), *_of_policies(ending[:MOST], address_of)):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def etag_of(document: bytes) -> str:
    """Return the ETag of a document: it changes when and only when the document does."""
    return f'"{hashlib.sha256(document).hexdigest()[:32]}"'


def deadlines(owner: User, department: Department | None, today: date) -> AssignmentQuerySet:
    """Return the open parts with a date, the earliest first: of the unit, or of the own units and what one oversees."""
    rows = tasks.assignments_visible_to(owner).open().select_related("task", "department")
    if department is not None:
        rows = rows.filter(department=department)
    else:
        access = access_of(owner)
        rows = rows.filter(
            Q(department__in=access.unit_ids) | Q(task__jurisdiction__in=access.overseen, is_first_lead=True)
        )
    near = rows.filter(task__due_on__range=(today - BEFORE, today + AHEAD), task__issued_on__isnull=False)
    return near.order_by("task__due_on", "pk")


def validity(owner: User, department: Department | None, today: date) -> PolicyQuerySet:
    """Return the policies in force that end, the earliest first; of a unit those whose matters it has in hand."""
    rows = policies.visible_to(owner).filter(state__in=(PolicyState.PUBLISHED, PolicyState.EXTENDED))
    if department is not None:
        held = Assignment.objects.standing().filter(department=department, task__issued_on__isnull=False)
        rows = rows.filter(pk__in=held.values("task__policy"))
    return rows.filter(expires_on__range=(today - BEFORE, today + AHEAD)).order_by("expires_on", "pk")


def _calendar(feed: CalendarFeed, *, whole: bool) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Duban//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"督办：{feed}")
    calendar.add("refresh-interval", HOURLY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", HOURLY)
    if not whole:
        calendar.add("x-wr-caldesc", f"时限较多，只列最早的 {MOST} 条，全部请在系统内查看。")
    return calendar


def _of_parts(parts: list[Assignment], address_of: Callable[[str, int], str]) -> Iterator[Event]:
    for part in parts:
        task = part.task
        assert task.due_on is not None, "only those with a date are read"  # noqa: S101 narrows a type
        basis = (
            f"{task.get_due_basis_display()}，原文“{task.due_text}”" if task.due_text else task.get_due_basis_display()
        )
        lines = [f"编号：{task.number}", f"{part.get_role_display()}：{part.department}", f"时限依据：{basis}"]
        if task.original_due_on and task.original_due_on != task.due_on:
            lines.append(f"原定时限：{task.original_due_on.isoformat()}")
        event = _event(
            f"assignment-{part.pk}", f"【{part.get_role_display()}】{task.title}", task.due_on,
            sequence=task.due_version, moment=task.issued_at or task.created_at, lines=lines,
        )  # fmt: skip
        event.add("url", address_of("task", task.pk))
        event.add("categories", ["督办时限"])
        yield event


def _of_policies(rows: list[Policy], address_of: Callable[[str, int], str]) -> Iterator[Event]:
    for policy in rows:
        assert policy.expires_on is not None, "only those with a date are read"  # noqa: S101 narrows a type
        said = f"有效期原文：{policy.validity_text}" if policy.validity_text else ""
        basis = f"有效期依据：{policy.validity_basis}" if policy.validity_basis else ""
        number = f"文号：{policy.doc_number}" if policy.doc_number else ""
        lines = [line for line in (number, basis, said) if line]
        moment = policy.published_at or policy.created_at
        event = _event(
            f"policy-{policy.pk}", f"政策有效期至：{policy.title}", policy.expires_on,
            sequence=policy.version, moment=moment, lines=lines,
        )  # fmt: skip
        event.add("url", address_of("policy", policy.pk))
        event.add("categories", ["政策有效期"])
        yield event


def _event(key: str, summary: str, day: date, *, sequence: int, moment: datetime, lines: list[str]) -> Event:
    event = Event()
    event.add("uid", f"{key}@duban")
    # the same as long as nothing changes, so that the document keeps its ETag
    event.add("dtstamp", moment.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("summary", summary)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(lines))
    return event
