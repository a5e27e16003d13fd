"""Units and their names: create, correct, add and end names, decide what a printed name means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from audit.context import Principal
from audit.services import unit_of_work
from core.exceptions import DomainError
from core.versions import save_version
from departments.models import Department, DepartmentKind, DepartmentName, IgnoredName, Jurisdiction, NameKind
from departments.permissions import require_keeper
from departments.selectors import Resolution
from departments.services.log import note
from departments.services.taken import clean_name, refuse_taken


@dataclass(frozen=True, slots=True)
class NewName:
    """A further name a unit gets when it is created."""

    name: str
    kind: NameKind = NameKind.ALIAS


def create_department(
    *,
    jurisdiction: Jurisdiction,
    name: str,
    by: Principal | None,
    kind: DepartmentKind = DepartmentKind.GOVERNMENT,
    parent: Department | None = None,
    duties: str = "",
    valid_from: date | None = None,
    position: int = 0,
    names: Iterable[NewName] = (),
    source: str = "",
) -> Department:
    """Enter a unit with its official name and further ones; refused when a name already answers to another unit."""
    require_keeper(by, jurisdiction)
    name = clean_name(name)
    refuse_taken(jurisdiction, name, wanted_for="新单位", first=valid_from)
    _refuse_parent(None, parent, jurisdiction)
    with unit_of_work():
        department = Department.objects.create(
            jurisdiction=jurisdiction,
            name=name,
            kind=kind,
            parent=parent,
            duties=duties,
            valid_from=valid_from,
            position=position,
        )
        _store_name(department, name, NameKind.OFFICIAL, valid_from=valid_from, source=source)
        IgnoredName.objects.filter(jurisdiction=jurisdiction, name=name).delete()
        note(
            "departments.create",
            department,
            by=by,
            jurisdiction=jurisdiction,
            after={"name": name, "kind": kind, "parent": parent, "valid_from": valid_from},
            reason=source,
        )
        for further in names:
            add_name(department=department, name=further.name, kind=further.kind, by=by, valid_from=valid_from)
    return department


def correct_department(
    *,
    department: Department,
    by: Principal | None,
    version: int,
    kind: DepartmentKind,
    parent: Department | None,
    duties: str,
    position: int,
) -> Department:
    """Correct what is kept about a unit besides its names (those change by name services and reforms)."""
    require_keeper(by, department.jurisdiction)
    _refuse_parent(department, parent, department.jurisdiction)
    wanted = {"kind": kind, "parent": parent, "duties": duties, "position": position}
    before = {field: getattr(department, field) for field in wanted}
    changed = [field for field, value in wanted.items() if before[field] != value]
    for field in changed:
        setattr(department, field, wanted[field])
    with unit_of_work():
        save_version(department, expected=version, fields=changed)
        note(
            "departments.correct",
            department,
            by=by,
            jurisdiction=department.jurisdiction,
            before={field: before[field] for field in changed},
            after={field: wanted[field] for field in changed},
        )
    return department


def add_name(
    *,
    department: Department,
    name: str,
    by: Principal | None,
    kind: NameKind = NameKind.ALIAS,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
) -> DepartmentName:
    """Let a unit answer to one more name; the same name again is returned as it stands."""
    jurisdiction = department.jurisdiction
    require_keeper(by, jurisdiction)
    name = clean_name(name)
    if valid_from and valid_to and valid_to <= valid_from:
        message = "停用日期须晚于启用日期。"
        raise DomainError("departments.dates_out_of_order", message, fields={"valid_to": [message]})
    refuse_taken(jurisdiction, name, wanted_for=department.name, first=valid_from, last=valid_to, department=department)
    same = DepartmentName.objects.during(valid_from, valid_to).filter(department=department, name=name)
    standing: DepartmentName | None = same.first()
    if standing is not None:
        return standing
    with unit_of_work():
        row = _store_name(department, name, kind, valid_from=valid_from, valid_to=valid_to, source=source)
        IgnoredName.objects.filter(jurisdiction=jurisdiction, name=name).delete()
        after = {"added": name, "name_kind": NameKind(kind).label, "from": valid_from, "to": valid_to}
        note("departments.add_name", department, by=by, jurisdiction=jurisdiction, after=after, reason=source)
    return row


def end_name(*, name: DepartmentName, on: date, by: Principal | None, reason: str = "") -> DepartmentName:
    """Let a unit answer to a name no longer from a day on; the official name changes by renaming only."""
    require_keeper(by, name.jurisdiction)
    if name.kind == NameKind.OFFICIAL:
        raise DomainError("departments.official_name", "全称不能单独停用，请办理更名、合并或撤销。")
    if name.valid_from and on < name.valid_from:
        raise DomainError("departments.dates_out_of_order", "停用日期不能早于启用日期。", fields={"on": ["日期过早。"]})
    with unit_of_work():
        before = {"ended": name.name, "to": name.valid_to}
        name.valid_to = on
        name.save(update_fields=["valid_to"])
        note(
            "departments.end_name",
            name.department,
            by=by,
            jurisdiction=name.jurisdiction,
            before=before,
            after={"ended": name.name, "to": on},
            reason=reason,
        )
    return name


class Decision(StrEnum):
    """What a person decides about a printed name that no unit bears."""

    CREATE = "create"
    ALIAS = "alias"
    IGNORE = "ignore"


def decide_name(
    *,
    jurisdiction: Jurisdiction,
    name: str,
    decision: Decision,
    by: Principal | None,
    department: Department | None = None,
    kind: DepartmentKind = DepartmentKind.GOVERNMENT,
    reason: str = "",
) -> Resolution:
    """Decide once what a printed name means everywhere: a new unit, another name of one, or no unit at all."""
    require_keeper(by, jurisdiction)
    name = clean_name(name)
    if decision is Decision.CREATE:
        return Resolution(create_department(jurisdiction=jurisdiction, name=name, kind=kind, by=by, source=reason))
    if decision is Decision.ALIAS:
        if department is None or department.jurisdiction_id != jurisdiction.pk:
            raise DomainError("departments.no_unit", "请选择单位。", fields={"department": ["请选择单位。"]})
        add_name(department=department, name=name, by=by, source=reason)
        return Resolution(department)
    refuse_taken(jurisdiction, name, wanted_for="“不作单位”")
    with unit_of_work():
        row, is_new = IgnoredName.objects.get_or_create(
            jurisdiction=jurisdiction, name=name, defaults={"reason": reason}
        )
        if is_new:
            note("departments.ignore_name", row, by=by, jurisdiction=jurisdiction, after={"name": name}, reason=reason)
    return Resolution(ignored=True)


def reconsider_name(*, name: IgnoredName, by: Principal | None) -> None:
    """Take back the decision that a name is no unit; it waits in the queue again."""
    require_keeper(by, name.jurisdiction)
    with unit_of_work():
        note("departments.reconsider_name", name, by=by, jurisdiction=name.jurisdiction, before={"name": name.name})
        name.delete()


def _store_name(department: Department, name: str, kind: NameKind, **dates_and_source: Any) -> DepartmentName:
    row = DepartmentName(
        jurisdiction=department.jurisdiction, department=department, name=name, kind=kind, **dates_and_source
    )
    row.save()
    return row


def _refuse_parent(department: Department | None, parent: Department | None, jurisdiction: Jurisdiction) -> None:
    """Raise DomainError for a parent of another government, the unit itself or one below it."""
    above, message = parent, ""
    if parent is not None and parent.jurisdiction_id != jurisdiction.pk:
        message = "上级单位须在同一管辖内。"
    while above is not None and department is not None and not message:
        if above.pk == department.pk:
            message = "上级单位不能是本单位或其下级。"
        above = above.parent
    if message:
        raise DomainError("departments.parent_invalid", message, fields={"parent": [message]})
