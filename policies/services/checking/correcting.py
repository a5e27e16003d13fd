"""Correct units, roles, the lead and the title in place; what the reader proposed stays beside every row."""

from django.db.models import Max

from accounts.models import User
from core.exceptions import DomainError
from departments.models import Department, Jurisdiction, Roster
from policies.models import LeadBasis, Measure, Policy, Responsibility, UnitBasis, UnitRole
from policies.services.checking.steps import desk_act, settle_findings, unconfirm

Unit = Department | Roster


def correct_unit(
    *,
    responsibility: Responsibility,
    version: int | None,
    by: User | None,
    unit: Unit | None = None,
    role: str | None = None,
    scope: str | None = None,
) -> Responsibility:
    """Say which unit or roster a name answers to, which role it has, or what it answers for; None leaves a value."""
    measure = responsibility.measure
    policy = _checked(measure, unit)
    label = f"{measure.label}更正{responsibility.printed_name}"
    with desk_act("unit_corrected", label, policy=policy, by=by, measures=[(measure, version)]):
        responsibility.refresh_from_db()
        if unit is not None:
            _assign(responsibility, unit)
        if role is not None and role != responsibility.role:
            responsibility.role, responsibility.basis = _role(role), UnitBasis.MANUAL
        if scope is not None:
            responsibility.scope = scope[:300]
        responsibility.confirmed_by = by
        responsibility.save()
        span = responsibility.span_start, responsibility.span_end
        settle_findings(measure, "units.", f"登记为{unit or responsibility.printed_name}", by=by, span=span)
        if role is not None:
            _settle_lead(measure, by)
        unconfirm(measure)
        measure.save()
    return responsibility


def add_unit(
    *, measure: Measure, version: int | None, unit: Unit, role: str, by: User | None, scope: str = ""
) -> Responsibility:
    """Put a further unit or roster on a measure; refused when it stands there already with the same scope."""
    policy = _checked(measure, unit)
    with desk_act("unit_added", f"{measure.label}增加{unit}", policy=policy, by=by, measures=[(measure, version)]):
        rows = measure.responsibilities.standing()
        mine = rows.filter(department=unit) if isinstance(unit, Department) else rows.filter(roster=unit)
        if mine.filter(scope=scope).exists():
            raise DomainError("policies.unit_twice", f"{unit}已在本条列出。", fields={"unit": ["该单位已在本条列出。"]})
        highest = measure.responsibilities.aggregate(last=Max("position"))["last"] or 0
        row = Responsibility(
            measure=measure,
            position=highest + 1,
            printed_name=unit.name,
            role=_role(role),
            basis=UnitBasis.MANUAL,
            scope=scope[:300],
            confirmed_by=by,
        )
        _assign(row, unit)
        row.save()
        _settle_lead(measure, by)
        unconfirm(measure)
        measure.save()
    return row


def drop_unit(*, responsibility: Responsibility, version: int | None, by: User | None, back: bool = False) -> None:
    """Take a unit off a measure, or with `back` put it on again; the row stays."""
    measure = responsibility.measure
    policy = measure.policy_version.policy
    word = "恢复" if back else "剔除"
    label = f"{measure.label}{word}{responsibility.printed_name}"
    with desk_act(
        "unit_restored" if back else "unit_dropped", label, policy=policy, by=by, measures=[(measure, version)]
    ):
        responsibility.is_dropped = not back
        responsibility.save(update_fields=["is_dropped"])
        if not back:
            span = responsibility.span_start, responsibility.span_end
            settle_findings(measure, "units.", f"剔除{responsibility.printed_name}", by=by, span=span)
        unconfirm(measure)
        measure.save()


def name_lead(*, responsibility: Responsibility, version: int | None, by: User | None) -> Measure:
    """Make one unit the lead; former leads and joint units become co-responsible."""
    measure = responsibility.measure
    policy = measure.policy_version.policy
    label = f"{measure.label}由{responsibility.printed_name}牵头"
    with desk_act("lead_named", label, policy=policy, by=by, measures=[(measure, version)]):
        others = measure.responsibilities.filter(role__in=[UnitRole.LEAD, UnitRole.JOINT])
        others.exclude(pk=responsibility.pk).update(role=UnitRole.CO)
        responsibility.refresh_from_db()
        responsibility.role, responsibility.basis = UnitRole.LEAD, UnitBasis.MANUAL
        responsibility.is_dropped = False
        responsibility.confirmed_by = by
        responsibility.save()
        measure.lead_basis = LeadBasis.MANUAL
        settle_findings(measure, "lead.", f"由{responsibility.printed_name}牵头", by=by)
        unconfirm(measure)
        measure.save()
    return measure


def correct_title(*, measure: Measure, version: int | None, title: str, by: User | None) -> Measure:
    """Give a measure another title; the source text stays as printed."""
    if not title.strip():
        raise DomainError("policies.title_missing", "请填写标题。", fields={"title": ["请填写标题。"]})
    policy = measure.policy_version.policy
    with desk_act("title_corrected", f"{measure.label}更正标题", policy=policy, by=by, measures=[(measure, version)]):
        measure.title = title.strip()[:300]
        unconfirm(measure)
        measure.save()
    return measure


def settle_name(*, policy: Policy, printed_name: str, unit: Unit, by: User | None) -> list[Measure]:
    """Answer an unknown name once for the whole document; returns the measures it stands on."""
    _own(policy.jurisdiction, unit)
    rows = Responsibility.objects.unresolved().filter(
        measure__policy_version__policy=policy, measure__policy_version__is_current=True, printed_name=printed_name
    )
    measures = list(Measure.objects.filter(responsibilities__in=rows).distinct())
    if not measures:
        return []
    pairs: list[tuple[Measure, int | None]] = [(measure, None) for measure in measures]
    with desk_act("name_settled", f"{printed_name}登记为{unit}", policy=policy, by=by, measures=pairs):
        for row in rows.select_related("measure"):
            _assign(row, unit)
            row.confirmed_by = by
            row.save()
            span = row.span_start, row.span_end
            settle_findings(row.measure, "units.", f"登记为{unit}", by=by, span=span)
    return measures


def _assign(row: Responsibility, unit: Unit) -> None:
    row.department = unit if isinstance(unit, Department) else None
    row.roster = unit if isinstance(unit, Roster) else None


def _checked(measure: Measure, unit: Unit | None) -> Policy:
    policy = measure.policy_version.policy
    if unit is not None:
        _own(policy.jurisdiction, unit)
    return policy


def _own(jurisdiction: Jurisdiction, unit: Unit) -> None:
    if unit.jurisdiction_id != jurisdiction.pk:
        raise DomainError("policies.foreign_unit", "该单位不属于本级，请选择本级登记的单位。")


def _role(role: str) -> UnitRole:
    if role not in UnitRole.values:
        raise DomainError("policies.unknown_role", "没有这种角色。", fields={"role": ["请选择角色。"]})
    return UnitRole(role)


def _settle_lead(measure: Measure, by: User | None) -> None:
    """Keep the ground of the lead true after a person changed who leads."""
    leads = measure.responsibilities.standing().filter(role=UnitRole.LEAD)
    if not leads.exists():
        measure.lead_basis = LeadBasis.NONE
    elif leads.filter(basis=UnitBasis.MANUAL).exists():
        measure.lead_basis = LeadBasis.MANUAL
        settle_findings(measure, "lead.", "人工指定牵头单位", by=by)
