"""One act on many rows, all or none: the services of single acts do it, with their rules, audit and notices."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.services import unit_of_work
from core.exceptions import DomainError
from tasks.models import Task

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row on which the act cannot be done, and what the single act would say."""

    row: Any
    error: DomainError


class _TakenBack(Exception):  # noqa: N818 not an error: it ends the transaction without keeping anything
    """Nothing of the act is kept."""


def all_or_none(rows: Iterable[Any], do: Callable[[Any], Any], *, rehearse: bool = False) -> list[Refusal]:
    """Call `do` on every row in one transaction and return the refusals; with any of them nothing is kept.

    `rehearse` does the same and keeps nothing in any case: a preview that cannot differ from the act. Not to be called
    inside another `unit_of_work`, whose entries would outlive what is taken back here.
    """
    refused = []
    with suppress(_TakenBack), unit_of_work():
        # one order for everybody who locks several tasks
        for row in sorted(rows, key=lambda row: (task_of(row).pk, row.pk)):
            try:
                with transaction.atomic():
                    do(row)
            except DomainError as error:
                refused.append(Refusal(row, error))
        if refused or rehearse:
            raise _TakenBack
    return refused


def task_of(row: Any) -> Task:
    """Return the task a row belongs to: itself, its own, or that of its part."""
    if isinstance(row, Task):
        return row
    found: Task = row.task if hasattr(row, "task") else row.assignment.task
    return found


def refuse_too_many(count: int, *, what: str = "没有办理") -> None:
    """Refuse more than one go holds, whole: nothing is cut short in silence."""
    if count > MOST_AT_ONCE:
        raise DomainError(
            "tasks.too_many", f"{what}：共 {count} 件，一次最多 {MOST_AT_ONCE} 件，请缩小条件或分批选择。"
        )
