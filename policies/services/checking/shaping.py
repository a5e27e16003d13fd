"""Split, merge, add and reorder measures where the reader cut the text wrongly."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Max

from accounts.models import User
from core.exceptions import DomainError
from policies.models import LeadBasis, Measure, MeasureState, Policy, PolicyVersion, Responsibility, Section
from policies.services.checking.steps import VALUES, desk_act, unconfirm
from policies.services.ordering import renumber

RANK = {"lead": 0, "co": 1, "joint": 2, "support": 3, "implementing": 4}


def split(*, measure: Measure, version: int | None, at: int, title: str, by: User | None) -> Measure:
    """Cut a measure in two before character `at` of its text; returns the second.

    Dates, targets and findings go where their words stand; units, which are printed once for both, stand on both.
    """
    if not 0 < at < len(measure.text):
        raise DomainError(
            "policies.split_outside", "请在本条正文之内选择拆分位置。", fields={"at": ["位置不在正文内。"]}
        )
    policy = measure.policy_version.policy
    with desk_act("measure_split", f"拆分{measure.label}", policy=policy, by=by, measures=[(measure, version)]) as desk:
        cut = measure.span_start + at
        second = Measure(
            policy_version=desk.version,
            section=measure.section,
            position=_last(desk.version) + 1,
            number=f"{measure.number}(2)"[:30],
            title=(title.strip() or measure.text[at : at + 30])[:300],
            text=measure.text[at:],
            span_start=cut,
            span_end=measure.span_end,
            lead_basis=measure.lead_basis,
            proposal={"split_from": measure.pk},
        )
        second.save()
        measure.text, measure.span_end = measure.text[:at], cut
        unconfirm(measure)
        measure.save()
        _share(measure, second, cut)
        desk.created.append(second)
        _place_after(desk.version, second, measure)
    return second


def merge(
    *, measure: Measure, version: int | None, other: Measure, other_version: int | None, by: User | None
) -> Measure:
    """Join the measure that follows into this one; the other stays, marked as merged."""
    policy = measure.policy_version.policy
    pairs = [(measure, version), (other, other_version)]
    label = f"{other.label}并入{measure.label}"
    with desk_act("measures_merged", label, policy=policy, by=by, measures=pairs) as desk:
        first, second = sorted((measure, other), key=lambda one: one.span_start)
        _check_neighbours(desk.version, first, second)
        text = desk.version.source_file.text
        measure.span_start, measure.span_end = first.span_start, max(first.span_end, second.span_end)
        measure.text = text[measure.span_start : measure.span_end]
        _move_values(other, measure)
        _join_units(measure)
        unconfirm(measure)
        measure.save()
        unconfirm(other)
        other.state, other.state_note = MeasureState.REJECTED, f"并入{measure.label}"
        other.save()
    return measure


def add_measure(
    *, policy: Policy, version: int | None, start: int, end: int, title: str, by: User | None, number: str = ""
) -> Measure:
    """Make a measure of a stretch of the source text that the reader passed over; spans count the text as read."""
    with desk_act(
        "measure_added", f"增加举措{title}", policy=policy, by=by, policy_version=version, whole=True
    ) as desk:
        read = desk.version
        words = read.source_file.text[start:end].strip()
        if not (read.span_start <= start < end <= read.span_end and words):
            raise DomainError("policies.words_missing", "请选取文件中的一段原文。", fields={"text": ["没有选取原文。"]})
        start = read.source_file.text.index(words, start)
        sections = Section.objects.filter(policy_version=read, span_start__lte=start).order_by("span_start")
        row = Measure.objects.create(
            policy_version=read,
            section=sections.last(),
            position=_last(read) + 1,
            number=number[:30],
            title=(title.strip() or words[:30])[:300],
            text=words,
            span_start=start,
            span_end=start + len(words),
            lead_basis=LeadBasis.NONE,
            proposal={"added": True},
        )
        desk.created.append(row)
        above = Measure.objects.filter(policy_version=read, span_start__lte=start).exclude(pk=row.pk)
        _place_after(read, row, above.order_by("span_start").last())
    return row


def reorder(*, policy: Policy, version: int | None, order: Sequence[int], by: User | None) -> None:
    """Put the measures of the version under check into this order of ids, which names every one."""
    measures = list(Measure.objects.filter(policy_version__policy=policy).current())
    if sorted(order) != sorted(row.pk for row in measures):
        raise DomainError("policies.order_incomplete", "排序须包含全部举措，请刷新后再排。")
    pairs: list[tuple[Measure, int | None]] = [(row, None) for row in measures]
    label = "调整举措顺序"
    with desk_act(
        "measures_reordered",
        label,
        policy=policy,
        by=by,
        measures=pairs,
        policy_version=version,
        whole=True,
        values=False,
    ) as desk:
        renumber(desk.version, order)


def _last(version: PolicyVersion) -> int:
    last = version.measures.order_by("position").last()
    return last.position if last else 0


def _place_after(version: PolicyVersion, row: Measure, above: Measure | None) -> None:
    order = [pk for pk in version.measures.order_by("position").values_list("pk", flat=True) if pk != row.pk]
    order.insert(order.index(above.pk) + 1 if above else 0, row.pk)
    renumber(version, order)
    row.refresh_from_db()


def _share(first: Measure, second: Measure, cut: int) -> None:
    for model in VALUES:
        behind = model.objects.filter(measure=first, span_start__gte=cut)
        if model is not Responsibility:
            behind.update(measure=second)
    for row in Responsibility.objects.filter(measure=first):
        if row.basis == "inline":
            # a unit named for its own part of the work goes with that part
            if row.span_start is not None and row.span_start >= cut:
                Responsibility.objects.filter(pk=row.pk).update(measure=second)
            continue
        row.pk = None
        row._state.adding = True
        row.measure = second
        row.save()


def _move_values(source: Measure, target: Measure) -> None:
    """Put everything read in one measure behind what was read in the other."""
    for model in VALUES:
        rows = model.objects.filter(measure=source)
        if hasattr(model, "position"):
            last = model.objects.filter(measure=target).aggregate(last=Max("position"))["last"] or 0
            rows.update(measure=target, position=F("position") + last)
        else:
            rows.update(measure=target)


def _check_neighbours(version: PolicyVersion, first: Measure, second: Measure) -> None:
    between = version.measures.kept().filter(span_start__gte=first.span_end, span_end__lte=second.span_start)
    if first.pk == second.pk or between.exclude(pk__in=[first.pk, second.pk]).exists():
        raise DomainError("policies.not_neighbours", "只能合并原文中相邻的两条。")


def _join_units(measure: Measure) -> None:
    """Let each unit stand once a scope, with its highest role; the others are dropped, not lost."""
    kept: dict[Any, Responsibility] = {}
    for row in sorted(measure.responsibilities.standing(), key=lambda one: (RANK[one.role], one.pk)):
        key = (
            row.department_id,
            row.roster_id,
            row.scope,
            None if row.department_id or row.roster_id else row.printed_name,
        )
        if key in kept:
            row.is_dropped = True
            row.save(update_fields=["is_dropped"])
        else:
            kept[key] = row
