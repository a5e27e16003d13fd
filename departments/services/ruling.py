"""The rules of the business, dated: a value from a day on with its ground; what was in force stays as it was."""

from datetime import date
from typing import Any

from audit.context import Principal
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Jurisdiction, Rule
from departments.permissions import may_administer
from departments.rule_shapes import SHAPES, WrongValueError
from departments.services.log import note


def _require(by: Principal | None, jurisdiction: Jurisdiction) -> None:
    if by is not None and not may_administer(by, jurisdiction):
        raise NotPermitted("departments.not_administrator", "只有本级系统管理员可以修改业务规则。")


def set_business_rule(
    *, jurisdiction: Jurisdiction, key: str, value: Any, valid_from: date, source: str, by: Principal | None
) -> Rule:
    """Let a rule have a value from a later day on; a value entered for that day before is replaced.

    Never for today or a day gone by: what was done is explained by the rules of its day.
    """
    _require(by, jurisdiction)
    shape = SHAPES.get(key)
    if shape is None:
        raise DomainError("departments.rule_unknown", "没有这条规则。")
    try:
        clean = shape.check(value)
    except WrongValueError as error:
        raise DomainError("departments.rule_value", str(error), fields={"value": [str(error)]}) from error
    if valid_from <= clock.today():
        message = "启用日期须在今天之后：已经按原规则办理的不能改写。"
        raise DomainError("departments.rule_date", message, fields={"valid_from": [message]})
    if not source.strip():
        raise DomainError("departments.rule_source", "请写明依据。", fields={"source": ["请写明依据。"]})
    with unit_of_work():
        known = Rule.objects.select_for_update().filter(jurisdiction=jurisdiction, key=key, valid_from=valid_from)
        before = _values(found) if (found := known.first()) else None
        row, _ = Rule.objects.update_or_create(
            jurisdiction=jurisdiction,
            key=key,
            valid_from=valid_from,
            defaults={"value": clean, "source": source.strip(), "is_example": False},
        )
        note("departments.rule_set", row, by=by, jurisdiction=jurisdiction, before=before, after=_values(row))
    return row


def drop_business_rule(*, row: Rule, by: Principal | None) -> None:
    """Take back a value that is not in force yet; one that was in force stays on record."""
    _require(by, row.jurisdiction)
    if row.key not in SHAPES:
        raise DomainError("departments.rule_unknown", "没有这条规则。")
    if row.valid_from <= clock.today():
        raise TransitionForbidden("departments.rule_in_force", "已经启用的规则不能删除，请另定新值。")
    with unit_of_work():
        note("departments.rule_dropped", row, by=by, jurisdiction=row.jurisdiction, before=_values(row))
        row.delete()


def _values(row: Rule) -> dict[str, object]:
    return {"value": SHAPES[row.key].words(row.value), "valid_from": row.valid_from, "source": row.source}
