"""Say yes or no to what was read: one measure, all without doubt at a stroke, or none."""

from collections.abc import Mapping

from accounts.models import User
from core import clock
from core.exceptions import DomainError, TransitionForbidden, VersionConflict
from policies.models import Measure, MeasureState, Policy
from policies.services.checking.steps import Desk, desk_act, unconfirm


def confirm_measure(*, measure: Measure, version: int | None, by: User | None) -> Measure:
    """Confirm a measure as it stands; refused while a doubt on it is open."""
    policy = measure.policy_version.policy
    with desk_act(
        "measure_confirmed", f"确认{measure.label}", policy=policy, by=by, measures=[(measure, version)]
    ) as desk:
        doubts = open_doubts(measure)
        if doubts:
            raise TransitionForbidden("policies.open_doubts", f"本条还有 {doubts} 处待核问题，请先处理。")
        _confirm(measure, desk)
    return measure


def confirm_undoubted(*, policy: Policy, by: User | None, versions: Mapping[int, int] | None = None) -> list[Measure]:
    """Confirm at one stroke all waiting measures without an open doubt, and return them.

    `versions` maps the ids that the person was shown to the versions shown: what changed since is a `VersionConflict`.
    """
    waiting = Measure.objects.filter(policy_version__policy=policy).current().unconfirmed().undoubted()
    measures = list(waiting.select_related("policy_version__policy"))
    if versions is not None:
        moved = [one for one in measures if versions.get(one.pk) != one.version]
        if moved or len(measures) != len(versions):
            raise VersionConflict(
                "request.stale",
                "他人刚改动过其中的举措，没有确认任何一条；请核对后再确认。",
                current=policy,
            )
    if not measures:
        return []
    label = f"一次确认 {len(measures)} 条"
    pairs = [(measure, measure.version) for measure in measures]
    with desk_act("measures_confirmed", label, policy=policy, by=by, measures=pairs, values=False) as desk:
        for measure in measures:
            _stamp(measure, desk)
        Measure.objects.bulk_update(measures, ["state", "confirmed_by", "confirmed_at"], batch_size=200)
    return measures


def reject(*, measure: Measure, version: int | None, reason: str, by: User | None) -> Measure:
    """Say that a paragraph is no measure; the reason stands beside it."""
    if not reason.strip():
        raise DomainError("policies.reason_missing", "请写明为何不作举措。", fields={"reason": ["请写明理由。"]})
    label = f"{measure.label}不作举措"
    policy = measure.policy_version.policy
    with desk_act("measure_rejected", label, policy=policy, by=by, measures=[(measure, version)]) as desk:
        desk.reason = reason
        unconfirm(measure)
        measure.state, measure.state_note = MeasureState.REJECTED, reason.strip()[:200]
        measure.save()
    return measure


def reconsider(*, measure: Measure, version: int | None, by: User | None) -> Measure:
    """Let a confirmed or rejected measure wait for a person again."""
    label = f"{measure.label}退回待确认"
    policy = measure.policy_version.policy
    with desk_act("measure_reconsidered", label, policy=policy, by=by, measures=[(measure, version)]):
        if measure.state == MeasureState.PROPOSED:
            raise TransitionForbidden("policies.not_decided", "本条尚未确认，无须退回。")
        unconfirm(measure)
        measure.state, measure.state_note = MeasureState.PROPOSED, ""
        measure.save()
    return measure


def open_doubts(measure: Measure) -> int:
    """Count what a person must look at: open doubts and names that answer to nothing."""
    strangers = measure.responsibilities.unresolved()
    doubts = measure.findings.open_doubts()
    spans = [(one.span_start, one.span_end) for one in strangers]
    # a doubt about the very name that is unknown is one question, not two
    named = sum(1 for one in doubts if one.code.startswith("units.") and (one.span_start, one.span_end) in spans)
    return len(doubts) + len(spans) - named


def _confirm(measure: Measure, desk: Desk) -> None:
    _stamp(measure, desk)
    measure.save()


def _stamp(measure: Measure, desk: Desk) -> None:
    measure.state = MeasureState.CONFIRMED
    measure.confirmed_by = desk.by
    measure.confirmed_at = clock.now()
