"""The frame of every act at the checking desk: right, open desk, version, log, and what undo needs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.db import models

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import TransitionForbidden
from policies.models import (
    CheckingStep,
    Finding,
    Measure,
    MeasureDeadline,
    MeasureState,
    Policy,
    PolicyVersion,
    Responsibility,
    Target,
)
from policies.permissions import require_checker
from policies.services.acting import claim_measure, claim_policy, log

VALUES: tuple[type[Any], ...] = (Responsibility, MeasureDeadline, Target, Finding)
POLICY_COLUMNS = ("first_listed_leads",)
# of no interest to a reader of the log
_SILENT = {"version", "position", "proposal", "proposed", "policy_version", "measure", "text"}

Rows = list[dict[str, Any]]


@dataclass
class Desk:
    """One act in progress: the version that is being checked and the measures made on the way."""

    version: PolicyVersion
    policy: Policy
    by: User | None
    created: list[Measure] = field(default_factory=list)
    reason: str = ""
    step: CheckingStep | None = None


@contextmanager
def desk_act(
    action: str,
    label: str,
    *,
    policy: Policy,
    by: User | None,
    measures: Sequence[tuple[Measure, int | None]] = (),
    policy_version: int | None = None,
    whole: bool = False,
    values: bool = True,
    findings: Sequence[Finding] = (),
) -> Iterator[Desk]:
    """Run one act in one transaction: check the right, claim the versions, and keep what undo needs.

    `measures` pairs each row with the version the person saw (None: whatever stands); `whole` claims the policy's own
    version, for acts on the document as such. `values` says whether more than the measures' own columns may change,
    `findings` are those on the document that change.
    """
    require_checker(by, policy)
    with unit_of_work():
        version = open_version(policy)
        if whole:
            claim_policy(policy, policy_version)
        for measure, seen in measures:
            claim_measure(measure, seen)
            measure.refresh_from_db()
        rows = [measure for measure, _ in measures]
        before = snapshot(rows, values=values) + serializers.serialize("python", findings)
        kept = {name: getattr(policy, name) for name in POLICY_COLUMNS} if whole else {}
        desk = Desk(version, policy, by)
        yield desk
        after = snapshot(rows, values=values) + serializers.serialize("python", findings)
        versions = {str(row.pk): row.version for row in [*rows, *desk.created]}
        if whole:
            versions["policy"] = policy.version
        desk.step = CheckingStep.objects.create(
            policy_version=version,
            action=action,
            label=label[:200],
            before={"rows": before, "created": [row.pk for row in desk.created], "values": values, "policy": kept},
            after_versions=versions,
            done_by=by,
            done_at=clock.now(),
        )
        old, new = _differences(before, after)
        subject = rows[0] if len(rows) == 1 else policy
        new |= {"added": [str(row) for row in desk.created]} if desk.created else {}
        log(f"policies.{action}", subject, by=by, policy=policy, before=old, after=new, reason=desk.reason)


def open_version(policy: Policy) -> PolicyVersion:
    """Return the version under check; `TransitionForbidden` when it is published."""
    version = policy.versions.get(is_current=True)
    if version.published_at is not None:
        raise TransitionForbidden("policies.already_published", "文件已发布，不能再改；确需改动请先退回校核。")
    return version


def unconfirm(measure: Measure) -> None:
    """Let a measure that changes wait for a person again; the caller saves it."""
    if measure.state == MeasureState.CONFIRMED:
        measure.state = MeasureState.PROPOSED
        measure.confirmed_by = None
        measure.confirmed_at = None


def snapshot(measures: Sequence[Measure], *, values: bool) -> Rows:
    """Return the rows of measures, and of everything read in them, as plain data."""
    ids = [measure.pk for measure in measures]
    rows: Rows = serializers.serialize("python", Measure.objects.filter(pk__in=ids))
    if values:
        for model in VALUES:
            rows += serializers.serialize("python", model.objects.filter(measure__in=ids))
    return rows


def settle_findings(
    measure: Measure,
    prefix: str,
    resolution: str,
    *,
    by: User | None,
    span: tuple[int | None, int | None] | None = None,
) -> None:
    """Mark the open findings of a kind on a measure as dealt with; with a span only those that touch it."""
    found = measure.findings.open().filter(code__startswith=prefix)
    if span is not None and span[0] is not None:
        found = found.filter(models.Q(span_start__lt=span[1], span_end__gt=span[0]) | models.Q(span_start=None))
    found.update(resolved_at=clock.now(), resolved_by=by, resolution=resolution[:200])


def _differences(before: Rows, after: Rows) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what changed for the log: per row `model pk` the columns that differ, old and new."""
    known = {(row["model"], row["pk"]): row["fields"] for row in before if "model" in row}
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for row in after:
        key = f"{row['model'].partition('.')[2]} {row['pk']}"
        was: Mapping[str, Any] = known.get((row["model"], row["pk"]), {})
        changed = [name for name in row["fields"] if name not in _SILENT and row["fields"][name] != was.get(name)]
        if changed:
            new[key] = {name: row["fields"][name] for name in changed}
            old[key] = {name: was.get(name) for name in changed} if was else None
    return old, new
