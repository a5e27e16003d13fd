"""Files as handed in, policies, their versions, what was read in them and what persons made of it."""

from policies.models.checking import CheckingStep, Finding, Severity
from policies.models.measure import (
    LeadBasis,
    Measure,
    MeasureQuerySet,
    MeasureState,
    Section,
    SectionLead,
)
from policies.models.policy import Policy, PolicyKind, PolicyQuerySet, PolicyState, PolicyVersion
from policies.models.search import SearchParagraph
from policies.models.source import ImportRun, ImportState, SourceFile
from policies.models.validity import ValidityDecision, ValidityStep
from policies.models.values import (
    MeasureDeadline,
    Precision,
    Recurrence,
    Responsibility,
    Target,
    UnitBasis,
    UnitRole,
)

__all__ = [
    "CheckingStep",
    "Finding",
    "ImportRun",
    "ImportState",
    "LeadBasis",
    "Measure",
    "MeasureDeadline",
    "MeasureQuerySet",
    "MeasureState",
    "Policy",
    "PolicyKind",
    "PolicyQuerySet",
    "PolicyState",
    "PolicyVersion",
    "Precision",
    "Recurrence",
    "Responsibility",
    "SearchParagraph",
    "Section",
    "SectionLead",
    "Severity",
    "SourceFile",
    "Target",
    "UnitBasis",
    "UnitRole",
    "ValidityDecision",
    "ValidityStep",
]
