"""What a decision about a policy's validity means for its open tasks: chosen by a person, done with the decision.

Expiry itself changes no task. Decision and effects are one transaction; the decision is the policy's own service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.rules import rule
from policies.models import Policy, ValidityDecision
from policies.services import validity
from tasks import permissions
from tasks.models import DueBasis, Task, TaskState
from tasks.models.task import OPEN_TASK_STATES, UNISSUED_TASK_STATES
from tasks.services.acting import locked, tell
from tasks.services.ending import cancel

NAMED = 5
AFFECTED = (*UNISSUED_TASK_STATES, *OPEN_TASK_STATES, TaskState.SUSPENDED)


class Decision(StrEnum):
    """The decisions that ask what becomes of the tasks."""

    EXTEND = "extend"
    REPEAL = "repeal"
    SUPERSEDE = "supersede"
    LAPSE = "lapse"


class EffectKind(StrEnum):
    """What becomes of a task."""

    KEEP = "keep"
    DUE = "due"
    CANCEL = "cancel"
    LINK = "link"


EFFECT_WORDS = {
    EffectKind.KEEP: "照常办理",
    EffectKind.DUE: "调整期限",
    EffectKind.CANCEL: "撤销",
    EffectKind.LINK: "按承接文件办理",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one task; `due_on` goes with `due`, `version` is the one the person saw."""

    kind: EffectKind = EffectKind.KEEP
    due_on: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision as it is asked for."""

    decision: Decision
    source: str
    version: int | None = None
    expires_on: date | None = None
    successor: Policy | None = None


def affected(policy: Policy) -> list[Task]:
    """Return the tasks of a policy that are not finished, by number."""
    return list(Task.objects.filter(policy=policy, state__in=AFFECTED, archived_at=None).order_by("number", "pk"))


def decide(*, policy: Policy, wanted: Wanted, effects: Mapping[int, Effect], by: User | None) -> ValidityDecision:
    """Take a decision and let it have the effect chosen for every open task, `keep` among them.

    All or nothing. Raises what the decision and the acts raise, and `DomainError` for an effect that does not fit or
    a task nobody chose for, also one that was added since the person looked.
    """
    with unit_of_work():
        tasks = {task.pk: task for task in affected(policy)}
        _refuse(tasks, wanted, effects)
        decision = _decided(policy, wanted, by)
        for pk, effect in effects.items():
            _apply(tasks[pk], effect, wanted, decision, by)
    return decision


def _refuse(tasks: Mapping[int, Task], wanted: Wanted, effects: Mapping[int, Effect]) -> None:
    message = ""
    if set(effects) - set(tasks):
        message = "有的事项已办结或不属于本文件，请重新核对。"
    elif unchosen := [task for pk, task in tasks.items() if pk not in effects]:
        named = "、".join(task.number or task.title for task in unchosen[:NAMED])
        message = f"还有 {len(unchosen)} 件在办事项没有选择如何办理：{named}{'等' if len(unchosen) > NAMED else ''}。"
    elif any(effect.kind is EffectKind.DUE and effect.due_on is None for effect in effects.values()):
        message = "调整期限的事项须填写新的期限。"
    elif wanted.decision is not Decision.SUPERSEDE and any(one.kind is EffectKind.LINK for one in effects.values()):
        message = "只有被其他文件替代时，才能按承接文件办理。"
    if message:
        raise DomainError("tasks.effect_unfit", message, fields={"effects": [message]})


def _decided(policy: Policy, wanted: Wanted, by: User | None) -> ValidityDecision:
    if wanted.decision is Decision.EXTEND:
        if wanted.expires_on is None:
            raise DomainError("policies.day_missing", "请填写有效期。", fields={"expires_on": ["请填写有效期。"]})
        return validity.extend(
            policy=policy, version=wanted.version, expires_on=wanted.expires_on, source=wanted.source, by=by
        )
    if wanted.decision is Decision.SUPERSEDE:
        if wanted.successor is None:
            raise DomainError("policies.no_successor", "请选择替代文件。", fields={"successor": ["请选择替代文件。"]})
        return validity.supersede(
            policy=policy, version=wanted.version, successor=wanted.successor, source=wanted.source, by=by
        )
    service = validity.repeal if wanted.decision is Decision.REPEAL else validity.let_lapse
    return service(policy=policy, version=wanted.version, source=wanted.source, by=by)


def _apply(task: Task, effect: Effect, wanted: Wanted, decision: ValidityDecision, by: User | None) -> None:
    reason = f"《{decision.policy.title}》{decision.get_step_display()}：{wanted.source.strip()}"[:500]
    if effect.kind is EffectKind.CANCEL:
        cancel(task=task, reason=reason, by=by, version=effect.version)
    elif effect.kind is EffectKind.DUE and effect.due_on is not None:
        _set_due(task, effect, reason, by)
    elif effect.kind is EffectKind.LINK:
        current = _current(task, effect)
        before = {"successor_policy": current.successor_policy}
        current.successor_policy = wanted.successor
        current.version += 1
        current.save(update_fields=["successor_policy", "version"])
        after = {"successor_policy": wanted.successor}
        tell("task.link_successor", current, task=current, by=by, before=before, after=after, reason=reason)


def _set_due(task: Task, effect: Effect, reason: str, by: User | None) -> None:
    current, until = _current(task, effect), effect.due_on
    limit = rule(current.jurisdiction, "extension.leader_days", clock.today())
    first = current.original_due_on or current.due_on
    beyond = first is not None and until is not None and (until - first).days > limit
    if beyond and by is not None and not permissions.may_lead_task(by, current):
        raise NotPermitted("tasks.leader_decides", f"{current.number}累计延期超过 {limit} 天，须由领导决定。")
    before = {"due_on": current.due_on, "due_version": current.due_version}
    current.due_on, current.due_basis = until, DueBasis.VALIDITY
    if current.state in UNISSUED_TASK_STATES or current.original_due_on is None:
        current.original_due_on = until
    current.due_version += 1
    current.version += 1
    current.save(update_fields=["due_on", "original_due_on", "due_basis", "due_version", "version"])
    after = {"due_on": until, "due_version": current.due_version}
    tell("task.extend", current, task=current, by=by, before=before, after=after, reason=reason)


def _current(task: Task, effect: Effect) -> Task:
    current = locked(task)
    if effect.version is not None and effect.version != current.version:
        raise TransitionForbidden("request.stale", f"{current.number}已由他人改动，请重新核对。")
    return current


def choices_for(decision: Decision) -> Sequence[tuple[str, str]]:
    """Return the effects that fit a decision, with their words."""
    return [
        (kind.value, word)
        for kind, word in EFFECT_WORDS.items()
        if kind is not EffectKind.LINK or decision is Decision.SUPERSEDE
    ]
