"""A first register from the names a document prints: for governments whose register is empty or has gaps.

Collective names become rosters, all others units whose kind is guessed from the name; a name that the reader takes for
a misprint of another is left to a person.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from core import clock
from departments.models import Department, DepartmentKind, Jurisdiction, NameKind, Roster
from departments.selectors import resolve_names
from departments.services.naming import add_name, create_department
from departments.services.rosters import create_roster, set_members
from policies.models import Finding, Policy, Responsibility
from policies.services.checking import settle_name

COLLECTIVE = re.compile(
    r"^各|各(?:县|市|区|镇|乡|部门|单位)|有关|相关|等(?:部门|单位)|^功能区|^园区|部门、单位|成员单位"
)
PLAQUE = re.compile(r"[〔\[].*[〕\]]$")
# the first pattern that fits says the kind
KINDS: tuple[tuple[str, DepartmentKind], ...] = (
    (r"^(?:市|省|县|区)?(?:委(?![员会])|纪委)|党组$|党校$", DepartmentKind.PARTY),
    (r"公司|集团|中国信保|电信|移动|联通|铁塔", DepartmentKind.COMPANY),
    (
        r"税务|人民银行|人行|监管分局|监管局$(?<=金融监管局)|海关|邮政管理|气象|海事|调查队|烟草|消防",
        DepartmentKind.VERTICAL,
    ),
    (r"工会|团市委|共青团|妇联|残联|科协|工商联|文联|侨联|贸促会|红十字", DepartmentKind.MASS),
    (r"(?:县|市|区)(?:人民)?政府$|(?:区|新城)管委会$|街道办事处$", DepartmentKind.COUNTY),
)


@dataclass
class Founded:
    """What was entered into the register: units, rosters without members, and names left to a person."""

    departments: list[Department] = field(default_factory=list)
    empty_rosters: list[Roster] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def kind_of(name: str) -> DepartmentKind:
    """Guess what kind of body a printed name is; a department of the government unless its name says otherwise."""
    return next((kind for pattern, kind in KINDS if re.search(pattern, name)), DepartmentKind.GOVERNMENT)


def is_collective(name: str) -> bool:
    """Say whether a name stands for many units at once (各市(区)人民政府, 市有关部门、单位)."""
    return bool(COLLECTIVE.search(name))


def found_units(*, policy: Policy, by: User | None, rosters: Mapping[str, Sequence[str]] | None = None) -> Founded:
    """Enter every unknown name of a policy under check into the register and settle it in the document.

    `rosters` names the members of collective units; members that are unknown are entered too.
    """
    done = Founded()
    unknown = Responsibility.objects.unresolved().filter(
        measure__policy_version__policy=policy, measure__policy_version__is_current=True
    )
    misprints = _misprints(policy)
    for name in dict.fromkeys(unknown.order_by("measure__position", "position").values_list("printed_name", flat=True)):
        if name in misprints:
            done.left.append(name)
        else:
            settle_name(policy=policy, printed_name=name, unit=_enter(policy.jurisdiction, name, by, done), by=by)
    for roster in Roster.objects.filter(jurisdiction=policy.jurisdiction, name__in=list(rosters or {})):
        _fill(roster, (rosters or {})[roster.name], by, done)
    return done


def _misprints(policy: Policy) -> set[str]:
    """Return the names about which the reader asks whether they are misprints."""
    doubts = Finding.objects.open().filter(policy_version__policy=policy, code="units.near_miss")
    spans = set(doubts.values_list("measure", "span_start", "span_end"))
    rows = Responsibility.objects.unresolved().filter(measure__in=[measure for measure, _, _ in spans])
    return {row.printed_name for row in rows if (row.measure_id, row.span_start, row.span_end) in spans}


def _enter(jurisdiction: Jurisdiction, name: str, by: User | None, done: Founded) -> Department | Roster:
    base = PLAQUE.sub("", name)
    answers = resolve_names(jurisdiction, [name, base], clock.today())
    found = answers[name].department or answers[name].roster
    if found is not None:
        return found
    if is_collective(name):
        roster = create_roster(jurisdiction=jurisdiction, name=name, by=by)
        done.empty_rosters.append(roster)
        return roster
    bearer = answers[base].department
    if bearer is not None:
        # 市委宣传部〔市委网信办〕 is 市委宣传部 under its other plaque
        add_name(department=bearer, name=name, kind=NameKind.PLAQUE, by=by)
        return bearer
    position = Department.objects.of(jurisdiction).count() + 1
    unit = create_department(jurisdiction=jurisdiction, name=name, kind=kind_of(name), position=position, by=by)
    done.departments.append(unit)
    return unit


def _fill(roster: Roster, members: Sequence[str], by: User | None, done: Founded) -> None:
    jurisdiction = roster.jurisdiction
    units = [unit for member in members if isinstance(unit := _enter(jurisdiction, member, by, done), Department)]
    set_members(roster=roster, departments=units, on=clock.today(), by=by)
    done.empty_rosters = [one for one in done.empty_rosters if one.pk != roster.pk]
