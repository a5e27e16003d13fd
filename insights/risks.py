"""Risks in words: sentences built from today's figures, each with the page of its rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from core import words
from departments.models import Jurisdiction
from insights.board import Board
from tasks.models import ProgressReport
from tasks.permissions import Visitor
from tasks.selectors import QUEUE_NAMES

AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class Risk:
    """One sentence and where its rows are."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit that owes reports: how many, and since when the oldest."""

    unit: int
    name: str
    reports: int
    oldest: date
    days: int


def silent_of(jurisdiction: Jurisdiction, today: date) -> list[Silent]:
    """Return the units whose reports are past their day and not there, the most first; one query."""
    late = ProgressReport.objects.missed(today).filter(
        assignment__task__jurisdiction=jurisdiction, assignment__task__archived_at=None
    )
    late = late.exclude(assignment__state__in=["withdrawn", "handed_over", "confirmed"]).exclude(
        assignment__task__state__in=["closed", "cancelled", "suspended", "transferred", "verified"]
    )
    found: dict[int, tuple[str, int, date]] = {}
    rows = late.order_by("due_on").values_list("assignment__department", "assignment__department__name", "due_on")
    for unit, name, due_on in rows:
        assert due_on is not None  # noqa: S101 it is before today
        _, count, oldest = found.get(unit, (name, 0, due_on))
        found[unit] = (name, count + 1, oldest)
    listed = [Silent(unit, name, n, oldest, (today - oldest).days) for unit, (name, n, oldest) in found.items()]
    return sorted(listed, key=lambda one: (-one.reports, one.oldest, one.name))


def risks(user: Visitor, board: Board) -> list[Risk]:
    """Return what may go wrong next, the nearest first; nothing is said where there is nothing."""
    jurisdiction, today = board.jurisdiction, board.today
    until = today + timedelta(days=AHEAD_DAYS)
    ledger = reverse("tasks:list")
    found = []
    rows = board.open_tasks
    behind = rows.filter(light="yellow", due_on__range=(today, until)).count()
    if behind:
        query = {"light": "yellow", "due_from": words.iso_day(today), "due_to": words.iso_day(until)}
        found.append(Risk(f"{behind} 件事项 {AHEAD_DAYS} 日内到期而进度落后。", f"{ledger}?{urlencode(query)}"))
    unurged = rows.filter(QUEUE_NAMES["unurged"].keep(user, today)).count()
    if unurged:
        found.append(Risk(f"{unurged} 件已逾期而 7 日内没有催办。", f"{ledger}?queue=unurged"))
    contradicting = rows.filter(QUEUE_NAMES["contradiction"].keep(user, today)).count()
    if contradicting:
        text = f"{contradicting} 件单位所报与佐证或时序不一致。"
        found.append(Risk(text, f"{ledger}?queue=contradiction"))
    silent = silent_of(jurisdiction, today)
    if silent:
        total, first = sum(one.reports for one in silent), silent[0]
        text = f"{len(silent)} 个单位逾期未报 {total} 份，{first.name}最多（{first.reports} 份）。"
        found.append(Risk(text, reverse("insights:silent")))
    ending = board.expiring()
    left = rows.filter(policy__in=[policy.pk for policy in ending]).count() if ending else 0
    if left:
        text = f"《{ending[0].title}》等 {len(ending)} 份政策半年内到期，还有 {left} 件未办结。"
        found.append(Risk(text, reverse("policies:validity")))
    return found
