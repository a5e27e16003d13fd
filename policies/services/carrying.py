"""Carry what persons decided on the version before over to the measures that did not change.

A measure that nobody touched (version 1) keeps its fresh reading; one that was confirmed, corrected, rejected, split
or merged brings everything along, its spans moved to where the paragraph stands now.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from policies.models import Finding, Measure, MeasureDeadline, PolicyVersion, Responsibility, Target
from policies.services.ordering import renumber
from policies.services.planning import folded

VALUES: tuple[type[Any], ...] = (Responsibility, MeasureDeadline, Target)
_DECIDED = ("number", "title", "lead_basis", "state", "state_note", "confirmed_by_id", "confirmed_at")


def carry_over(former: PolicyVersion, version: PolicyVersion, unchanged: Iterable[Measure]) -> None:
    """Copy decisions from `former` to `version`; `unchanged` are rows of `version` whose `previous` reads the same."""
    old = {row.pk: row for row in former.measures.all()}
    pairs = [(old[row.previous_id], row) for row in unchanged if row.previous_id in old]
    touched = [(before, row) for before, row in pairs if before.version > 1]
    for before, row in touched:
        _take_over(before, row)
    extra = _persons_own(old.values(), dict(pairs), version)
    _copy_values([*touched, *extra])
    _copy_resolutions(former, version, pairs)
    if extra:
        _insert(version, old, dict(pairs), extra)


def _take_over(before: Measure, row: Measure) -> None:
    for name in _DECIDED:
        setattr(row, name, getattr(before, name))
    if folded(before.text) != folded(row.text):
        # split or merged by a person: the same words begin where the paragraph begins now
        row.span_end = row.span_start + (before.span_end - before.span_start)
        row.text = before.text
    row.version = 2
    row.save()


def _persons_own(
    old: Iterable[Measure], pairs: dict[Measure, Measure], version: PolicyVersion
) -> list[tuple[Measure, Measure]]:
    """Create again what a person added or split off, where its words still stand in the document."""
    text = version.source_file.text
    made = []
    for before in old:
        if before in pairs or before.proposal.get("text") or not before.text:
            continue
        start = text.find(before.text, version.span_start, version.span_end)
        if start < 0:
            continue
        row = Measure(
            policy_version=version,
            position=100_000 + before.position,
            text=before.text,
            span_start=start,
            span_end=start + len(before.text),
            proposal=before.proposal,
            previous=before,
            version=2,
        )
        for name in _DECIDED:
            setattr(row, name, getattr(before, name))
        row.save()
        made.append((before, row))
    return made


def _copy_values(pairs: Iterable[tuple[Measure, Measure]]) -> None:
    target = {before.pk: (before, row) for before, row in pairs}
    for model in VALUES:
        manager = model.objects
        manager.filter(measure__in=[row for _, row in target.values()]).delete()
        manager.bulk_create(
            (_moved(value, *target[value.measure_id]) for value in manager.filter(measure__in=list(target))),
            batch_size=200,
        )


def _moved(value: Any, before: Measure, row: Measure) -> Any:
    value.pk = None
    value._state.adding = True
    value.measure = row
    if value.span_start is not None:
        shift = row.span_start - before.span_start
        value.span_start += shift
        value.span_end += shift
    return value


def _copy_resolutions(former: PolicyVersion, version: PolicyVersion, pairs: list[tuple[Measure, Measure]]) -> None:
    """Mark the findings that were dealt with on the same words, or on the same whole document, as dealt with."""
    follows = {before.pk: row.pk for before, row in pairs} | {None: None}
    dealt: dict[tuple[int | None, str, str], list[Finding]] = defaultdict(list)
    for finding in former.findings.exclude(resolved_at=None):
        if finding.measure_id in follows:
            dealt[follows[finding.measure_id], finding.code, finding.message].append(finding)
    carried = []
    for finding in version.findings.filter(resolved_at=None):
        for known in dealt.get((finding.measure_id, finding.code, finding.message), [])[:1]:
            finding.resolved_at, finding.resolved_by_id = known.resolved_at, known.resolved_by_id
            finding.resolution = known.resolution
            carried.append(finding)
    Finding.objects.bulk_update(carried, ["resolved_at", "resolved_by", "resolution"], batch_size=200)


def _insert(
    version: PolicyVersion,
    old: dict[int, Measure],
    pairs: dict[Measure, Measure],
    extra: list[tuple[Measure, Measure]],
) -> None:
    """Put what persons made behind the measure it followed."""
    order = [row.pk for row in version.measures.filter(position__lt=100_000).order_by("position")]
    follows = {before.pk: row.pk for before, row in [*pairs.items(), *extra]}
    former = sorted(old.values(), key=lambda row: row.position)
    for before, row in sorted(extra, key=lambda pair: pair[0].position):
        above = [follows[one.pk] for one in former if one.position < before.position and one.pk in follows]
        order.insert(order.index(above[-1]) + 1 if above else 0, row.pk)
    renumber(version, order)
