"""How a measure can be split into tasks: one a target, or one a unit named in running text with its own scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.exceptions import DomainError
from policies.models import Measure, Responsibility, Target, UnitBasis

TITLE_LENGTH = 60
WAYS = ("", "target", "inline")


@dataclass(frozen=True, slots=True)
class Choice:
    """A confirmed measure without a task, and what each way of splitting it would give: titles of the tasks.

    `targets` and `scopes` are empty where there is nothing to split by.
    """

    measure: Measure
    whole: str
    targets: tuple[str, ...]
    scopes: tuple[str, ...]

    def titles(self, way: str) -> tuple[str, ...]:
        """Return the titles of the tasks that a way of splitting gives."""
        return {"target": self.targets, "inline": self.scopes}.get(way, (self.whole,))


def choice_of(measure: Measure) -> Choice:
    """Return the ways in which a measure, with its targets and responsibilities at hand, can be split."""
    return Choice(
        measure,
        heading_of(measure),
        tuple(titled(measure, one.text) for one in targets_of(measure)),
        tuple(titled(measure, scope) for scope in scopes_of(measure)),
    )


def refuse_split(chosen: Iterable[Measure], split: Mapping[int, str]) -> None:
    """Refuse a way of splitting that does not exist or would give nothing, and measures that are not among these."""
    known = {measure.pk: measure for measure in chosen}
    for pk, way in split.items():
        measure = known.get(pk)
        if measure is None:
            message = "所选举措不在本次拟办之列，可能已立项或尚未确认。"
        elif way not in WAYS:
            message = "请选择：一条一件，每个指标一件，或每项正文分工一件。"
        elif way == "target" and not targets_of(measure):
            message = f"{measure.label}没有指标，不能按指标拆分。"
        elif way == "inline" and not scopes_of(measure):
            message = f"{measure.label}正文没有分工，不能按分工拆分。"
        else:
            continue
        raise DomainError("tasks.cannot_split", message, fields={"split": [message]})


def targets_of(measure: Measure) -> list[Target]:
    """Return the targets that stand."""
    return [target for target in measure.targets.all() if not target.is_dropped]


def scoped_rows(measure: Measure) -> list[Responsibility]:
    """Return the duties that running text gives a unit with a scope of its own."""
    rows = measure.responsibilities.all()
    return [row for row in rows if row.basis == UnitBasis.INLINE and row.scope and not row.is_dropped]


def scopes_of(measure: Measure) -> list[str]:
    """Return the scopes of running text, each once, in its order."""
    return list(dict.fromkeys(row.scope for row in scoped_rows(measure)))


def heading_of(measure: Measure) -> str:
    """Return the title of the task that the whole measure gives."""
    return measure.title or measure.text[:TITLE_LENGTH]


def titled(measure: Measure, detail: str) -> str:
    """Return the title of the task for a target or a scope of a measure."""
    return f"{heading_of(measure)}：{detail}"[:300]
