"""Verbs on people, memberships and tokens; every one leaves its entry in the audit log."""

from accounts.services.signing import change_password, note_lock_out, note_sign_in, note_sign_out

__all__ = ["change_password", "note_lock_out", "note_sign_in", "note_sign_out"]
