"""The verbs of the checking desk: between the reader and the tasks stands a person.

Every act names the version the person saw (`VersionConflict` when a colleague wrote first), stands in the log, keeps
the reader's proposal beside the correction, and can be undone while nothing was built on it.
"""

from policies.services.checking.confirming import confirm_measure, confirm_undoubted, open_doubts, reconsider, reject
from policies.services.checking.correcting import (
    add_unit,
    correct_title,
    correct_unit,
    drop_unit,
    name_lead,
    settle_name,
)
from policies.services.checking.findings import decide_first_listed, resolve_finding
from policies.services.checking.publishing import publish, reopen
from policies.services.checking.shaping import add_measure, merge, reorder, split
from policies.services.checking.undoing import latest_step, undo
from policies.services.checking.valuing import (
    add_deadline,
    add_target,
    correct_deadline,
    correct_target,
    drop_value,
)

__all__ = [
    "add_deadline",
    "add_measure",
    "add_target",
    "add_unit",
    "confirm_measure",
    "confirm_undoubted",
    "correct_deadline",
    "correct_target",
    "correct_title",
    "correct_unit",
    "decide_first_listed",
    "drop_unit",
    "drop_value",
    "latest_step",
    "merge",
    "name_lead",
    "open_doubts",
    "publish",
    "reconsider",
    "reject",
    "reopen",
    "reorder",
    "resolve_finding",
    "settle_name",
    "split",
    "undo",
]
