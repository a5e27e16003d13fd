"""The leader's page: three sentences, what waits for a decision, where it is red, how far the policies are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F
from django.db.models.functions import Coalesce

from core import words
from departments.models import Jurisdiction
from insights.board import Board
from tasks.models import Assignment, Extension, ExtensionState, Task, Urging

DECISIONS = 5
UNITS = 4
POLICIES = 6
NAME_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Decision:
    """What a supervisor forwarded: the matter, the fact, the office's advice."""

    kind: str
    accept: str
    refuse: str
    subject: Extension | Urging
    title: str
    fact: str
    advice: str


@dataclass(frozen=True, slots=True)
class RedRow:
    """A unit with its open matters, those past their date, and the change against a week ago."""

    unit: int
    name: str
    open: int
    late: int
    change: int


class OnePage:
    """The leader's page of one government on a day."""

    def __init__(self, jurisdiction: Jurisdiction, today: date) -> None:
        self.jurisdiction = jurisdiction
        self.today = today
        self.board = Board(jurisdiction, today)

    def decisions(self) -> list[Decision]:
        """Return what waits for the leader, the oldest first; the page shows five."""
        extensions = Extension.objects.filter(
            state=ExtensionState.FORWARDED, assignment__task__jurisdiction=self.jurisdiction
        ).select_related("assignment__task", "assignment__department")
        urgings = (
            Urging.objects.proposed()
            .filter(assignment__task__jurisdiction=self.jurisdiction)
            .select_related("assignment__task", "assignment__department")
        )
        return [*map(_of_extension, extensions.order_by("id")), *map(_of_urging, urgings.order_by("id"))]

    def red_units(self) -> list[RedRow]:
        """Return the first leads with most matters past their date, each matter counted once."""
        now, before = self._late_by_lead(self.today), self._late_by_lead(self.today - timedelta(days=7))
        open_counts = self._open_by_lead()
        ordered = sorted(now, key=lambda unit: (-now[unit], unit[1]))
        return [
            RedRow(*unit, open_counts.get(unit, 0), now[unit], now[unit] - before.get(unit, 0))
            for unit in ordered[:UNITS]
        ]

    def policy_progress(self) -> dict[str, Any]:
        """Return the chart of the policies with most open matters: done against due, in per cent."""
        rows = (
            self.board.open_tasks.filter(policy__isnull=False)
            .order_by()
            .values("policy__title")
            .annotate(n=Count("pk"), done=Avg(Coalesce(F("percent"), 0)), due=Avg(Coalesce(F("planned"), 0)))
            .order_by("-n")[:POLICIES]
        )
        listed = list(rows)
        return {
            "labels": [_short(row["policy__title"]) for row in listed],
            "values": [round(row["done"]) for row in listed],
            "plans": [round(row["due"]) for row in listed],
            "unit": "%",
        }

    def points(self) -> list[str]:
        """Return the points of the week as sentences built from figures."""
        week = self.today - timedelta(days=7)
        tasks = Task.objects.filter(jurisdiction=self.jurisdiction)
        done = tasks.filter(completed_on__gt=week).count()
        due = tasks.due_within(self.today, self.today + timedelta(days=7)).count()
        disputes = Assignment.objects.filter(task__jurisdiction=self.jurisdiction, state="disputed").count()
        sentences = [f"近7日办结 {done} 件，未来7日到期 {due} 件。"]
        if disputes:
            sentences.append(f"{disputes} 件职责异议待督查室裁定。")
        sentences += [f"《{policy.title}》{_day(policy.expires_on)}到期。" for policy in self.board.expiring()[:2]]
        return sentences

    def on_schedule_percent(self, counts: Mapping[str, int]) -> int:
        """Return the share of open matters that are neither red nor yellow, in per cent."""
        total = sum(counts.values())
        return round(100 * (total - counts["red"] - counts["yellow"]) / total) if total else 100

    def _late_by_lead(self, day: date) -> dict[tuple[int, str], int]:
        late = self.board.late_on(day)
        rows = (
            Assignment.objects.standing()
            .filter(is_first_lead=True, task__in=late)
            .order_by()
            .values("department", "department__name")
            .annotate(n=Count("pk"))
        )
        return {(row["department"], row["department__name"]): row["n"] for row in rows}

    def _open_by_lead(self) -> dict[tuple[int, str], int]:
        rows = (
            Assignment.objects.open()
            .filter(is_first_lead=True, task__jurisdiction=self.jurisdiction)
            .order_by()
            .values("department", "department__name")
            .annotate(n=Count("pk"))
        )
        return {(row["department"], row["department__name"]): row["n"] for row in rows}


def _of_extension(extension: Extension) -> Decision:
    task, unit = extension.assignment.task, extension.assignment.department
    days = (extension.due_on_asked - extension.due_on_before).days
    return Decision(
        kind="extension",
        accept="grant",
        refuse="refuse",
        subject=extension,
        title=f"{task.title}，延期 {days} 天",
        fact=f"{unit}申请由{_day(extension.due_on_before)}延至{_day(extension.due_on_asked)}。理由：{extension.reason}",
        advice=extension.decision,
    )


def _of_urging(urging: Urging) -> Decision:
    task, unit = urging.assignment.task, urging.assignment.department
    return Decision(
        kind="urging",
        accept="approve",
        refuse="decline",
        subject=urging,
        title=f"{task.title}，{urging.get_level_display()}",
        fact=f"拟对{unit}{urging.get_level_display()}。{urging.text}",
        advice="",
    )


def _day(day: date | None) -> str:
    return words.day(day)


def _short(title: str) -> str:
    """Return a title as a chart has room for: of a notice what it publishes, cut at the end."""
    title = title.partition("关于印发")[2].removesuffix("的通知").strip("《》") or title
    return title if len(title) <= NAME_LENGTH else f"{title[: NAME_LENGTH - 1]}…"
