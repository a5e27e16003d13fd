"""成批填报: many reports of a unit on one page; each is saved and sent by the service of a single one, by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.access import access_of
from accounts.models import User
from core.exceptions import DomainError, VersionConflict
from tasks import permissions
from tasks.models import AssignmentState, ProgressReport, ProgressReportQuerySet
from tasks.models.task import OPEN_TASK_STATES
from tasks.services import reporting

MOST_AT_ONCE = 60


@dataclass(slots=True)
class Filled:
    """One report as it was typed, and what became of it: `report` as it stands then, `error` where it was refused."""

    report: ProgressReport
    version: int | None
    values: Mapping[str, Any]
    readings: Mapping[int, tuple[Decimal | None, str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    error: DomainError | None = None

    @property
    def is_refused(self) -> bool:
        """Say whether something must be put right first."""
        return self.error is not None or bool(self.errors)

    @property
    def differs(self) -> bool:
        """Say whether anything was typed that is not stored yet."""
        stored = {row.target_id: (row.value, row.note) for row in self.report.readings.all()}
        changed = any(_plain(getattr(self.report, name)) != _plain(value) for name, value in self.values.items())
        return changed or any(
            stored.get(pk) != (value, note) if value is not None else pk in stored
            for pk, (value, note) in self.readings.items()
        )


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def to_fill(user: User) -> ProgressReportQuerySet:
    """Return the reports a person may write now, by their day: signed for, not sent, of matters under way."""
    found: ProgressReportQuerySet = (
        permissions.reports_visible_to(user)
        .filter(
            assignment__department__in=access_of(user).unit_ids,
            assignment__task__state__in=OPEN_TASK_STATES,
            assignment__task__archived_at=None,
            state__in=reporting.EDITABLE,
        )
        .exclude(
            assignment__state__in=(
                AssignmentState.PENDING_RECEIPT,
                AssignmentState.WITHDRAWN,
                AssignmentState.HANDED_OVER,
            )
        )
        .order_by("due_on", "assignment__task__number", "pk")
    )
    return found


def save_many(filled: Iterable[Filled], *, by: User) -> None:
    """Keep what was typed of each report, those untouched left as they are; refusals stand beside their report."""
    for one in filled:
        if not one.differs:
            continue
        try:
            one.report = reporting.save_draft(
                report=one.report, by=by, version=one.version, values=one.values, readings=one.readings
            )
            one.version = one.report.version
        except DomainError as error:
            one.error = error


def send_many(filled: Iterable[Filled], *, by: User) -> list[ProgressReport]:
    """Save and send each report by itself and return those sent; one that is refused holds back no other."""
    listed = list(filled)
    save_many(listed, by=by)
    sent = []
    for one in listed:
        if one.is_refused:
            continue
        try:
            sent.append(reporting.send(report=one.report, by=by, version=one.version))
        except DomainError as error:
            one.error = error
    return sent


def is_stale(one: Filled) -> bool:
    """Say whether somebody else saved the report since."""
    return isinstance(one.error, VersionConflict)
