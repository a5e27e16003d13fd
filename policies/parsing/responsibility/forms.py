"""What a clause is made of, and the words it is recognised by, built from `rules/roles.toml`."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from policies.parsing.responsibility.shapes import Name
from policies.parsing.words import alternatives, table

Act = Literal["lead", "plain", "support", "joint", "co", "bare"]
NO_UNITS = ("clause.rest", "units.person")  # words of a list that are read and left out
SEPARATORS = re.compile(r"(?:<br ?/?>|[、,;。\s|/①-⑳])+")


@dataclass(slots=True)
class Statement:
    """A list of names and what they do."""

    act: Act
    names: list[Name] = field(default_factory=list)
    joined: bool = False


@dataclass(slots=True)
class Clause:
    """What a clause says, before roles are given."""

    start: int
    end: int
    statements: list[Statement] = field(default_factory=list)
    note: "Note | None" = None
    blankets: list["Blanket"] = field(default_factory=list)
    doubts: list[tuple[str, int, int]] = field(default_factory=list)
    times: list[tuple[int, int]] = field(default_factory=list)
    labelled: bool = False
    opened: bool = False
    scoped: bool = False

    @property
    def units(self) -> list[Name]:
        """All names of the clause in printed order."""
        return [name for statement in self.statements for name in statement.names]


@dataclass(frozen=True, slots=True)
class Note:
    """列第一位的为牵头单位: `onwards` says 下同, `sign` the mark of the lead where one is printed."""

    start: int
    end: int
    onwards: bool = False
    sign: str | None = None
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Blanket:
    """均需X落实: units on every measure in scope; `after` limits it to what follows."""

    start: int
    end: int
    names: tuple[Name, ...]
    after: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    verb: "re.Pattern[str]"
    lead: "re.Pattern[str]"
    support: "re.Pattern[str]"
    joint: "re.Pattern[str]"
    inner: "re.Pattern[str]"
    plain: "re.Pattern[str]"
    joined: "re.Pattern[str]"
    mark: "re.Pattern[str]"
    marks: dict[str, Act]
    stems: dict[str, Act]
    glued: "re.Pattern[str]"
    label: "re.Pattern[str]"
    note_first: "re.Pattern[str]"
    note_lead: "re.Pattern[str]"
    note_onwards: "re.Pattern[str]"
    note_marked: "re.Pattern[str]"
    note_sign: "re.Pattern[str]"
    blanket_all: "re.Pattern[str]"
    blanket_closing: "re.Pattern[str]"
    blanket_verb: "re.Pattern[str]"
    blanket_after: "re.Pattern[str]"


@cache
def words() -> _Words:
    """The patterns of the grammar, built from `rules/roles.toml`."""
    roles = table("roles")
    verb, label, note, blanket = roles["verb"], roles["label"], roles["note"], roles["blanket"]
    stems: dict[str, Act] = {}
    acts: tuple[Act, ...] = ("lead", "plain", "support", "co")
    for act in acts:
        stems.update(dict.fromkeys(label["stems"][act], act))
    as_unit = rf"(?:作)?为(?:{alternatives(stems)})(?:{alternatives(label['heads'])})"
    every = alternatives([*verb["lead"], *verb["support"], *verb["joint"], *verb["plain"], *verb["filler"]])
    marks: dict[str, Act] = dict.fromkeys(verb["marks_lead"], "lead")
    marks |= dict.fromkeys(verb["marks_support"], "support") | dict.fromkeys(verb["marks_plain"], "plain")
    marks |= dict.fromkeys(verb["marks_joint"], "joint")
    ways, duty, demand = alternatives(verb["ways"]), alternatives(verb["duty"]), alternatives(verb["demand"])
    by_duty = rf"(?:{ways})[^,、;。:()]{{0,12}}?(?:{duty})(?:范围)?内?"  # 按照部门职责
    as_asked = rf"(?:{ways})[^,、;。:()]{{0,20}}?(?:{demand})"  # 按照“三管三必须”要求
    return _Words(
        verb=re.compile(rf"(?:{as_unit}|{every}|{by_duty}|{as_asked})+$"),
        lead=re.compile(alternatives(verb["lead"])),
        support=re.compile(alternatives(verb["support"])),
        joint=re.compile(f"{alternatives(verb['joint'])}|{by_duty}"),
        inner=re.compile(
            rf"(?:{every})*?(?:(?P<strong>{alternatives(verb['inner'])})|{alternatives(verb['inner_weak'])})"
            rf"(?!{alternatives(label['heads'])}|人)(?:{every})*"
        ),
        plain=re.compile(f"{alternatives(verb['plain'])}|为(?:责任|承办|落实|实施)"),
        joined=re.compile(alternatives(verb["joined"])),
        mark=re.compile(rf"[(〔\[]\s*(?:{alternatives(marks)})\s*[)〕\]]$"),
        marks=marks,
        stems=stems,
        glued=re.compile(
            rf"(?:{alternatives(label['prefixes'])})?(?P<stem>{alternatives(stems)})(?:{alternatives(label['heads'])})[为是—–-]*\s*(?=\S{{2}})"
        ),
        label=re.compile(
            rf"(?:{alternatives(label['prefixes'])})?(?P<stem>{alternatives(stems)})(?:{alternatives(label['heads'])})"
        ),
        note_first=re.compile(alternatives(note["first"])),
        note_lead=re.compile(alternatives(note["lead"])),
        note_onwards=re.compile(alternatives(note["onwards"])),
        note_marked=re.compile(alternatives(note["marked"])),
        note_sign=re.compile(
            rf"(?:[标带注加打有][^,。;]{{0,6}}|[“\"])(?P<sign>{alternatives(note['signs'])})[^,。;]{{0,12}}[为是]"
        ),
        blanket_all=re.compile(alternatives(blanket["all"])),
        blanket_closing=re.compile(alternatives(blanket["closing"])),
        blanket_verb=re.compile(rf"(?:{alternatives(blanket['verbs'])}|(?:责任|落实|配合|实施|牵头)(?:单位|部门))"),
        blanket_after=re.compile(alternatives(blanket["after"])),
    )
