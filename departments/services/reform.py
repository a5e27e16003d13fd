"""机构改革: rename, merge, split, dissolve, plaque; each from a day on and with its source.

Old names stay with the old unit, so that old documents still find it; who holds its duties then follows from the
successions (`departments.successions`). Tasks are moved by their own app, as a plan that a person confirms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from audit.context import Principal
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError
from core.versions import save_version
from departments.models import Department, DepartmentName, NameKind, Succession, SuccessionKind
from departments.permissions import require_keeper
from departments.services.log import note
from departments.services.naming import add_name
from departments.services.taken import clean_name, refuse_taken
from departments.successions import refuse_cycle

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """A successor and the part of the duties it takes over; an empty scope is all."""

    department: Department
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """How duties pass on: in which way, from which day, on which ground, by whom."""

    kind: SuccessionKind
    on: date
    source: str
    by: Principal | None
    goes_on: bool = False


def rename(*, department: Department, name: str, on: date, source: str, by: Principal | None) -> Department:
    """Give a unit a new official name from a day on, today at the latest; the former one still answers to it."""
    jurisdiction = department.jurisdiction
    require_keeper(by, jurisdiction)
    name = clean_name(name)
    _refuse_gone(department, on)
    if on > clock.today():
        message = "更名须在生效当日或之后办理。"
        raise DomainError("departments.rename_ahead", message, fields={"on": [message]})
    refuse_taken(jurisdiction, name, wanted_for=department.name, first=on, department=department)
    before = department.name
    with unit_of_work():
        own = DepartmentName.objects.filter(department=department, valid_to=None)
        own.filter(kind=NameKind.OFFICIAL).update(kind=NameKind.FORMER)
        # a name it bore already as an alias becomes the official one and goes on answering for older documents
        if not own.filter(name=name).update(kind=NameKind.OFFICIAL, source=source):
            DepartmentName.objects.create(
                jurisdiction=jurisdiction,
                department=department,
                name=name,
                kind=NameKind.OFFICIAL,
                valid_from=on,
                source=source,
            )
        department.name = name
        save_version(department, expected=department.version, fields=["name"])
        after = {"name": name, "on": on}
        note(
            "departments.rename",
            department,
            by=by,
            jurisdiction=jurisdiction,
            before={"name": before},
            after=after,
            reason=source,
        )
    return department


def merge(
    *, predecessors: Sequence[Department], successor: Department, on: date, source: str, by: Principal | None
) -> list[Succession]:
    """Let units end on a day and one other hold all their duties from then on."""
    act = Act(SuccessionKind.MERGE, on, source, by)
    with unit_of_work():
        return [
            one for predecessor in _checked(predecessors) for one in _hand_over(predecessor, [Share(successor)], act)
        ]


def split(
    *,
    predecessor: Department,
    shares: Sequence[Share],
    on: date,
    source: str,
    by: Principal | None,
    goes_on: bool = False,
) -> list[Succession]:
    """Let several units take parts of a unit's duties; with `goes_on` the unit keeps the rest."""
    return _hand_over(predecessor, _checked(shares), Act(SuccessionKind.SPLIT, on, source, by, goes_on=goes_on))


def dissolve(
    *, department: Department, on: date, source: str, by: Principal | None, successors: Sequence[Share] = ()
) -> list[Succession]:
    """Let a unit end on a day; without successors its duties wait for a person."""
    return _hand_over(department, successors, Act(SuccessionKind.DISSOLVE, on, source, by))


def attach_plaque(
    *, host: Department, name: str, on: date, source: str, by: Principal | None, former: Department | None = None
) -> DepartmentName | None:
    """Hang a plaque on a unit: the name answers to it; a unit that bore it before ends and hands over.

    Returns the new name, None where the name stays with the former unit and leads to the host through it.
    """
    if former is not None:
        _hand_over(former, [Share(host)], Act(SuccessionKind.PLAQUE, on, source, by))
        return None
    _refuse_gone(host, on)
    return add_name(department=host, name=name, kind=NameKind.PLAQUE, valid_from=on, source=source, by=by)


def _checked(several: Sequence[T]) -> Sequence[T]:
    if not several:
        raise DomainError("departments.no_unit", "请至少选择一个单位。")
    return several


def _hand_over(predecessor: Department, shares: Sequence[Share], act: Act) -> list[Succession]:
    require_keeper(act.by, predecessor.jurisdiction)
    _refuse_bad_parts(predecessor, shares, act.on)
    with unit_of_work():
        rows = [
            Succession.objects.create(
                predecessor=predecessor,
                successor=share.department,
                kind=act.kind,
                on=act.on,
                scope=share.scope,
                source=act.source,
            )
            for share in shares
        ]
        if not act.goes_on:
            predecessor.valid_to = act.on
            save_version(predecessor, expected=predecessor.version, fields=["valid_to"])
        heirs = [f"{share.department}：{share.scope}" if share.scope else share.department for share in shares]
        note(
            f"departments.{act.kind.value}",
            predecessor,
            by=act.by,
            jurisdiction=predecessor.jurisdiction,
            before={"name": predecessor.name},
            after={"on": act.on, "successors": heirs},
            reason=act.source,
        )
    return rows


def _refuse_bad_parts(predecessor: Department, parts: Sequence[Share], on: date) -> None:
    _refuse_gone(predecessor, on)
    for part in parts:
        if part.department.pk == predecessor.pk:
            raise DomainError("departments.succession_to_itself", "单位不能由自己承接。")
        if part.department.jurisdiction_id != predecessor.jurisdiction_id:
            raise DomainError("departments.successor_elsewhere", "承接单位须在同一管辖内。")
        if not part.department.is_active(on):
            raise DomainError("departments.successor_gone", f"{part.department}在 {on} 不存在，不能承接。")
    if len({part.department.pk for part in parts}) < len(parts):
        raise DomainError("departments.successor_twice", "同一承接单位只能列一次。")
    refuse_cycle(predecessor, [part.department for part in parts])


def _refuse_gone(department: Department, on: date) -> None:
    if department.valid_to is not None or (department.valid_from and on < department.valid_from):
        ended = f"自 {department.valid_to} 起不再存在" if department.valid_to else f"{department.valid_from} 才设立"
        raise DomainError("departments.unit_gone", f"{department}{ended}，不能在 {on} 办理此项。")
