"""Verbs on people, memberships and tokens; every one leaves its entry in the audit log. `by=None` is the system."""

from accounts.services.people import (
    correct_person,
    create_person,
    create_service_account,
    reset_password,
    set_active,
)
from accounts.services.roles import add_role, end_role, follow_unit, hand_over, set_deputy
from accounts.services.signing import change_password, note_lock_out, note_sign_in, note_sign_out
from accounts.services.token_keeping import issue_token, revoke_token, rotate_token

__all__ = [
    "add_role",
    "change_password",
    "correct_person",
    "create_person",
    "create_service_account",
    "end_role",
    "follow_unit",
    "hand_over",
    "issue_token",
    "note_lock_out",
    "note_sign_in",
    "note_sign_out",
    "reset_password",
    "revoke_token",
    "rotate_token",
    "set_active",
    "set_deputy",
]
