"""A checked policy with its measures, straight into the database (the reader and the desk have tests of their own)."""

from datetime import date

from core import clock
from departments.models import Department, Jurisdiction, Roster
from policies.models import (
    LeadBasis,
    Measure,
    MeasureDeadline,
    MeasureState,
    Policy,
    PolicyState,
    PolicyVersion,
    Responsibility,
    SourceFile,
    Target,
    UnitBasis,
)


def make_policy(jurisdiction: Jurisdiction, title: str = "关于促进养老服务发展的若干措施", **fields) -> Policy:
    """Create a published policy with one current version and no measures yet."""
    policy = Policy.objects.create(
        jurisdiction=jurisdiction,
        **({"title": title, "state": PolicyState.PUBLISHED, "created_at": clock.now()} | fields),
    )
    source = SourceFile.objects.create(
        jurisdiction=jurisdiction, checksum=f"{policy.pk:064d}", filename="正文.txt", format="text", size=1,
        text="正文", uploaded_at=clock.now(),
    )  # fmt: skip
    PolicyVersion.objects.create(
        policy=policy, number=1, source_file=source, span_start=0, span_end=2, parser_version="test",
        created_at=clock.now(),
    )  # fmt: skip
    return policy


def make_measure(policy: Policy, *units: tuple[Department | Roster | str, str], **fields) -> Measure:
    """Create a confirmed measure; `units` pairs a unit, a roster or a name that answers to nothing with its role."""
    version = policy.versions.get(is_current=True)
    position = version.measures.count() + 1
    values = {
        "position": position, "number": f"{position}.", "title": f"第{position}项举措",
        "text": "推进社区养老服务设施建设。",
        "span_start": 0, "span_end": 2, "state": MeasureState.CONFIRMED, "lead_basis": LeadBasis.EXPLICIT,
    } | fields  # fmt: skip
    measure = Measure.objects.create(policy_version=version, **values)
    for order, (unit, role) in enumerate(units, start=1):
        add_responsibility(measure, unit, role, order)
    return measure


def add_responsibility(measure: Measure, unit: Department | Roster | str, role: str, order: int, **fields) -> None:
    """Put a unit on a measure."""
    values = {
        "printed_name": str(unit),
        "basis": UnitBasis.EXPLICIT,
        "department": unit if isinstance(unit, Department) else None,
        "roster": unit if isinstance(unit, Roster) else None,
    } | fields
    Responsibility.objects.create(measure=measure, position=order, role=role, **values)


def add_deadline(measure: Measure, text: str, day: date | None = None, **fields) -> MeasureDeadline:
    """Give a measure a date."""
    values = {"precision": "day" if day else "open", "position": measure.deadlines.count() + 1} | fields
    return MeasureDeadline.objects.create(measure=measure, text=text, date=day, **values)


def add_target(measure: Measure, text: str, value: int, unit: str, due: date | None = None) -> Target:
    """Give a measure a target."""
    return Target.objects.create(
        measure=measure,
        text=text,
        value=value,
        unit=unit,
        comparator=">=",
        due=due,
        position=measure.targets.count() + 1,
    )
