"""Names that answer to nothing in the register: deciding about one once settles every place where it stands."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F

from accounts.models import User
from audit.services import unit_of_work
from core import clock
from departments.models import Department, DepartmentKind, Jurisdiction
from departments.selectors import Resolution
from departments.services.naming import Decision, decide_name
from policies.models import Finding, Measure, Policy, Responsibility
from policies.services.acting import log
from policies.services.storing import resolve_printed


def decide_printed_name(
    *,
    jurisdiction: Jurisdiction,
    name: str,
    decision: Decision,
    by: User | None,
    department: Department | None = None,
    kind: DepartmentKind = DepartmentKind.GOVERNMENT,
    reason: str = "",
) -> int:
    """Let the register decide about a printed name, then settle it in all documents; returns the places settled."""
    with unit_of_work():
        decide_name(
            jurisdiction=jurisdiction,
            name=name,
            decision=decision,
            by=by,
            department=department,
            kind=kind,
            reason=reason,
        )
        return settle_waiting(jurisdiction=jurisdiction, by=by, names=[name])


def settle_waiting(*, jurisdiction: Jurisdiction, by: User | None, names: Iterable[str] | None = None) -> int:
    """Ask the register again about the names that wait, all or the given ones; returns the places settled."""
    rows = Responsibility.objects.unresolved().filter(
        measure__policy_version__policy__jurisdiction=jurisdiction, measure__policy_version__is_current=True
    )
    if names is not None:
        rows = rows.filter(printed_name__in=list(names))
    by_policy: dict[Policy, list[Responsibility]] = defaultdict(list)
    with unit_of_work():
        for row in rows.select_related("measure__policy_version__policy__jurisdiction"):
            by_policy[row.measure.policy_version.policy].append(row)
        return sum(_settle(policy, listed, by) for policy, listed in by_policy.items())


def _settle(policy: Policy, rows: list[Responsibility], by: User | None) -> int:
    answers = resolve_printed(policy.jurisdiction, {row.printed_name for row in rows}, policy.issued_on)
    settled = [row for row in rows if answers[row.printed_name] != Resolution()]
    for row in settled:
        answer = answers[row.printed_name]
        row.department, row.roster, row.is_dropped = answer.department, answer.roster, answer.ignored
        row.confirmed_by = by
        held = answer.department or answer.roster
        Finding.objects.open().filter(
            measure=row.measure_id, code__startswith="units.", span_start__lt=row.span_end, span_end__gt=row.span_start
        ).update(resolved_at=clock.now(), resolved_by=by, resolution=f"登记为{held}" if held else "不作单位")
    if settled:
        columns = ["department", "roster", "is_dropped", "confirmed_by"]
        Responsibility.objects.bulk_update(settled, columns, batch_size=200)
        # whoever has one of these measures on the desk sees that it changed
        Measure.objects.filter(pk__in={row.measure_id for row in settled}).update(version=F("version") + 1)
        names = sorted({row.printed_name for row in settled})
        log("policies.names_settled", policy, by=by, policy=policy, after={"names": names, "places": len(settled)})
    return len(settled)
