"""Publish what was checked, and take it back to the desk."""

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from policies.models import Measure, Policy, PolicyState
from policies.permissions import require_checker
from policies.search.index import reindex_policy
from policies.services.acting import claim_policy, log
from policies.services.checking.steps import open_version


def publish(*, policy: Policy, version: int | None, by: User | None) -> Policy:
    """Publish the version under check: units see its confirmed measures. Refused while any measure waits."""
    require_checker(by, policy)
    with unit_of_work():
        claim_policy(policy, version)
        policy.refresh_from_db()
        if policy.state in (PolicyState.REPEALED, PolicyState.SUPERSEDED):
            raise TransitionForbidden("policies.not_in_force", f"文件{policy.get_state_display()}，不能发布。")
        read = open_version(policy)
        waiting = Measure.objects.filter(policy_version=read).unconfirmed().count()
        if waiting:
            raise TransitionForbidden("policies.unconfirmed_measures", f"还有 {waiting} 条未确认", waiting=waiting)
        read.published_at = now = clock.now()
        read.save(update_fields=["published_at"])
        before = policy.state
        if policy.state == PolicyState.IN_REVIEW:
            policy.state = PolicyState.PUBLISHED
            policy.published_at = now
            policy.save(update_fields=["state", "published_at"])
        reindex_policy(policy)
        after = {"state": policy.state, "version": read.number}
        log("policies.published", policy, by=by, policy=policy, before={"state": before}, after=after)
    return policy


def reopen(*, policy: Policy, version: int | None, reason: str, by: User | None) -> Policy:
    """Take a published version back to the desk; units go on reading it until it is published again."""
    if not reason.strip():
        raise DomainError("policies.reason_missing", "请写明退回校核的理由。", fields={"reason": ["请写明理由。"]})
    require_checker(by, policy)
    with unit_of_work():
        claim_policy(policy, version)
        read = policy.versions.get(is_current=True)
        if read.published_at is None:
            raise TransitionForbidden("policies.in_review", "文件正在校核，无须退回。")
        read.published_at = None
        read.save(update_fields=["published_at"])
        log("policies.reopened", policy, by=by, policy=policy, reason=reason)
    return policy
