"""Dated rules: a value from a day on, with the ground it stands on; what was in force stays as it was."""

from datetime import date
from functools import partial
from typing import Any

from audit.context import Principal
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from departments.models import Jurisdiction, Rule
from departments.permissions import may_administer, require_rule_keeper
from departments.rule_books import RuleBook, RuleShape, WrongValueError
from departments.rule_shapes import SHAPES
from departments.services.log import note


def set_rule(
    book: RuleBook,
    *,
    jurisdiction: Jurisdiction,
    key: str,
    value: Any,
    valid_from: date,
    source: str,
    by: Principal | None,
) -> Rule:
    """Let a rule of the book have a value from a later day on; a value entered for that day before is replaced.

    Never for today or a day gone by: what was done is explained by the rules of its day. Raises NotPermitted for who
    does not keep the book, DomainError with the field for anything that does not fit.
    """
    book.require(by, jurisdiction)
    shape = _shape(book, key)
    try:
        clean = shape.check(value)
    except WrongValueError as error:
        raise DomainError(f"{book.app}.rule_value", str(error), fields={"value": [str(error)]}) from error
    if valid_from <= clock.today():
        message = f"启用日期须在今天之后：已经按原规则{book.done}的不能改写。"
        raise DomainError(f"{book.app}.rule_date", message, fields={"valid_from": [message]})
    if not source.strip():
        raise DomainError(f"{book.app}.rule_source", "请写明依据。", fields={"source": ["请写明依据。"]})
    with unit_of_work():
        known = Rule.objects.select_for_update().filter(jurisdiction=jurisdiction, key=key, valid_from=valid_from)
        before = _values(shape, found) if (found := known.first()) else None
        row, _ = Rule.objects.update_or_create(
            jurisdiction=jurisdiction,
            key=key,
            valid_from=valid_from,
            defaults={"value": clean, "source": source.strip(), "is_example": False},
        )
        after = _values(shape, row)
        note(f"{book.app}.rule_set", row, by=by, jurisdiction=jurisdiction, before=before, after=after)
    return row


def drop_rule(book: RuleBook, *, row: Rule, by: Principal | None) -> None:
    """Take back a value that is not in force yet; one that was in force stays on record (TransitionForbidden)."""
    book.require(by, row.jurisdiction)
    shape = _shape(book, row.key)
    if row.valid_from <= clock.today():
        raise TransitionForbidden(f"{book.app}.rule_in_force", "已经启用的规则不能删除，请另定新值。")
    with unit_of_work():
        note(f"{book.app}.rule_dropped", row, by=by, jurisdiction=row.jurisdiction, before=_values(shape, row))
        row.delete()


def _shape(book: RuleBook, key: str) -> RuleShape:
    shape = book.shapes.get(key)
    if shape is None:
        raise DomainError(f"{book.app}.rule_unknown", "没有这条规则。")
    return shape


def _values(shape: RuleShape, row: Rule) -> dict[str, object]:
    return {"value": shape.words(row.value), "valid_from": row.valid_from, "source": row.source}


BUSINESS = RuleBook("departments", SHAPES, "办理", may_administer, require_rule_keeper)
set_business_rule = partial(set_rule, BUSINESS)
drop_business_rule = partial(drop_rule, BUSINESS)
