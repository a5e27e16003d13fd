"""How acts on addresses outside reach the log: names and hosts, never a secret nor a robot's key."""

from collections.abc import Mapping
from typing import Any

from audit.context import Principal
from audit.services import record
from notifications.models import AllowedHost, Endpoint


def note(
    action: str,
    subject: Endpoint | AllowedHost,
    *,
    by: Principal | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record an act in the chain of the government; the address goes in as `shown_url`."""
    actor = by.actor if by is not None else None
    code = f"notifications.{action}"
    record(code, subject, actor=actor, jurisdiction=subject.jurisdiction, before=before, after=after)
