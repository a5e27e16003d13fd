"""Which acts are done on many rows at once, and how: rehearsed for the preview, then all or none."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from tasks.acts import BY_NAME
from tasks.acts.running import PageAct
from tasks.services.bulk import Refusal, all_or_none, refuse_too_many
from tasks.transitions import Subject

NAMES = (
    (Subject.TASK, "note"),
    (Subject.TASK, "verify"),
    (Subject.TASK, "return_completion"),
    (Subject.TASK, "close"),
    (Subject.TASK, "archive"),
    (Subject.TASK, "erase"),
    (Subject.REPORT, "accept"),
    (Subject.REPORT, "return"),
    (Subject.REPORT, "excuse"),
    (Subject.EXTENSION, "grant"),
    (Subject.EXTENSION, "forward"),
    (Subject.EXTENSION, "refuse"),
)
BULK: dict[tuple[Subject, str], PageAct] = {key: BY_NAME[key] for key in NAMES}
# what the person has no part in, as against what the row's state or a rule forbids
NOT_THEIRS = {"tasks.not_permitted", "tasks.not_supervisor", "tasks.not_office", "tasks.not_leader"}
SHOWN = 5


def attempt(
    act: PageAct,
    rows: Iterable[Any],
    *,
    by: User,
    data: Mapping[str, Any],
    versions: Mapping[int, int] | None = None,
    rehearse: bool = False,
) -> list[Refusal]:
    """Do an act on rows with what its form brought and return the refusals; with any, nothing is done.

    `versions` maps a row's id to the version the person has seen. Raises `NotPermitted` where no row is the person's
    to act on, `DomainError` for more rows than one go holds.
    """
    chosen, seen = list(rows), versions or {}
    refuse_too_many(len(chosen))
    refused = all_or_none(chosen, lambda row: act.run(row, by, dict(data), seen.get(row.pk)), rehearse=rehearse)
    if refused and all(one.error.code in NOT_THEIRS for one in refused) and len(refused) == len(chosen):
        raise NotPermitted(refused[0].error.code, refused[0].error.message)
    return refused


def refusal(act: PageAct, refused: list[Refusal], count: int) -> DomainError:
    """Return the error that says on which rows an act cannot be done, by id in `fields`."""
    named = "；".join(f"{one.row}：{one.error.message}" for one in refused[:SHOWN])
    more = f"；另有 {len(refused) - SHOWN} 件" if len(refused) > SHOWN else ""
    return TransitionForbidden(
        "tasks.bulk_refused",
        f"{act.button}没有办理：{count} 件中有 {len(refused)} 件不能办理。{named}{more}",
        fields={f"rows.{one.row.pk}": [one.error.message] for one in refused},
    )
