"""Matters under supervision and everything that happens to them."""

from tasks.models.assignment import Assignment, AssignmentQuerySet, AssignmentState, Dispute, DisputeState
from tasks.models.extension import Extension, ExtensionState
from tasks.models.history import TaskEvent
from tasks.models.report import Evidence, IndicatorReading, ProgressReport, ProgressReportQuerySet, ReportState
from tasks.models.task import Cadence, ClosingReason, DueBasis, Task, TaskQuerySet, TaskSource, TaskState
from tasks.models.urging import Urging, UrgingLevel

__all__ = [
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
    "ProgressReport",
    "ProgressReportQuerySet",
    "ReportState",
    "Task",
    "TaskEvent",
    "TaskQuerySet",
    "TaskSource",
    "TaskState",
    "Urging",
    "UrgingLevel",
]
