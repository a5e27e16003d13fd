"""Dated rules: a value from a day on, with the ground it stands on; what was in force stays as it was."""

from datetime import date
from typing import Any

from audit.context import Principal
from audit.services import record, unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from departments.models import Jurisdiction, Rule
from reminders.permissions import require_rule_keeper
from reminders.shapes import SHAPES, WrongShapeError


def set_rule(
    *, jurisdiction: Jurisdiction, key: str, value: Any, valid_from: date, source: str, by: Principal | None
) -> Rule:
    """Let a rule have a value from a later day on; a value entered for that day before is replaced.

    Never for today or a day gone by: what was planned is explained by the rules of its day.
    """
    require_rule_keeper(by, jurisdiction)
    shape = SHAPES.get(key)
    if shape is None:
        raise DomainError("reminders.rule_unknown", "没有这条规则。")
    try:
        clean = shape.check(value)
    except WrongShapeError as error:
        raise DomainError("reminders.rule_value", str(error), fields={"value": [str(error)]}) from error
    if valid_from <= clock.today():
        message = "启用日期须在今天之后：已经按原规则提醒的不能改写。"
        raise DomainError("reminders.rule_date", message, fields={"valid_from": [message]})
    if not source.strip():
        raise DomainError("reminders.rule_source", "请写明依据。", fields={"source": ["请写明依据。"]})
    with unit_of_work():
        known = Rule.objects.select_for_update().filter(jurisdiction=jurisdiction, key=key, valid_from=valid_from)
        before = _values(found) if (found := known.first()) else None
        row, _ = Rule.objects.update_or_create(
            jurisdiction=jurisdiction,
            key=key,
            valid_from=valid_from,
            defaults={"value": clean, "source": source.strip(), "is_example": False},
        )
        _note("reminders.rule_set", row, by, before=before, after=_values(row))
    return row


def drop_rule(*, row: Rule, by: Principal | None) -> None:
    """Take back a value that is not in force yet; one that was in force stays on record."""
    require_rule_keeper(by, row.jurisdiction)
    if row.valid_from <= clock.today():
        raise TransitionForbidden("reminders.rule_in_force", "已经启用的规则不能删除，请另定新值。")
    with unit_of_work():
        _note("reminders.rule_dropped", row, by, before=_values(row))
        row.delete()


def _values(row: Rule) -> dict[str, object]:
    words = SHAPES[row.key].words(row.value)
    return {"value": words, "valid_from": row.valid_from, "source": row.source}


def _note(action: str, row: Rule, by: Principal | None, **values: Any) -> None:
    record(action, row, actor=by.actor if by else None, jurisdiction=row.jurisdiction, **values)
