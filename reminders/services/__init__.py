"""Verbs of the reminders: one run for a government, and its dated rules."""

from reminders.services.ruling import drop_rule, set_rule
from reminders.services.running import Outcome, remind

__all__ = ["Outcome", "drop_rule", "remind", "set_rule"]
