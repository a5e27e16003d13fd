"""The standing cast: who acts in the tests.

Clerk and head of the lead unit, clerk of a co-unit, a clerk whose unit has no part (outsider), supervisor, leader,
auditor, administrator, and a clerk and a supervisor of another government (strangers).
"""

from dataclasses import dataclass

from accounts.models import Membership, Role, User
from departments.models import Department, DepartmentName, Jurisdiction, NameKind, Roster, RosterMember


@dataclass(frozen=True)
class Cast:
    """Everybody by part."""

    jurisdiction: Jurisdiction
    other_jurisdiction: Jurisdiction
    lead_unit: Department
    co_unit: Department
    other_unit: Department
    counties: tuple[Department, ...]
    roster: Roster
    stranger_unit: Department
    clerk: User
    head: User
    co_clerk: User
    outsider: User
    supervisor: User
    leader: User
    auditor: User
    administrator: User
    stranger: User
    stranger_supervisor: User


def make_unit(jurisdiction: Jurisdiction, name: str, **fields) -> Department:
    """Create a unit with its official name."""
    unit = Department.objects.create(jurisdiction=jurisdiction, name=name, **fields)
    DepartmentName.objects.create(jurisdiction=jurisdiction, department=unit, name=name, kind=NameKind.OFFICIAL)
    return unit


def make_person(
    username: str, name: str, role: Role, jurisdiction: Jurisdiction, unit: Department | None = None
) -> User:
    """Create a person with one membership; everybody's password is `密码-username`."""
    user = User.objects.create_user(
        username=username, password=f"密码-{username}", name=name, email=f"{username}@yunzhou.example"
    )
    Membership.objects.create(user=user, jurisdiction=jurisdiction, department=unit, role=role)
    return user


def make_cast() -> Cast:
    """Create the standing cast in an empty database."""
    here = Jurisdiction.objects.create(name="云州市", number_prefix="云督")
    there = Jurisdiction.objects.create(name="安岭市", number_prefix="安督")
    lead, co = make_unit(here, "市发展改革委"), make_unit(here, "市财政局")
    other = make_unit(here, "市水利局")
    counties = (make_unit(here, "东湖区人民政府", kind="county"), make_unit(here, "西山县人民政府", kind="county"))
    roster = Roster.objects.create(jurisdiction=here, name="各县(市、区)人民政府")
    for county in counties:
        RosterMember.objects.create(roster=roster, department=county)
    foreign = make_unit(there, "市财政局")
    return Cast(
        jurisdiction=here,
        other_jurisdiction=there,
        lead_unit=lead,
        co_unit=co,
        other_unit=other,
        counties=counties,
        roster=roster,
        stranger_unit=foreign,
        clerk=make_person("fagai", "市发展改革委联络员", Role.CLERK, here, lead),
        head=make_person("fagai-head", "市发展改革委负责人", Role.UNIT_HEAD, here, lead),
        co_clerk=make_person("caizheng", "市财政局联络员", Role.CLERK, here, co),
        outsider=make_person("shuili", "市水利局联络员", Role.CLERK, here, other),
        supervisor=make_person("ducha", "督查员", Role.SUPERVISOR, here),
        leader=make_person("leader", "督查室主任", Role.LEADER, here),
        auditor=make_person("auditor", "审计员", Role.AUDITOR, here),
        administrator=make_person("admin", "系统管理员", Role.ADMINISTRATOR, here),
        stranger=make_person("foreign", "安岭市财政局联络员", Role.CLERK, there, foreign),
        stranger_supervisor=make_person("foreign-ducha", "安岭市督查员", Role.SUPERVISOR, there),
    )
