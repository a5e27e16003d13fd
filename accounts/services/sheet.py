"""Accounts from a spreadsheet: a plan with errors by row and column, then all of them or none."""

import hashlib
import json
from dataclasses import dataclass, field

from accounts.models import UNIT_ROLES, Role, User
from accounts.services.granting import require_administrator
from accounts.services.people import create_person, refuse_bad_account
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError
from core.sheets import Row, Wrong, read_sheet, write_sheet
from departments.models import Department, Jurisdiction
from departments.selectors import resolve_names

COLUMNS = (("用户名", 18), ("姓名", 20), ("角色", 20), ("单位", 30), ("邮箱", 30), ("电话", 18))
TITLES = [title for title, _ in COLUMNS]
FIELD_TITLES = {"username": "用户名", "name": "姓名", "email": "邮箱", "phone": "电话"}
ROLES = {role.value: str(role.label) for role in Role}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as a row describes it."""

    number: int
    username: str
    name: str
    role: str
    department: Department | None
    email: str
    phone: str


@dataclass
class Plan:
    """The accounts a sheet will make, and what is wrong with it."""

    people: list[Wanted] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """A fingerprint of what will be done."""
        lines = [[one.username, one.role, one.department.pk if one.department else 0] for one in self.people]
        return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def template() -> bytes:
    """Return an empty workbook with the columns to fill in."""
    return write_sheet("账号", COLUMNS, [])


def plan_import(jurisdiction: Jurisdiction, data: bytes) -> Plan:
    """Return the accounts a workbook would make; nothing is stored."""
    rows = read_sheet(data, TITLES, required=TITLES[:3])
    units = resolve_names(jurisdiction, {row.text("单位") for row in rows}, clock.today())
    plan = Plan()
    seen: dict[str, int] = {}
    for row in rows:
        one = _wanted(row, units[row.text("单位")].department)
        _check(row, one, seen)
        seen.setdefault(one.username.lower(), row.number)
        plan.people.append(one)
        plan.wrong += row.wrong
    return plan


def _wanted(row: Row, department: Department | None) -> Wanted:
    return Wanted(
        number=row.number,
        username=row.text("用户名", longest=150),
        name=row.text("姓名", longest=60),
        role=row.choice("角色", ROLES),
        department=department,
        email=row.text("邮箱", longest=254),
        phone=row.text("电话", longest=30),
    )


def _check(row: Row, one: Wanted, seen: dict[str, int]) -> None:
    row.wrong = list(dict.fromkeys(row.wrong))
    try:
        refuse_bad_account(User(username=one.username, name=one.name, email=one.email, phone=one.phone))
    except DomainError as error:
        for name, messages in error.fields.items():
            row.complain(FIELD_TITLES.get(name, name), "；".join(messages))
    if one.username and one.username.lower() in seen:
        row.complain("用户名", f"与第{seen[one.username.lower()]}行相同。")
    if not row.text("角色"):
        row.complain("角色", "不能为空。")
    if row.text("单位") and one.department is None:
        row.complain("单位", f"名录中没有“{row.text('单位')}”。")
    needs_unit = one.role in UNIT_ROLES
    if one.role and needs_unit and not row.text("单位"):
        row.complain("单位", f"{ROLES[one.role]}须有单位。")
    if one.role and not needs_unit and one.department is not None:
        row.complain("单位", f"{ROLES[one.role]}不属于某个单位，请留空。")


def carry_out(*, jurisdiction: Jurisdiction, data: bytes, digest: str, by: User | None) -> list[tuple[User, str]]:
    """Make the accounts of the confirmed plan, all or none; returns each with its first password."""
    require_administrator(by, jurisdiction)
    with unit_of_work():
        plan = plan_import(jurisdiction, data)
        if plan.wrong:
            raise DomainError(
                "accounts.sheet_wrong", "表中有误，没有导入。", fields={"file": list(map(str, plan.wrong))}
            )
        if plan.digest != digest:
            raise DomainError("accounts.sheet_stale", "预览之后有变动，请重新预览后再确认。")
        return [
            create_person(
                jurisdiction=jurisdiction,
                username=one.username,
                name=one.name,
                role=Role(one.role),
                department=one.department,
                email=one.email,
                phone=one.phone,
                by=by,
            )
            for one in plan.people
        ]
