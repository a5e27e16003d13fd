"""Verbs of the outbox: writing to people, settling what is doubtful, keeping the addresses outside the house."""

from notifications.services.endpoints import (
    add_endpoint,
    change_secret,
    correct_endpoint,
    pause_endpoint,
    resume_endpoint,
)
from notifications.services.hosts import allow_host, drop_host
from notifications.services.trying import try_endpoint
from notifications.services.writing import (
    DEFAULT_CHANNELS,
    USUAL_DIGEST_TIME,
    mail_id,
    mark_read,
    notify,
    prefer,
    ring,
    settle,
)

__all__ = [
    "DEFAULT_CHANNELS",
    "USUAL_DIGEST_TIME",
    "add_endpoint",
    "allow_host",
    "change_secret",
    "correct_endpoint",
    "drop_host",
    "mail_id",
    "mark_read",
    "notify",
    "pause_endpoint",
    "prefer",
    "resume_endpoint",
    "ring",
    "settle",
    "try_endpoint",
]
