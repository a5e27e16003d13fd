"""Rules of a government as dated data: the value in force on a day, else the shipped example.

Every key with its example stands in `EXAMPLES`; a row of `Rule` for a later day replaces it from that day on.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from core.prepared import Prepared
from departments.models import Jurisdiction, Rule

EXAMPLES: dict[str, Any] = {
    # days to sign for a task, working days after issue
    "receipt.working_days": 2,
    # 蓝 near: so many working days before the due date
    "light.near_working_days": 10,
    # 黄 behind: so many per cent points below where the calendar wants the matter to stand
    "light.behind_points": 5,
    # whether a unit head approves what the unit sends
    "report.unit_review": False,
    # how often units report when the text itself does not say, and by which day of the next month
    "report.cadence": "monthly",
    "report.day_of_month": 5,
    # which roles send reports of their own
    "report.roles": ["lead", "co", "joint", "implementing"],
    # reminders before a due date, in calendar days; then overdue with back-off
    "reminder.due_days": [30, 15, 7, 3, 1, 0],
    "reminder.overdue_days": [1, 2, 4, 8, 16],
    # from which overdue day on the unit head, the supervisor and the leader are told too
    "reminder.ladder": {"unit_head": 2, "supervisor": 4, "leader": 16},
    # who is told ahead of a day; afterwards the ladder says so
    "reminder.recipients": {
        "due": ["clerk"],
        "receipt": ["clerk"],
        "report": ["clerk"],
        "validity": ["supervisor"],
        "expired": ["supervisor", "leader"],
    },
    # validity of policies: months, then days before the last day
    "reminder.validity_months": [6, 2, 1],
    "reminder.validity_days": [30, 7, 1],
    # days after the last day on which a decision is still asked for
    "reminder.expired_days": [1, 8, 30],
    # receipts and reports: calendar days before their day, and after it when nothing came
    "reminder.receipt_days": {"before": [1, 0], "after": [1, 3, 7]},
    "reminder.report_days": {"before": [3, 1, 0], "after": [1, 3, 7]},
    # what waits for an answer (extensions, disputes): working days since it was asked
    "reminder.waiting_working_days": [1, 3, 5, 10],
    # no digest from .. to .., Shanghai time; {}: at any hour
    "reminder.quiet_hours": {"from": "21:00", "to": "07:00"},
    # extensions longer than this many days go to a leader
    "extension.leader_days": 30,
    # days a unit has to answer an urging, by level
    "urging.term_working_days": {"reminder": 3, "blue": 3, "yellow": 2, "red": 1},
    # decisions before a policy expires: months before the last day (Shanghai's rule as example)
    "validity.decisions": {"evaluate": 6, "report": 2, "submit": 1},
    # who strikes a verified task off the list: supervisor or leader
    "task.closing": "supervisor",
    # how many years an archived matter is kept, by its source; null: for ever
    "archive.retention_years": {"default": 10, "instruction": 30, "meeting": 30},
    # how many days the file of a background export can be fetched; then it is removed
    "export.keep_days": 30,
    # number of a task: prefix + year + running number
    "task.number": "{prefix}{year}-{sequence:04d}",
}


def rule(jurisdiction: Jurisdiction, key: str, on: date) -> Any:
    """Return the value of a rule on a day; KeyError for a key that does not exist."""
    example = EXAMPLES[key]
    row = Rule.objects.filter(jurisdiction=jurisdiction, key=key, valid_from__lte=on).order_by("-valid_from").first()
    return example if row is None else row.value


_in_force = Prepared(
    lambda governments, keys, on: (
        Rule.objects.filter(jurisdiction__in=governments, key__in=keys, valid_from__lte=on)
        .order_by("valid_from")
        .values_list("jurisdiction_id", "key", "value")
    )
)


def rules_of(governments: Collection[int], keys: Collection[str], on: date) -> dict[int, dict[str, Any]]:
    """Return the values of some rules on a day by government id and key, as `rule` does; one query for all."""
    found = {government: {key: EXAMPLES[key] for key in keys} for government in governments}
    for government, key, value in _in_force.rows(governments=governments, keys=keys, on=on):
        found[government][key] = value
    return found
