"""What every service of this app does alike: name the actor, write the log, stop the second of two writers."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from accounts.access import actor_of
from accounts.models import User
from audit import services as audit
from audit.context import Actor
from core.exceptions import VersionConflict
from policies.models import Measure, Policy


def log(
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    policy: Policy,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Record an act on a policy or a part of it in the log of its government."""
    audit.record(
        action,
        subject,
        actor=actor_or_none(by),
        jurisdiction=policy.jurisdiction,
        before=before,
        after=after,
        reason=reason,
    )


def claim_policy(policy: Policy, version: int | None) -> None:
    """Move the policy's version on by one; raise `VersionConflict` when it is not `version` any more.

    None claims whatever stands (commands and jobs, which show nobody an older state).
    """
    _claim(Policy, policy, policy.version if version is None else version)


def claim_measure(measure: Measure, version: int | None) -> None:
    """Move the measure's version on by one; raise `VersionConflict` when it is not `version` any more."""
    _claim(Measure, measure, measure.version if version is None else version)


def _claim(model: type[models.Model], row: Any, version: int) -> None:
    # compare and set: 0 rows means that a colleague wrote between this person's reading and now
    if model._default_manager.filter(pk=row.pk, version=version).update(version=version + 1) != 1:
        current = model._default_manager.get(pk=row.pk)
        raise VersionConflict("request.stale", "他人已先改动，您的改动没有保存，请核对后再改。", current=current)
    row.version = version + 1


def actor_or_none(by: User | None) -> Actor | None:
    """Return a person as the log freezes it, None for the system."""
    return actor_of(by) if by else None
