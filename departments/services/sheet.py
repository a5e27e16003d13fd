"""The register as a spreadsheet: out with all names, in again as a plan that a person confirms.

A row is a unit, found by its official name. Nothing is deleted by leaving a row out, no name ends by leaving it out:
units and names end by reforms and by name, each with its date.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from audit.context import Principal
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError
from core.sheets import Row, Wrong, read_sheet, write_sheet
from departments.models import (
    Department,
    DepartmentKind,
    DepartmentName,
    DepartmentQuerySet,
    Jurisdiction,
    NameKind,
    Roster,
)
from departments.permissions import require_keeper
from departments.selectors import plain_name
from departments.services.naming import NewName, add_name, correct_department, create_department
from departments.services.taken import clean_name

COLUMNS = (
    ("名称", 30), ("类别", 16), ("上级单位", 24), ("简称", 24), ("别称", 40), ("职责", 50), ("排序", 8),
    ("设立日期", 12), ("撤销日期", 12),
)  # fmt: skip
READ = [title for title, _ in COLUMNS if title != "撤销日期"]
KINDS = {kind.value: str(kind.label) for kind in DepartmentKind}
NAME_COLUMNS = (("简称", NameKind.SHORT), ("别称", NameKind.ALIAS))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A unit as a row describes it."""

    number: int
    name: str
    kind: str
    parent: str
    names: tuple[NewName, ...]
    duties: str
    position: int
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """What a row will do: create a unit or change one, with the changes as a person reads them."""

    wanted: Wanted
    department: Department | None
    changes: tuple[str, ...]


@dataclass
class Plan:
    """What a sheet will do, what is wrong with it, and a digest that tells whether the register moved meanwhile."""

    steps: list[Step] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    unchanged: int = 0

    @property
    def created(self) -> list[Step]:
        """The units that are new."""
        return [step for step in self.steps if step.department is None]

    @property
    def changed(self) -> list[Step]:
        """The units that change."""
        return [step for step in self.steps if step.department is not None]

    @property
    def digest(self) -> str:
        """A fingerprint of what will be done."""
        lines = [[step.wanted.name, step.department.pk if step.department else 0, step.changes] for step in self.steps]
        return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def export_register(jurisdiction: Jurisdiction) -> bytes:
    """Return the register as a workbook, units that are gone at the end."""
    units = Department.objects.of(jurisdiction).select_related("parent").prefetch_related("names")
    ordered = sorted(units, key=lambda unit: (unit.valid_to is not None, unit.position, unit.pk))
    return write_sheet("单位名录", COLUMNS, [_cells(unit) for unit in ordered])


def _cells(unit: Department) -> list[Any]:
    names = {kind: [row.name for row in unit.names.all() if row.kind == kind and not row.valid_to] for kind in NameKind}
    return [
        unit.name,
        unit.get_kind_display(),
        unit.parent.name if unit.parent else "",
        "、".join(names[NameKind.SHORT]),
        "、".join(names[NameKind.ALIAS]),
        unit.duties,
        unit.position,
        unit.valid_from,
        unit.valid_to,
    ]


def plan_import(jurisdiction: Jurisdiction, data: bytes) -> Plan:
    """Return what a workbook would do to the register; nothing is stored."""
    rows = read_sheet(data, READ, required=["名称"])
    register = {plain_name(unit.name): unit for unit in _register(jurisdiction)}
    wanted = [_wanted(row) for row in rows]
    plan = Plan(wrong=[one for row in rows for one in row.wrong])
    bearers = _bearers(jurisdiction, wanted)
    named = {plain_name(one.name) for one in wanted} | set(register)
    for row, one in zip(rows, wanted, strict=True):
        standing = register.get(plain_name(one.name))
        plan.wrong += _clashes(one, standing, bearers)
        if one.parent and plain_name(one.parent) not in named:
            plan.wrong.append(Wrong(row.number, "上级单位", f"“{one.parent}”既不在名录中，也不在本表中。"))
        changes = _changes(one, standing)
        if standing is not None and not changes:
            plan.unchanged += 1
        else:
            plan.steps.append(Step(one, standing, changes))
    return plan


def carry_out(*, jurisdiction: Jurisdiction, data: bytes, digest: str, by: Principal | None, source: str = "") -> Plan:
    """Do what the confirmed plan says, all or nothing; refused when the register moved since it was shown."""
    require_keeper(by, jurisdiction)
    with unit_of_work():
        plan = plan_import(jurisdiction, data)
        if plan.wrong:
            raise DomainError(
                "departments.sheet_wrong", "表中有误，没有导入。", fields={"file": list(map(str, plan.wrong))}
            )
        if plan.digest != digest:
            raise DomainError("departments.sheet_stale", "预览之后名录有变动，请重新预览后再确认。")
        _create(jurisdiction, plan.created, by, source)
        units = {plain_name(unit.name): unit for unit in _register(jurisdiction)}
        for step in plan.steps:
            _apply(step, units, by, source)
    return plan


