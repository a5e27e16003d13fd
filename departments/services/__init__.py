"""Verbs on the register of units: names, collective units, reforms. `by=None` is the system (commands, jobs)."""

from departments.services.days import drop_day, set_day
from departments.services.naming import (
    Decision,
    NewName,
    add_name,
    correct_department,
    create_department,
    decide_name,
    end_name,
    reconsider_name,
)
from departments.services.reform import Share, attach_plaque, dissolve, merge, rename, split
from departments.services.rosters import create_roster, set_aliases, set_members

__all__ = [
    "Decision",
    "NewName",
    "Share",
    "add_name",
    "attach_plaque",
    "correct_department",
    "create_department",
    "create_roster",
    "decide_name",
    "dissolve",
    "drop_day",
    "end_name",
    "merge",
    "reconsider_name",
    "rename",
    "set_aliases",
    "set_day",
    "set_members",
    "split",
]
