"""Matters under supervision and everything that happens to them."""

from tasks.models.assignment import Assignment, AssignmentQuerySet, AssignmentState, Dispute, DisputeState
from tasks.models.extension import Extension, ExtensionState
from tasks.models.history import TaskEvent
from tasks.models.linking import LinkedTask, TaskLink
from tasks.models.report import (
    CONTENT_STATES,
    Evidence,
    IndicatorReading,
    ProgressReport,
    ProgressReportQuerySet,
    PromiseKept,
    ReportState,
)
from tasks.models.task import (
    Cadence,
    ClosingReason,
    DueBasis,
    NumberSequence,
    Task,
    TaskQuerySet,
    TaskSource,
    TaskState,
)
from tasks.models.transfer import Transfer, TransferLine
from tasks.models.urging import PROPOSED_LEVELS, Urging, UrgingLevel, UrgingQuerySet, UrgingState

__all__ = [
    "CONTENT_STATES",
    "PROPOSED_LEVELS",
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentState",
    "Cadence",
    "ClosingReason",
    "Dispute",
    "DisputeState",
    "DueBasis",
    "Evidence",
    "Extension",
    "ExtensionState",
    "IndicatorReading",
    "LinkedTask",
    "NumberSequence",
    "ProgressReport",
    "ProgressReportQuerySet",
    "PromiseKept",
    "ReportState",
    "Task",
    "TaskEvent",
    "TaskLink",
    "TaskQuerySet",
    "TaskSource",
    "TaskState",
    "Transfer",
    "TransferLine",
    "Urging",
    "UrgingLevel",
    "UrgingQuerySet",
    "UrgingState",
]
