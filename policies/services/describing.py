"""Correct what stands in the head of a policy: title, number, dates; the reading stays on its version."""

from datetime import date
from typing import Any

from accounts.models import User
from audit.services import unit_of_work
from core.exceptions import DomainError
from policies.models import Policy
from policies.permissions import require_checker
from policies.search.index import reindex_policy
from policies.services.acting import claim_policy, log

EDITABLE = ("title", "doc_number", "index_number", "issuer", "issued_on", "published_on", "effective_on", "expires_on")


def describe_policy(*, policy: Policy, version: int | None, by: User | None, **values: Any) -> Policy:
    """Correct columns of `EDITABLE`; the end of validity that a person gives bears that ground."""
    require_checker(by, policy)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    if "title" in values and not str(values["title"]).strip():
        raise DomainError("policies.title_missing", "请填写标题。", fields={"title": ["请填写标题。"]})
    with unit_of_work():
        claim_policy(policy, version)
        policy.refresh_from_db()
        before = {name: getattr(policy, name) for name in values}
        changed = {name: value for name, value in values.items() if value != before[name]}
        for name, value in changed.items():
            setattr(policy, name, value)
        _check_dates(policy.effective_on or policy.issued_on, policy.expires_on)
        if "expires_on" in changed:
            policy.validity_basis = "人工指定" if policy.expires_on else ""
        policy.save()
        reindex_policy(policy)
        old = {name: before[name] for name in changed}
        log("policies.described", policy, by=by, policy=policy, before=old, after=changed)
    return policy


def _check_dates(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise DomainError(
            "policies.dates_out_of_order",
            "有效期止早于施行日期，请核对。",
            fields={"expires_on": ["有效期止早于施行日期。"]},
        )
