"""What the columns of a task table hold, and whether the cells of a row stand under them."""

import re
from dataclasses import dataclass
from functools import cache

from policies.parsing.lexicon import Lexicon
from policies.parsing.outline_marks import act_of_label, label_act
from policies.parsing.responsibility.shapes import is_unit
from policies.parsing.types import Span
from policies.parsing.vocabulary import any_of
from policies.parsing.words import table

_MOVABLE = ("section", "task", "detail")  # columns whose cells span several rows


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: `kind` is number, section, task, detail, unit, person, time or other."""

    kind: str
    act: str | None = None


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in table("tables")["columns"].items() for word in words}


@cache
def _endings() -> "re.Pattern[str]":
    """Ends of the heads that name a task or a target: 2025年度目标任务, 民生事项名称."""
    words = [word for word, kind in _kinds().items() if kind in ("task", "detail") and len(word) > 2]
    return re.compile(f"(?:{any_of(words)})$")


@cache
def _unit_heads() -> "re.Pattern[str]":
    stems = table("roles")["label"]["stems"]
    roles = any_of([*stems["lead"], *stems["plain"], *stems["support"], *stems["co"]])
    return re.compile(rf"(?:[市县区省州]?{roles}[与和及、/]?)+(?:单位|部门)")


@cache
def _several_units() -> "re.Pattern[str]":
    stems = table("roles")["label"]["stems"]
    roles = any_of([*stems["lead"], *stems["plain"], *stems["support"], *stems["co"]])
    heads = any_of(table("roles")["label"]["heads"])
    return re.compile(rf"(?:[市县区省州]?{roles}(?:{heads})?[与和及、/]?)+(?<=[位门])")


def column_of(head: str) -> Column | None:
    """What the head of a column announces; None where it is not known."""
    words = re.sub(r"[\s*:]", "", head)
    if not words or len(words) > 24:
        return None
    short = re.sub(r"\([^()]*\)$", "", words)
    if kind := _kinds().get(words) or _kinds().get(short):
        return Column(kind)
    if read := label_act(words) or label_act(short):
        kind, act = read
        return Column("unit" if kind in ("unit", "alone") else kind, act)
    if _unit_heads().fullmatch(short):
        return Column("unit", act_of_label(short))
    if _several_units().fullmatch(re.sub(r"\([^()]*\)", "", words)):
        return Column("unit", "plain")  # 牵头单位(首位)及责任单位: who is listed first leads
    ending = _endings().search(short) if len(short) <= 12 else None
    return Column(_kinds()[ending.group()]) if ending else None


def is_head(columns: list[Column | None]) -> bool:
    """Whether the columns are those of a task table: units, and what they answer for."""
    kinds = [column.kind for column in columns if column]
    return "unit" in kinds and bool({"task", "detail", "number", "section"}.intersection(kinds))


def reads_as_units(words: str) -> bool:
    """Whether the words of a cell begin with the name of a unit."""
    first = re.split(r"[、,;\s]", words.strip(), maxsplit=1)[0]
    return is_unit(first, Lexicon())


def _fits(text: str, columns: list[Column | None], cells: list[Span]) -> bool:
    units = 0
    for column, (start, end) in zip(columns, cells, strict=False):
        if column is None or end <= start or column.kind not in ("unit", "person"):
            continue
        named = reads_as_units(text[start:end])
        if named != (column.kind == "unit"):
            return False
        units += named
    return units > 0


def aligned(text: str, columns: list[Column | None], cells: list[Span]) -> list[Column | None]:
    """The columns as the cells of this row stand under them: a cell that spans several rows is printed once only."""
    if _fits(text, columns, cells):
        return columns
    for gone, column in enumerate(columns[:4]):
        rest = [*columns[:gone], *columns[gone + 1 :]]
        if column and column.kind in _MOVABLE and _fits(text, rest, cells):
            return rest
    return columns
