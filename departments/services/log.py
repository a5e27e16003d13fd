"""How acts on the register reach the log."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from audit.context import Principal
from audit.services import record
from departments.models import Jurisdiction


def note(
    action: str,
    subject: models.Model,
    *,
    by: Principal | None,
    jurisdiction: Jurisdiction,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Record an act in the chain of the register's government."""
    actor = by.actor if by is not None else None
    record(action, subject, actor=actor, jurisdiction=jurisdiction, before=before, after=after, reason=reason)
