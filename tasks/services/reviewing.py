"""What others do with a report: the unit's head, the first lead who gathers, the supervisor who reviews."""

from typing import Any

from accounts.models import User
from core import clock
from core.exceptions import NotPermitted
from tasks.models import ProgressReport
from tasks.services.acting import move
from tasks.services.gathering import gathered_text
from tasks.services.people import tell_unit
from tasks.services.reporting import on_report, save_draft
from tasks.transitions import Subject


def consolidate(*, report: ProgressReport, by: User | None, version: int | None = None) -> ProgressReport:
    """Put what the partners reported under the first lead's own progress, and name the silent ones."""
    if not report.assignment.is_first_lead:
        raise NotPermitted("tasks.not_first_lead", "汇总由第一牵头单位办理。")
    gathered = gathered_text(report)
    own = report.progress.strip()
    text = own if gathered in own else "\n".join(part for part in (own, gathered) if part)
    return save_draft(report=report, by=by, version=version, values={"progress": text})


def recall(*, report: ProgressReport, by: User | None, version: int | None = None) -> ProgressReport:
    """Take a draft back from the unit's head."""
    return _simple(report, "recall", by, version)


def send_back(*, report: ProgressReport, reason: str, by: User | None, version: int | None = None) -> ProgressReport:
    """Let the unit's head give a draft back to the clerk."""
    return _simple(report, "send_back", by, version, reason=reason)


def accept(*, report: ProgressReport, by: User | None, version: int | None = None) -> ProgressReport:
    """Let the supervisor accept a report."""
    return _simple(report, "accept", by, version, reviewed_at=clock.now(), reviewed_by=by)


def return_report(
    *, report: ProgressReport, reason: str, by: User | None, version: int | None = None
) -> ProgressReport:
    """Return a report to the unit with the reason; it is to be made good (退回补报)."""
    done = _simple(
        report, "return", by, version, reason=reason,
        reviewed_at=clock.now(), reviewed_by=by, return_reason=reason.strip(),
    )  # fmt: skip
    tell_unit(
        done.assignment, subject=f"退回补报：{done.assignment.task.title}", body=reason,
        key=f"report.return:{done.pk}:{done.version}",
    )  # fmt: skip
    return done


def excuse(*, report: ProgressReport, reason: str, by: User | None, version: int | None = None) -> ProgressReport:
    """Ask nothing of the unit for this period (免报)."""
    return _simple(report, "excuse", by, version, reason=reason)


def require(*, report: ProgressReport, reason: str, by: User | None, version: int | None = None) -> ProgressReport:
    """Ask for an excused report after all."""
    return _simple(report, "require", by, version, reason=reason)


def _simple(
    report: ProgressReport, act: str, by: User | None, version: int | None, *, reason: str = "", **fields: Any
) -> ProgressReport:
    with on_report(report) as (task, current):
        part = current.assignment
        move(Subject.REPORT, current, act, task=task, by=by, assignment=part, reason=reason, version=version, **fields)
    return current
