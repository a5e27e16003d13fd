"""Correct, add and drop the dates and the targets of a measure."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Manager, Max

from accounts.models import User
from core.exceptions import DomainError
from policies.models import Measure, MeasureDeadline, Precision, Recurrence, Target
from policies.services.checking.steps import desk_act, settle_findings, unconfirm

Value = TypeVar("Value", MeasureDeadline, Target)
COMPARATORS = (">=", "<=", "=", ">", "<", "~")


def correct_deadline(
    *,
    deadline: MeasureDeadline,
    version: int | None,
    by: User | None,
    day: date | None,
    precision: str,
    recurrence: str = "",
) -> MeasureDeadline:
    """Give a printed date another meaning; no day stands for 长期, a standing duty."""
    _check_deadline(precision, recurrence)
    deadline.date, deadline.precision, deadline.recurrence = day, precision, recurrence
    _save(deadline, version, by=by, action="deadline_corrected", label=f"更正时限{deadline.text}", prefix="date.")
    return deadline


def add_deadline(
    *,
    measure: Measure,
    version: int | None,
    by: User | None,
    text: str,
    day: date | None,
    precision: str,
    recurrence: str = "",
) -> MeasureDeadline:
    """Give a measure a date that the reader did not see; `text` are the words it rests on."""
    _check_deadline(precision, recurrence)
    row = MeasureDeadline(
        measure=measure,
        position=_next(measure.deadlines),
        text=_text(text, 100),
        date=day,
        precision=precision,
        recurrence=recurrence,
    )
    row.span_start, row.span_end = _span_of(measure, row.text)
    _save(row, version, by=by, action="deadline_added", label=f"增加时限{row.text}", prefix="date.")
    return row


def correct_target(
    *,
    target: Target,
    version: int | None,
    by: User | None,
    value: Decimal,
    unit: str,
    comparator: str,
    due: date | None,
) -> Target:
    """Give a target other figures, in base figures (亿 is written out)."""
    _check_comparator(comparator)
    target.value, target.unit, target.comparator, target.due = value, unit[:30], comparator, due
    _save(target, version, by=by, action="target_corrected", label=f"更正指标{target.text}", prefix="target.")
    return target


def add_target(
    *,
    measure: Measure,
    version: int | None,
    by: User | None,
    text: str,
    value: Decimal,
    unit: str,
    comparator: str,
    due: date | None = None,
) -> Target:
    """Give a measure a target that the reader did not see."""
    _check_comparator(comparator)
    row = Target(
        measure=measure,
        position=_next(measure.targets),
        text=_text(text, 200),
        value=value,
        unit=unit[:30],
        comparator=comparator,
        due=due,
    )
    row.span_start, row.span_end = _span_of(measure, row.text)
    _save(row, version, by=by, action="target_added", label=f"增加指标{row.text}", prefix="target.")
    return row


def drop_value(*, row: MeasureDeadline | Target, version: int | None, by: User | None, back: bool = False) -> None:
    """Take a date or a target off a measure, or with `back` put it on again; the row stays."""
    row.is_dropped = not back
    kind = "deadline" if isinstance(row, MeasureDeadline) else "target"
    word = "恢复" if back else "剔除"
    prefix = "date." if kind == "deadline" else "target."
    act = f"{kind}_{'restored' if back else 'dropped'}"
    _save(row, version, by=by, action=act, label=f"{word}{row.text}", prefix=prefix)


def _save(
    row: MeasureDeadline | Target, version: int | None, *, by: User | None, action: str, label: str, prefix: str
) -> None:
    measure = row.measure
    policy = measure.policy_version.policy
    with desk_act(action, f"{measure.label}{label}", policy=policy, by=by, measures=[(measure, version)]):
        row.save()
        settle_findings(measure, prefix, label, by=by, span=(row.span_start, row.span_end))
        unconfirm(measure)
        measure.save()


def _check_deadline(precision: str, recurrence: str) -> None:
    if precision not in Precision.values:
        raise DomainError("policies.unknown_precision", "没有这种精度。", fields={"precision": ["请选择精度。"]})
    if recurrence and recurrence not in Recurrence.values:
        raise DomainError("policies.unknown_recurrence", "没有这种周期。", fields={"recurrence": ["请选择周期。"]})


def _check_comparator(comparator: str) -> None:
    if comparator not in COMPARATORS:
        raise DomainError("policies.unknown_comparator", "没有这种关系。", fields={"comparator": ["请选择关系。"]})


def _text(text: str, longest: int) -> str:
    if not text.strip():
        raise DomainError("policies.words_missing", "请写明原文依据。", fields={"text": ["请写明原文依据。"]})
    return text.strip()[:longest]


def _next(rows: Manager[Value]) -> int:
    highest = rows.aggregate(last=Max("position"))["last"]
    return int(highest or 0) + 1


def _span_of(measure: Measure, words: str) -> tuple[int | None, int | None]:
    """Return where the words stand, if the measure prints them."""
    at = measure.text.find(words)
    if at < 0:
        return None, None
    return measure.span_start + at, measure.span_start + at + len(words)
