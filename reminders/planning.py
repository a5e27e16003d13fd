"""Planning: what is due to be said up to a day becomes rows, once, whatever was missed before.

The first run of a day looks for everything due in the last `DUBAN_CATCH_UP_DAYS`, so that a planner that stood still
catches up by construction; later runs of the day look for that day. The unique keys make a second run find nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core import clock
from core.checkpoints import checkpoint
from departments.models import Jurisdiction
from departments.selectors import work_calendar
from reminders import dated, rules, statements
from reminders.models import PlannerMark, Reminder, ReminderState
from reminders.statements import Source, Statement


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A reminder as it stands or would be made."""

    recipient_id: int
    subject: str
    subject_id: int
    step: str
    anchor_on: date
    occurrence_on: date
    reason: str


def plan(jurisdiction: Jurisdiction, *, today: date | None = None) -> int:
    """Make every reminder that is due up to today and not there yet; returns how many are new."""
    today = today or clock.today()
    # any other day, an earlier one too (the clock was put back), is caught up anew
    is_caught_up = PlannerMark.objects.filter(jurisdiction=jurisdiction, caught_up_on=today).exists()
    first = today if is_caught_up else today - timedelta(days=settings.DUBAN_CATCH_UP_DAYS)
    made = 0
    for statement in _statements(jurisdiction, first=first, today=today):
        with transaction.atomic():
            made += statement.insert()
            checkpoint("planning")
    if not is_caught_up:
        PlannerMark.objects.update_or_create(jurisdiction=jurisdiction, defaults={"caught_up_on": today})
    checkpoint("planned")
    return made


def supersede(jurisdiction: Jurisdiction, *, today: date | None = None) -> int:
    """Take back the waiting reminders that are not true any more; returns how many."""
    today = today or clock.today()
    waiting = Reminder.objects.filter(jurisdiction=jurisdiction, state=ReminderState.PLANNED)
    gone = [*waiting.stale().values_list("pk", flat=True)]
    gone += waiting.to_people_gone(jurisdiction, today).values_list("pk", flat=True)
    return waiting.filter(pk__in=gone).update(state=ReminderState.SUPERSEDED) if gone else 0


def of_parts(parts: Collection[int]) -> dict[int, int]:
    """Return by part how many reminders wait to be said about it and its reports."""
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED)
    found: Counter[int] = Counter()
    for owner in ("assignment", "report__assignment"):
        found.update(waiting.filter(**{f"{owner}__in": parts}).values_list(owner, flat=True))
    return dict(found)


def take_back(parts: Collection[int]) -> int:
    """Take back what waits for the people of parts that go to another unit; returns how many.

    What holds for the people of the new unit is planned by the next run.
    """
    theirs = Q(assignment__in=parts) | Q(report__assignment__in=parts)
    waiting = list(Reminder.objects.filter(theirs, state=ReminderState.PLANNED).values_list("pk", flat=True))
    return Reminder.objects.filter(pk__in=waiting).update(state=ReminderState.SUPERSEDED)


def preview(jurisdiction: Jurisdiction, on: date) -> list[PlannedRow]:
    """Return what would be said on a day, from what is known now; nothing is written.

    Up to today that is everything that waits; for a later day only what falls on it.
    """
    today = clock.today()
    first = on if on > today else on - timedelta(days=settings.DUBAN_CATCH_UP_DAYS)
    found = [
        PlannedRow(
            recipient_id=row["recipient_id"],
            subject=statement.subject,
            subject_id=row[f"{statement.subject}_id"],
            step=row["step"],
            anchor_on=_as_date(row["anchor_on"]),
            occurrence_on=_as_date(row["occurrence_on"]),
            reason=row["reason"],
        )
        for statement in _statements(jurisdiction, first=first, today=on)
        for row in statement.rows()
    ]
    return list(dict.fromkeys([*_waiting(jurisdiction, on), *found] if on >= today else found))


def _waiting(jurisdiction: Jurisdiction, on: date) -> Iterable[PlannedRow]:
    waiting = Reminder.objects.filter(jurisdiction=jurisdiction).waiting(on)
    stale = set(waiting.stale().values_list("pk", flat=True))
    stale |= set(waiting.to_people_gone(jurisdiction, on).values_list("pk", flat=True))
    for row in waiting:
        if row.pk not in stale:
            subject, subject_id = row.subject_key
            yield PlannedRow(
                row.recipient_id, subject, subject_id, row.step, row.anchor_on, row.occurrence_on, row.reason
            )


def _as_date(value: date | str) -> date:
    """Return a date that SQLite hands back as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _statements(jurisdiction: Jurisdiction, *, first: date, today: date) -> list[Statement]:
    """Return what makes everything due from `first` to `today`, each day by the rules that were in force on it."""
    calendar = work_calendar(jurisdiction)
    planned: dict[str, tuple[Source, list[rules.Step]]] = {name: (source, []) for name, source in _sources().items()}
    for span in dated.spans(jurisdiction, first, today):
        window = rules.Window(calendar, span.first, span.last)
        for name, steps in _steps(window, span.values).items():
            planned[name][1].extend(steps)
    at = clock.real_now()
    return [
        statement
        for source, steps in planned.values()
        for statement in statements.statements(source, steps, government=jurisdiction.pk, today=today, at=at)
    ]


def _sources() -> dict[str, Source]:
    return {
        "due": statements.due_source(),
        "receipt": statements.receipt_source(),
        "report": statements.report_source(),
        "policy": statements.policy_source(),
        "extension": statements.extension_source(),
        "dispute": statements.dispute_source(),
    }


def _steps(window: rules.Window, values: dict[str, Any]) -> dict[str, list[rules.Step]]:
    return {
        "due": rules.due_steps(window, values),
        "receipt": rules.receipt_steps(window, values),
        "report": rules.report_steps(window, values),
        "policy": rules.validity_steps(window, values),
        "extension": rules.waiting_steps(window, values, ("unit_review", "submitted", "forwarded")),
        "dispute": rules.waiting_steps(window, values, ("dispute",)),
    }
