"""Drafts of tasks: made from confirmed measures, or by hand where a matter comes without a document."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files.base import File

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted
from departments.models import Department, Jurisdiction
from departments.rules import rule
from policies.models import Measure, MeasureState, Policy, Responsibility, Target, UnitBasis, UnitRole
from tasks import permissions
from tasks.models import Assignment, Cadence, DueBasis, Task, TaskSource, TaskState
from tasks.search import index_tasks
from tasks.services.acting import born
from tasks.services.sources import Due, Units, cadence_of, due_of, first_lead, is_suggestion, units_of
from tasks.services.splitting import (
    Choice,
    choice_of,
    heading_of,
    refuse_split,
    scoped_rows,
    scopes_of,
    targets_of,
    titled,
)
from tasks.transitions import Subject

BY_HAND = (TaskSource.INSTRUCTION, TaskSource.MEETING, TaskSource.PROPOSAL, TaskSource.OTHER)


def draft_tasks(
    *,
    by: User | None,
    policy: Policy | None = None,
    measures: Iterable[Measure] | None = None,
    split: Mapping[int, str] | None = None,
) -> list[Task]:
    """Draft a task for every confirmed measure that has none yet, and return the new ones.

    Of a policy, or of the measures given. `split` maps a measure's id to "target" (one task a target) or "inline" (one
    task a unit named in running text with a scope of its own). Units, first lead, due date and cadence come from the
    measure; what cannot be told from it is left open for a person. Raises `NotPermitted`, and `DomainError` for a way
    of splitting that a measure does not offer.
    """
    chosen = _measures(policy, measures)
    for measure in chosen:
        require_supervisor(by, measure.policy_version.policy.jurisdiction)
    with unit_of_work():
        taken = _taken(chosen)
        refuse_split([measure for measure in chosen if measure.pk not in taken], split or {})
        drafted = []
        for measure in chosen:
            if measure.state == MeasureState.CONFIRMED and measure.pk not in taken:
                drafted += _draft(measure, (split or {}).get(measure.pk, ""), by)
        index_tasks(drafted)
        return drafted


def choices_of(policy: Policy) -> list[Choice]:
    """Return what can be drafted from a policy and how it can be split; nothing is changed by looking."""
    chosen = _measures(policy, None)
    taken = _taken(chosen)
    return [choice_of(measure) for measure in chosen if measure.pk not in taken]


def _taken(measures: Iterable[Measure]) -> set[int | None]:
    """Return the ids of the measures that have a task already."""
    rows = Task.objects.filter(measure__in=measures).exclude(state=TaskState.CANCELLED)
    return set(rows.values_list("measure", flat=True))


def _measures(policy: Policy | None, measures: Iterable[Measure] | None) -> list[Measure]:
    rows = Measure.objects.current().confirmed()
    if measures is not None:
        rows = rows.filter(pk__in=[measure.pk for measure in measures])
    if policy is not None:
        rows = rows.filter(policy_version__policy=policy)
    elif measures is None:
        raise ValueError("draft_tasks needs a policy or measures")
    related = ("deadlines", "targets", "responsibilities__department", "responsibilities__roster")
    return list(rows.select_related("policy_version__policy__jurisdiction").prefetch_related(*related).order_by("pk"))


def _draft(measure: Measure, split: str, by: User | None) -> list[Task]:
    rows = list(measure.responsibilities.all())
    standing = [row for row in rows if not is_suggestion(row)]
    if split == "target":
        return [_from_measure(measure, standing, by, target=target) for target in targets_of(measure)]
    if split == "inline":
        scoped = scoped_rows(measure)
        return [
            _from_measure(measure, [row for row in scoped if row.scope == scope], by, scope=scope)
            for scope in scopes_of(measure)
        ]
    return [_from_measure(measure, standing, by)]


def _from_measure(
    measure: Measure, rows: list[Responsibility], by: User | None, *, target: Target | None = None, scope: str = ""
) -> Task:
    policy, today = measure.policy_version.policy, clock.today()
    source = TaskSource.TARGET if target else TaskSource.INLINE if scope else TaskSource.MEASURE
    detail = target.text if target else scope
    task = _new_task(
        policy.jurisdiction,
        due_of(measure, target),
        by,
        title=titled(measure, detail) if detail else heading_of(measure),
        source=source,
        policy=policy,
        measure=measure,
        target=target,
        scope=scope,
        quotation=measure.text,
        cadence=cadence_of(measure, rule(policy.jurisdiction, "report.cadence", today)),
    )
    add_units(task, units_of(rows, today))
    return task


def _new_task(jurisdiction: Jurisdiction, due: Due, by: User | None, **fields: Any) -> Task:
    task = Task(
        jurisdiction=jurisdiction,
        state=TaskState.DRAFTED,
        due_on=due.on,
        original_due_on=due.on,
        due_text=due.text,
        due_precision=due.precision,
        due_basis=due.basis,
        created_at=clock.now(),
        created_by=by,
        **fields,
    )
    born(Subject.TASK, "draft", task, task=task, by=by)
    return task


def add_units(task: Task, units: Units) -> None:
    """Give a draft its parts; the first of several named leads is first lead."""
    lead = first_lead(units.parts)
    Assignment.objects.bulk_create(
        Assignment(
            task=task,
            department=part.department,
            printed_name=part.printed_name,
            responsibility=part.responsibility,
            role=part.role,
            basis=part.basis,
            is_first_lead=part is lead,
            scope=part.scope,
        )
        for part in units.parts
    )


def units_as_written(task: Task) -> Units:
    """Return the units that a task's measure gives it today; nothing for a matter registered by hand."""
    if task.measure is None:
        return Units()
    rows = list(task.measure.responsibilities.standing().select_related("department", "roster").order_by("position"))
    if task.source == TaskSource.INLINE:
        return units_of(
            [row for row in rows if row.basis == UnitBasis.INLINE and row.scope == task.scope], clock.today()
        )
    return units_of([row for row in rows if not is_suggestion(row)], clock.today())


