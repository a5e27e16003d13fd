"""How acts on an account reach the log: one entry in the chain of each government the person belongs to."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from audit.context import Actor
from audit.services import record
from departments.models import Jurisdiction


def record_person(
    action: str,
    person: User,
    *,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Record an act on an account in each of its governments, without any in the chain of no government."""
    governments: list[Jurisdiction | None] = list(Jurisdiction.objects.filter(memberships__user=person).distinct())
    for jurisdiction in governments or [None]:
        record(action, person, actor=by, jurisdiction=jurisdiction, before=before, after=after, reason=reason)
