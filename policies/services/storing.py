"""Write a plan down: versions, sections, measures, and everything read in them, in a few statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from core import clock
from departments.models import Jurisdiction
from departments.selectors import Resolution, resolve_names
from policies.models import (
    Finding,
    Measure,
    MeasureDeadline,
    Policy,
    PolicyState,
    PolicyVersion,
    Responsibility,
    Section,
    SectionLead,
    SourceFile,
    Target,
)
from policies.parsing.types import Finding as ParsedFinding
from policies.parsing.types import ParsedDocument, ParsedMeasure, Span
from policies.services.carrying import carry_over
from policies.services.planning import DocumentPlan
from policies.services.proposals import (
    METADATA,
    deadline_proposal,
    document_proposal,
    measure_proposal,
    target_proposal,
    unit_proposal,
)

BATCH = 200


@dataclass(frozen=True)
class Writing:
    """What every row of one import shares."""

    jurisdiction: Jurisdiction
    source_file: SourceFile
    parser_version: str
    by: User | None


def store_document(plan: DocumentPlan, writing: Writing) -> Policy:
    """Create the policy or its next version with all rows; decisions carry over to unchanged measures."""
    document = plan.document
    policy = _policy(plan, writing)
    former = policy.versions.filter(is_current=True).first()
    if former is not None:
        policy.versions.filter(is_current=True).update(is_current=False)
    version = PolicyVersion.objects.create(
        policy=policy,
        number=former.number + 1 if former else 1,
        source_file=writing.source_file,
        span_start=document.span[0],
        span_end=document.span[1],
        parser_version=writing.parser_version,
        proposal=document_proposal(document),
        created_at=clock.now(),
        created_by=writing.by,
    )
    names = _resolve(document, writing.jurisdiction)
    sections = _sections(version, document, names)
    measures = _measures(version, document, sections)
    _values(zip(document.measures, measures, strict=True), names)
    _findings(version, document, measures)
    if former is not None:
        carry_over(former, version, _link(plan, measures))
    return policy


def _policy(plan: DocumentPlan, writing: Writing) -> Policy:
    read = _metadata(plan.document)
    if plan.stored is None:
        return Policy.objects.create(
            jurisdiction=writing.jurisdiction,
            created_at=clock.now(),
            state=PolicyState.IN_REVIEW,
            **read,
        )
    policy = Policy.objects.get(pk=plan.stored.id)
    former = policy.versions.get(is_current=True).proposal
    proposal = document_proposal(plan.document)
    for name, value in read.items():
        # what a person corrected stands unless the document itself now reads otherwise
        if name not in METADATA or proposal[name] != former.get(name):
            setattr(policy, name, value)
    policy.version += 1
    policy.save()
    return policy


def _metadata(document: ParsedDocument) -> dict[str, Any]:
    validity = document.validity
    return {
        "title": document.title[:300],
        "kind": document.kind,
        "doc_number": (document.doc_number or "")[:100],
        "index_number": (document.index_number or "")[:100],
        "issuer": (document.issuer or "")[:200],
        "issued_on": document.issued_on,
        "published_on": document.published_on,
        "effective_on": document.effective_on,
        "expires_on": document.expires_on,
        "validity_text": (validity.text or "")[:300],
        "validity_basis": (validity.basis or "")[:60],
        "validity_suggested": validity.suggested,
    }


def _resolve(document: ParsedDocument, jurisdiction: Jurisdiction) -> Mapping[str, Resolution]:
    """Answer every printed name by the register of the day of issue, and by today's where that day knows it not."""
    names = {unit.name for measure in document.measures for unit in measure.units}
    names |= {name for section in document.sections for name in section.leads}
    return resolve_printed(jurisdiction, names, document.issued_on)


def resolve_printed(
    jurisdiction: Jurisdiction, names: Iterable[str], issued_on: date | None
) -> Mapping[str, Resolution]:
    """Return what printed names answer to on the day of issue, else today."""
    wanted = sorted(set(names))
    today = clock.today()
    found = resolve_names(jurisdiction, wanted, issued_on or today)
    strangers = [name for name in wanted if found[name] == Resolution()]
    if strangers and issued_on is not None:
        found |= resolve_names(jurisdiction, strangers, today)
    return found


def _sections(version: PolicyVersion, document: ParsedDocument, names: Mapping[str, Resolution]) -> list[Section]:
    sections = Section.objects.bulk_create(
        Section(
            policy_version=version,
            position=position,
            number=(section.number or "")[:30],
            title=section.title[:300],
            level=section.level,
            span_start=section.span[0],
            span_end=section.span[1],
        )
        for position, section in enumerate(document.sections, start=1)
    )
    SectionLead.objects.bulk_create(
        SectionLead(section=row, printed_name=name[:100], department=names[name].department)
        for row, section in zip(sections, document.sections, strict=True)
        for name in section.leads
    )
    return sections


