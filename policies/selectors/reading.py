"""The result of one measure as rows of the right-hand column: what was read, on what ground, by which rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core import markup, words
from policies import wording
from policies.models import LeadBasis, MeasureDeadline, Responsibility, Target, UnitBasis, UnitRole
from policies.selectors.desk import MeasureSheet

ROLES = (UnitRole.LEAD, UnitRole.JOINT, UnitRole.CO, UnitRole.SUPPORT, UnitRole.IMPLEMENTING)


@dataclass
class Reading:
    """One value: its key, its words now, and the words it was proposed with where a person changed it."""

    key: str
    row: Any
    words: str
    proposed: str = ""
    note: str = ""
    is_open: bool = False

    @property
    def is_dropped(self) -> bool:
        """Say whether somebody took it off."""
        return bool(self.row.is_dropped)


@dataclass
class Row:
    """One line of the column: a role, the deadlines, or the targets."""

    key: str
    label: str
    readings: list[Reading] = field(default_factory=list)
    note: str = ""
    unsure: bool = False
    missing: str = ""

    @property
    def standing(self) -> list[Reading]:
        """Return what nobody dropped."""
        return [reading for reading in self.readings if not reading.is_dropped]


def rows_of(sheet: MeasureSheet, *, first_listed_decided: bool | None) -> list[Row]:
    """Return the lines of a measure; those of a role nobody has are left out, but for the lead."""
    rows = [_units_row(sheet, role, first_listed_decided) for role in ROLES]
    kept = [row for row in rows if row.readings or row.key == UnitRole.LEAD]
    return [*kept, _deadlines_row(sheet), _targets_row(sheet)]


def _units_row(sheet: MeasureSheet, role: UnitRole, decided: bool | None) -> Row:
    units = [unit for unit in sheet.units if unit.role == role]
    row = Row(role.value, role.label, [_unit(unit) for unit in units])
    row.missing = "未写明牵头单位" if not row.standing else ""
    inferred = role == UnitRole.LEAD and sheet.measure.lead_basis == LeadBasis.FIRST_LISTED_INFERRED
    if inferred and row.standing:
        row.unsure = decided is None
        row.note = "列首位，推定" if decided is None else "列首位，已确认"
    else:
        row.note = _ground([one.row for one in row.standing])
    rules = sorted({wording.rule_words(one.row.rule) for one in row.standing if one.row.rule})
    if rules:
        row.note = f"{row.note}；{'、'.join(rules)}"
    return row


def _ground(units: Iterable[Responsibility]) -> str:
    listed = list(units)
    grounds = dict.fromkeys("人工指定" if unit.basis == UnitBasis.MANUAL else _explicit(unit) for unit in listed)
    count = f"，{len(listed)} 个" if len(listed) > 2 else ""
    return "、".join(grounds) + count if listed else ""


def _explicit(unit: Responsibility) -> str:
    # behind the first place nothing is inferred: the clause names them
    basis = "explicit" if unit.basis == UnitBasis.FIRST_LISTED and unit.role != UnitRole.LEAD else unit.basis
    return markup.BASES.get(basis, unit.get_basis_display())


def _unit(unit: Responsibility) -> Reading:
    registered = unit.registered_name
    name = registered or unit.printed_name
    proposed = unit.proposed.get("name", "") if unit.confirmed_by_id else ""
    notes = [f"范围：{unit.scope}"] if unit.scope else []
    if registered and unit.printed_name != name:
        notes.append(f"原文“{unit.printed_name}”")
    return Reading(
        f"u{unit.pk}",
        unit,
        name,
        proposed if proposed not in {"", name} else "",
        "；".join(notes),
        is_open=not registered and not unit.is_dropped,
    )


def _deadlines_row(sheet: MeasureSheet) -> Row:
    row = Row("deadlines", "期限", [_deadline(deadline) for deadline in sheet.deadlines])
    row.missing = "" if row.standing else "本条没有写明期限，交办时取政策有效期"
    return row


def _deadline(deadline: MeasureDeadline) -> Reading:
    named = words.long_day(deadline.date) if deadline.date else ""
    again = deadline.get_recurrence_display() if deadline.recurrence else ""
    said = "，".join(part for part in (again, named) if part) or "长期，不设期限"
    old = deadline.proposed.get("date")
    changed = bool(deadline.proposed) and old != (deadline.date.isoformat() if deadline.date else None)
    note = (
        f"原文“{deadline.text}”，精确到{deadline.get_precision_display()}"
        if deadline.date
        else f"原文“{deadline.text}”"
    )
    rule = f"；{wording.rule_words(deadline.rule)}" if deadline.rule else "；人工增加"
    return Reading(f"d{deadline.pk}", deadline, said, (old or "长期") if changed else "", note + rule)


def _targets_row(sheet: MeasureSheet) -> Row:
    row = Row("targets", "指标", [_target(target) for target in sheet.targets])
    row.missing = "" if row.standing else "本条没有数量指标"
    return row


def _target(target: Target) -> Reading:
    figures = wording.target_words(target.comparator, target.value, target.unit)
    old = target.proposed
    changed = bool(old) and (
        float(old["value"]) != float(target.value)
        or old["unit"] != target.unit
        or old["comparator"] != target.comparator
    )
    due = f"，{words.long_day(target.due)}前" if target.due else ""
    rule = wording.rule_words(target.rule) if target.rule else "人工增加"
    before = (
        wording.target_words(old["comparator"], target.value.__class__(str(old["value"])), old["unit"])
        if changed
        else ""
    )
    return Reading(f"t{target.pk}", target, target.text, before, f"{figures}{due}；{rule}")
