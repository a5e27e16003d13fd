"""Take back a step at the desk: the rows return to what they were before it."""

from typing import Any

from django.core import serializers
from django.db import models

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import TransitionForbidden, VersionConflict
from policies.models import CheckingStep, Measure, Policy, PolicyVersion
from policies.permissions import require_checker
from policies.services.acting import claim_measure, claim_policy, log
from policies.services.checking.steps import VALUES, open_version
from policies.services.ordering import renumber


def undo(*, step: CheckingStep, by: User | None) -> CheckingStep:
    """Undo a step; `VersionConflict` when a measure it touched has been changed since."""
    policy = step.policy_version.policy
    require_checker(by, policy)
    with unit_of_work():
        # compare and set: the second of two who undo the same step is told so
        standing = CheckingStep.objects.standing().filter(pk=step.pk)
        if standing.update(undone_at=clock.now(), undone_by=by) != 1:
            raise TransitionForbidden("policies.already_undone", "这一步已经撤销。")
        if open_version(policy) != step.policy_version:
            raise TransitionForbidden("policies.step_outdated", "文件已有新的版次，不能撤销旧版的改动。")
        _check_and_claim(step, policy)
        _restore(step, policy)
        log("policies.step_undone", policy, by=by, policy=policy, before={"step": step.label})
    step.refresh_from_db()
    return step


def latest_step(version: PolicyVersion, by: User) -> CheckingStep | None:
    """Return the last step a person can take back: the newest own one that stands."""
    return CheckingStep.objects.standing().filter(policy_version=version, done_by=by).first()


def _check_and_claim(step: CheckingStep, policy: Policy) -> None:
    expected = dict(step.after_versions)
    if "policy" in expected:
        claim_policy(policy, expected.pop("policy"))
    rows = {row.pk: row for row in Measure.objects.filter(pk__in=[int(pk) for pk in expected])}
    for pk, version in expected.items():
        row = rows.get(int(pk))
        if row is None:
            raise VersionConflict("request.stale", "这条举措已不存在，不能撤销。", current=policy)
        claim_measure(row, version)


def _restore(step: CheckingStep, policy: Policy) -> None:
    rows, created = step.before["rows"], step.before["created"]
    measures = [row for row in rows if row["model"] == Measure._meta.label_lower]
    touched = [row["pk"] for row in measures]
    if step.before["values"]:
        _drop_new_values(rows, [*touched, *created])
    for restored in serializers.deserialize("python", [row for row in rows if row not in measures]):
        restored.save()
    _restore_measures(measures)
    _delete(Measure.objects.filter(pk__in=created))
    if step.action == "measures_reordered":
        _restore_order(step.policy_version, {row["pk"]: row["fields"]["position"] for row in measures})
    if kept := step.before["policy"]:
        Policy.objects.filter(pk=policy.pk).update(**kept)


def _restore_measures(rows: list[dict[str, Any]]) -> None:
    """Give measures their columns back; versions only ever go up, and a position may be taken by now."""
    now = {row.pk: row for row in Measure.objects.filter(pk__in=[row["pk"] for row in rows])}
    for restored in serializers.deserialize("python", rows):
        row: Any = restored.object
        row.version, row.position = now[row.pk].version, now[row.pk].position
        row.save()


def _drop_new_values(rows: list[dict[str, Any]], measures: list[int]) -> None:
    """Delete the values that a step added: rows of its measures that its snapshot does not hold."""
    for model in VALUES:
        held = {row["pk"] for row in rows if row["model"] == model._meta.label_lower}
        _delete(model.objects.filter(measure__in=measures).exclude(pk__in=held))


def _delete(rows: models.QuerySet[Any]) -> None:
    try:
        rows.delete()
    except models.ProtectedError as held:
        raise TransitionForbidden("policies.registered_already", "已据此立项，不能撤销；请在督办事项中处理。") from held


def _restore_order(version: PolicyVersion, positions: dict[int, int]) -> None:
    now = version.measures.order_by("position").values_list("pk", flat=True)
    renumber(version, sorted(now, key=lambda pk: positions.get(pk, 1_000_000)))