def _measures(version: PolicyVersion, document: ParsedDocument, sections: list[Section]) -> list[Measure]:
    return Measure.objects.bulk_create(
        (
            Measure(
                policy_version=version,
                section=_section_of(measure.span, sections),
                position=position,
                number=(measure.number or "")[:30],
                title=measure.title[:300],
                text=measure.text,
                span_start=measure.span[0],
                span_end=measure.span[1],
                lead_basis=measure.lead_basis,
                proposal=measure_proposal(measure),
            )
            for position, measure in enumerate(document.measures, start=1)
        ),
        batch_size=BATCH,
    )


def _section_of(span: Span, sections: list[Section]) -> Section | None:
    """Return the nearest heading above a paragraph."""
    above = [section for section in sections if section.span_start <= span[0]]
    return max(above, key=lambda section: section.span_start, default=None)


def _values(pairs: Iterable[tuple[ParsedMeasure, Measure]], names: Mapping[str, Resolution]) -> None:
    listed = list(pairs)
    Responsibility.objects.bulk_create(
        (responsibility for parsed, row in listed for responsibility in _responsibilities(parsed, row, names)),
        batch_size=BATCH,
    )
    MeasureDeadline.objects.bulk_create(
        (
            MeasureDeadline(
                measure=row,
                position=position,
                text=deadline.text[:100],
                date=deadline.date,
                precision=deadline.precision,
                recurrence=deadline.recurrence or "",
                rule=deadline.rule[:60],
                span_start=deadline.span[0],
                span_end=deadline.span[1],
                proposed=deadline_proposal(deadline),
            )
            for parsed, row in listed
            for position, deadline in enumerate(parsed.deadlines, start=1)
        ),
        batch_size=BATCH,
    )
    Target.objects.bulk_create(
        (
            Target(
                measure=row,
                position=position,
                text=target.text[:200],
                value=Decimal(str(target.value)),
                unit=target.unit[:30],
                comparator=target.comparator,
                due=target.due,
                rule=target.rule[:60],
                span_start=target.span[0],
                span_end=target.span[1],
                proposed=target_proposal(target),
            )
            for parsed, row in listed
            for position, target in enumerate(parsed.targets, start=1)
        ),
        batch_size=BATCH,
    )


def _responsibilities(parsed: ParsedMeasure, row: Measure, names: Mapping[str, Resolution]) -> Iterable[Responsibility]:
    for position, unit in enumerate(parsed.units, start=1):
        yield Responsibility(
            measure=row,
            position=position,
            printed_name=unit.name[:100],
            role=unit.role,
            basis=unit.basis,
            scope=(unit.scope or "")[:300],
            rule=unit.rule[:60],
            span_start=unit.span[0],
            span_end=unit.span[1],
            department=names[unit.name].department,
            roster=names[unit.name].roster,
            is_dropped=names[unit.name].ignored,
            proposed=unit_proposal(unit),
        )


def _findings(version: PolicyVersion, document: ParsedDocument, measures: list[Measure]) -> None:
    rows: dict[tuple[Any, ...], Finding] = {}
    for parsed, measure in zip(document.measures, measures, strict=True):
        for finding in parsed.findings:
            rows[_key(finding, measure)] = _finding(version, finding, measure)
    for finding in document.findings:
        measure_row = _measure_of(finding, document, measures)
        rows.setdefault(_key(finding, measure_row), _finding(version, finding, measure_row))
    Finding.objects.bulk_create(rows.values(), batch_size=BATCH)


def _key(finding: ParsedFinding, measure: Measure | None) -> tuple[Any, ...]:
    return finding.code, measure.pk if measure else None, finding.span, finding.message


def _finding(version: PolicyVersion, finding: ParsedFinding, measure: Measure | None) -> Finding:
    start, end = finding.span or (None, None)
    return Finding(
        policy_version=version,
        measure=measure,
        code=finding.code[:60],
        severity=finding.severity,
        message=finding.message[:500],
        span_start=start,
        span_end=end,
    )


def _measure_of(finding: ParsedFinding, document: ParsedDocument, measures: list[Measure]) -> Measure | None:
    if finding.measure is None:
        return None
    for parsed, row in zip(document.measures, measures, strict=True):
        if parsed.number == finding.measure and finding.section in (None, parsed.section):
            return row
    return None


def _link(plan: DocumentPlan, measures: list[Measure]) -> list[Measure]:
    """Point each measure at its row in the version before, where there is one; return the unchanged ones."""
    changes = [change for change in plan.changes if change.parsed is not None]
    linked, unchanged = [], []
    for change, row in zip(changes, measures, strict=True):
        if change.stored is not None:
            row.previous_id = change.stored.id
            linked.append(row)
            if change.kind == "unchanged":
                unchanged.append(row)
    Measure.objects.bulk_update(linked, ["previous"], batch_size=BATCH)
    return unchanged