def register_by_hand(
    *,
    jurisdiction: Jurisdiction,
    source: str,
    title: str,
    by: User | None,
    lead: Department | None,
    co: Collection[Department] = (),
    quotation: str = "",
    source_note: str = "",
    source_date: date | None = None,
    source_document: "File[bytes] | None" = None,
    due_on: date | None = None,
    due_text: str = "",
    cadence: str = "",
) -> Task:
    """Draft a matter that comes without a document: 批示, 会议议定, 建议提案, other. The number comes with `register`.

    Raises `NotPermitted`, and `DomainError` with `fields` for what is missing or belongs to another government.
    """
    require_supervisor(by, jurisdiction)
    _check_by_hand(jurisdiction, source, title, [*([lead] if lead else []), *co])
    due = Due(due_on, due_text, "day" if due_on else "", DueBasis.MANUAL if due_on else DueBasis.NONE)
    with unit_of_work():
        task = _new_task(
            jurisdiction,
            due,
            by,
            title=title.strip()[:300],
            source=TaskSource(source),
            quotation=quotation,
            source_note=source_note[:300],
            source_date=source_date,
            cadence=Cadence(cadence or rule(jurisdiction, "report.cadence", clock.today())),
        )
        index_tasks([task])
        if source_document is not None:
            _keep_document(task, source_document)
        if lead is not None:
            add_by_hand(task, lead, UnitRole.LEAD, is_first_lead=True)
        for unit in dict.fromkeys(co):
            if unit != lead:
                add_by_hand(task, unit, UnitRole.CO)
    return task


def _check_by_hand(jurisdiction: Jurisdiction, source: str, title: str, units: Collection[Department]) -> None:
    fields: dict[str, list[str]] = {}
    if source not in BY_HAND:
        fields["source"] = ["请选择来源：领导批示、会议议定、建议提案或其他。"]
    if not title.strip():
        fields["title"] = ["请写明事项。"]
    if any(unit.jurisdiction_id != jurisdiction.pk for unit in units):
        fields["units"] = ["单位须属于本级政府。"]
    if fields:
        raise DomainError("tasks.invalid", "有内容须更正。", fields=fields)


def _keep_document(task: Task, document: "File[bytes]") -> None:
    from tasks.services.files import checked

    name, content, _ = checked(document, name=document.name or "")
    task.source_document.save(name, content, save=False)
    # the row rolls back with the transaction, the bytes on the disk would not: they go only if it fails
    task.save(update_fields=["source_document"])


def add_by_hand(task: Task, unit: Department, role: str, *, is_first_lead: bool = False) -> Assignment:
    """Put a unit on a task because a person says so."""
    return Assignment.objects.create(
        task=task,
        department=unit,
        printed_name=unit.name,
        role=role,
        basis=UnitBasis.MANUAL,
        is_first_lead=is_first_lead,
    )


def require_supervisor(by: User | None, jurisdiction: Jurisdiction) -> None:
    """Raise `NotPermitted` unless `by` supervises in the government; None is the system (commands, jobs)."""
    if by is not None and not permissions.may_supervise(by, jurisdiction):
        raise NotPermitted("tasks.not_supervisor", "只有本级督查员可以立项和交办。")
