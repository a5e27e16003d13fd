"""The validity watch: which decisions fall due before a policy ends, and taking them.

Expiry opens a decision, it never closes tasks; what a decision means for the tasks of a policy a person chooses there.
"""

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from policies.models import Policy, PolicyState, ValidityDecision, ValidityStep
from policies.permissions import can_decide_validity
from policies.services.acting import claim_policy, log

STEPS = (ValidityStep.EVALUATED, ValidityStep.REPORTED, ValidityStep.SUBMITTED)
HELD = (PolicyState.PUBLISHED, PolicyState.EXTENDED)


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step before a policy ends: what, by when, and whether that day has come."""

    step: ValidityStep
    on: date
    is_due: bool

    @property
    def verb(self) -> str:
        """Return what is to be done."""
        return {"evaluate": "评估", "report": "报告", "submit": "送审"}[self.step]


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier, the last of its month where there is no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def steps_due(expires_on: date | None, offsets: Mapping[str, int], done: Collection[str], today: date) -> list[DueStep]:
    """Return the steps still to be taken, earliest first; `offsets` are months before the last day by step."""
    if expires_on is None:
        return []
    steps = [
        (ValidityStep(name), months_before(expires_on, months))
        for name, months in offsets.items()
        if name not in done and name in STEPS
    ]
    return [DueStep(step, on, on <= today) for step, on in sorted(steps, key=lambda pair: pair[1])]


def record_step(*, policy: Policy, version: int | None, step: str, source: str, by: User | None) -> ValidityDecision:
    """Record that an evaluation, a report or a submission was done; no date and no state changes."""
    if step not in STEPS:
        raise DomainError("policies.unknown_step", "没有这个步骤。", fields={"step": ["请选择步骤。"]})
    return _decide(policy, version, ValidityStep(step), source, by, held=True)


def extend(*, policy: Policy, version: int | None, expires_on: date, source: str, by: User | None) -> ValidityDecision:
    """Prolong a policy to a later day."""
    if policy.expires_on is not None and expires_on <= policy.expires_on:
        message = "新的有效期须晚于现在的有效期。"
        raise DomainError("policies.not_later", message, fields={"expires_on": [message]})
    changes = {"state": PolicyState.EXTENDED, "expires_on": expires_on, "validity_basis": f"延续：{source}"[:60]}
    return _decide(policy, version, ValidityStep.EXTENDED, source, by, held=True, changes=changes)


def set_end(*, policy: Policy, version: int | None, expires_on: date, source: str, by: User | None) -> ValidityDecision:
    """Give a policy whose end nobody knew its last day."""
    first = policy.effective_on or policy.issued_on
    if first is not None and expires_on < first:
        message = "有效期止早于施行日期，请核对。"
        raise DomainError("policies.dates_out_of_order", message, fields={"expires_on": [message]})
    changes = {"expires_on": expires_on, "validity_basis": f"人工指定：{source}"[:60]}
    return _decide(policy, version, ValidityStep.DATED, source, by, changes=changes)


def repeal(*, policy: Policy, version: int | None, source: str, by: User | None) -> ValidityDecision:
    """End a policy before its day."""
    changes = {"state": PolicyState.REPEALED}
    return _decide(policy, version, ValidityStep.REPEALED, source, by, held=True, changes=changes)


def supersede(
    *, policy: Policy, version: int | None, successor: Policy, source: str, by: User | None
) -> ValidityDecision:
    """Replace a policy by another one of the same government; a circle of replacements is refused."""
    if successor.jurisdiction_id != policy.jurisdiction_id:
        raise DomainError("policies.foreign_policy", "替代文件须是本级的文件。")
    after: Policy | None = successor
    while after is not None:
        if after.pk == policy.pk:
            message = "替代关系成环：替代文件最终又被本文件替代。"
            raise DomainError("policies.circle", message, fields={"successor": [message]})
        after = after.superseded_by
    changes = {"state": PolicyState.SUPERSEDED, "superseded_by": successor}
    return _decide(
        policy, version, ValidityStep.SUPERSEDED, source, by, held=True, changes=changes, successor=successor
    )


def let_lapse(*, policy: Policy, version: int | None, source: str, by: User | None) -> ValidityDecision:
    """Decide that a policy ends on its day and is not prolonged."""
    if policy.expires_on is None:
        raise DomainError("policies.no_end", "有效期不明，请先补定有效期。")
    return _decide(policy, version, ValidityStep.LAPSED, source, by, held=True)


def _decide(
    policy: Policy,
    version: int | None,
    step: ValidityStep,
    source: str,
    by: User | None,
    *,
    held: bool = False,
    changes: Mapping[str, object] | None = None,
    successor: Policy | None = None,
) -> ValidityDecision:
    if by is not None and not can_decide_validity(by, policy):
        raise NotPermitted("policies.not_validity_keeper", "有效期由本级督查员和分管领导决定。")
    if not source.strip():
        raise DomainError("policies.source_missing", "请写明依据。", fields={"source": ["请写明依据。"]})
    with unit_of_work():
        claim_policy(policy, version)
        policy.refresh_from_db()
        if held and policy.state not in HELD:
            raise TransitionForbidden("policies.not_in_force", f"文件{policy.get_state_display()}，不能这样决定。")
        before = {name: getattr(policy, name) for name in (changes or {})}
        decision = ValidityDecision.objects.create(
            policy=policy,
            step=step,
            expires_before=policy.expires_on,
            successor=successor,
            source=source.strip()[:300],
            decided_on=clock.today(),
            decided_by=by,
            decided_at=clock.now(),
        )
        for name, value in (changes or {}).items():
            setattr(policy, name, value)
        policy.save()
        decision.expires_after = policy.expires_on
        decision.save(update_fields=["expires_after"])
        log(f"policies.validity_{step}", policy, by=by, policy=policy, before=before, after=changes, reason=source)
    return decision