def _register(jurisdiction: Jurisdiction) -> DepartmentQuerySet:
    units = Department.objects.of(jurisdiction).filter(valid_to=None)
    return units.select_related("parent").prefetch_related("names")


def _wanted(row: Row) -> Wanted:
    names = [NewName(name, kind) for column, kind in NAME_COLUMNS for name in row.words(column)]
    position = row.text("排序")
    if position and not (position.isdecimal() and position.isascii() and len(position) < 7):
        row.complain("排序", "须为整数。")
        position = ""
    return Wanted(
        number=row.number,
        name=row.text("名称", required=True, longest=100),
        kind=row.choice("类别", KINDS),
        parent=row.text("上级单位", longest=100),
        names=tuple(names),
        duties=row.text("职责", longest=2000),
        position=int(position or 0),
        valid_from=row.day("设立日期"),
    )


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who bears a name: a unit of the register (its id), a roster, or a row of the sheet."""

    label: str
    department_id: int | None = None
    row: int | None = None


def _bearers(jurisdiction: Jurisdiction, wanted: Sequence[Wanted]) -> dict[str, list[Bearer]]:
    """Return by folded name everybody who bears it, in the register and in the sheet."""
    found: dict[str, list[Bearer]] = defaultdict(list)
    names = DepartmentName.objects.during(clock.today(), None).filter(jurisdiction=jurisdiction)
    for held in names.select_related("department"):
        found[plain_name(held.name)].append(Bearer(held.department.name, department_id=held.department_id))
    for roster in Roster.objects.filter(jurisdiction=jurisdiction):
        for name in (roster.name, *roster.aliases):
            found[plain_name(name)].append(Bearer(f"名册“{roster}”"))
    for one in wanted:
        for name in {plain_name(one.name), *(plain_name(further.name) for further in one.names)}:
            found[name].append(Bearer(f"第{one.number}行的{one.name}", row=one.number))
    return found


def _clashes(one: Wanted, standing: Department | None, bearers: dict[str, list[Bearer]]) -> list[Wrong]:
    """Return the names of a row that would answer to a second unit, in the register or in the sheet itself."""
    found: list[Wrong] = []
    own = standing.pk if standing else None
    for column, name in [("名称", one.name), *((str(further.kind.label), further.name) for further in one.names)]:
        if not name:
            continue
        try:
            clean_name(name)
        except DomainError as error:
            found.append(Wrong(one.number, column, error.message))
            continue
        others = [
            bearer.label
            for bearer in bearers[plain_name(name)]
            if bearer.row != one.number and (bearer.department_id is None or bearer.department_id != own)
        ]
        if others:
            found.append(Wrong(one.number, column, f"“{name}”已是{others[0]}的名称，不能再指向{one.name}。"))
    return found


def _changes(one: Wanted, standing: Department | None) -> tuple[str, ...]:
    if standing is None:
        return ("新增单位", *(f"{further.kind.label}：{further.name}" for further in one.names))
    held = {plain_name(row.name) for row in standing.names.all() if row.valid_to is None}
    changes = [
        f"增加{further.kind.label}：{further.name}" for further in one.names if plain_name(further.name) not in held
    ]
    if one.kind and one.kind != standing.kind:
        changes.append(f"类别：{standing.get_kind_display()} → {KINDS[one.kind]}")
    if one.parent and (standing.parent is None or plain_name(one.parent) != plain_name(standing.parent.name)):
        changes.append(f"上级单位：{standing.parent or '无'} → {one.parent}")
    if one.duties and one.duties != standing.duties:
        changes.append("职责有改动")
    if one.position and one.position != standing.position:
        changes.append(f"排序：{standing.position} → {one.position}")
    return tuple(changes)


def _create(jurisdiction: Jurisdiction, steps: Sequence[Step], by: Principal | None, source: str) -> None:
    for step in steps:
        one = step.wanted
        create_department(
            jurisdiction=jurisdiction,
            name=one.name,
            kind=DepartmentKind(one.kind or DepartmentKind.GOVERNMENT),
            duties=one.duties,
            valid_from=one.valid_from,
            position=one.position,
            by=by,
            source=source,
        )


def _apply(step: Step, units: dict[str, Department], by: Principal | None, source: str) -> None:
    """Bring kind, parent, duties, position and names of a unit to what its row says; empty cells change nothing."""
    one, unit = step.wanted, units[plain_name(step.wanted.name)]
    for further in one.names:
        add_name(department=unit, name=further.name, kind=further.kind, by=by, source=source)
    wanted: dict[str, Any] = {
        "kind": DepartmentKind(one.kind or unit.kind),
        "parent": units[plain_name(one.parent)] if one.parent else unit.parent,
        "duties": one.duties or unit.duties,
        "position": one.position or unit.position,
    }
    if any(getattr(unit, name) != value for name, value in wanted.items()):
        correct_department(department=unit, by=by, version=unit.version, **wanted)
