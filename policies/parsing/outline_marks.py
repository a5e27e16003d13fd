"""The printed numbers of a document's levels: 一、 (一) 1. (1) 第X条 ① and their kin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from policies.parsing.words import alternatives, table

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_MEASURES = "[万亿个元倍米公吨人家户亩千百平项套件年月日度级版折]"  # 1.5万户 is an amount, not a level
_LONGEST_LABEL = 24
# Labels so plain that a line break lost before them does no harm: 增长7%以上责任单位:市发展改革委.
_GLUED_LABEL = re.compile("(?:牵头|责任|配合|主办|协办)(?:单位|部门):")
_BLANK_END = re.compile("(?:单位|部门|时限|时间|期限)(?=[ \t])")
_SPACED_AFTER = "。;,!?)】〕 \t\n"
_CN = "[一二三四五六七八九十百零〇]"
# kind, rank of the level when nothing else is known, pattern of the mark
_KINDS = (
    ("part", 0, rf"第(?:{_CN}{{1,4}}|\d{{1,3}})(?:编|部分|篇)"),
    ("chapter", 1, rf"第(?:{_CN}{{1,4}}|\d{{1,3}})章"),
    ("section", 2, rf"第(?:{_CN}{{1,4}}|\d{{1,3}})节"),
    ("article", 4, rf"第(?:{_CN}{{1,6}}|\d{{1,3}})条(?:之{_CN})?"),
    ("cn", 3, rf"{_CN}{{1,5}}(?:、|\.(?!\d))"),
    ("cn_paren", 5, rf"\( ?{_CN}{{1,5}} ?\)、?"),
    (
        "dotted",
        7,
        rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?:[、.](?!\d)|(?=[ 《“\"]|[^\W\d_])(?!{_MEASURES})) ?",
    ),
    ("number", 6, r"\d{1,3} ?[*★▲]? ?[.、](?:(?!\d)|(?=\d{4}年))"),
    ("paren", 8, r"\(\s?\d{1,3}\s?\)、?"),
    ("half_paren", 9, r"\d{1,3}\)"),
    ("circle", 10, "[①-⑳㈠-㈩⑴-⒇]"),
)
RANK = {kind: rank for kind, rank, _ in _KINDS}
MARK = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, _, pattern in _KINDS))


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed number: `kind` of level, `value` in the count, where it stands and what is printed."""

    kind: str
    value: int
    start: int
    end: int

    def printed(self, text: str) -> str:
        """The number as printed, without the mark behind it: 1, (一), 一, 第三条."""
        return text[self.start : self.end].strip(" .、*★▲").replace(" ", "")


def chinese_number(text: str) -> int:
    """The value of 一 … 九百九十九."""
    total = digit = 0
    for character in text:
        if character == "十":
            total += (digit or 1) * 10
            digit = 0
        elif character == "百":
            total += (digit or 1) * 100
            digit = 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
    return total + digit


def value_of(kind: str, printed: str) -> int:
    """Where the printed number stands in its count."""
    if kind == "circle":
        code = ord(printed)
        for first, count in ((0x2460, 20), (0x2474, 20), (0x3220, 10)):
            if first <= code < first + count:
                return code - first + 1
    if kind == "dotted":
        return int(re.findall(r"\d+", printed)[-1])
    digits = re.search(r"\d+", printed)
    return int(digits.group()) if digits else chinese_number(printed)


def read_mark(text: str, position: int, end: int) -> Mark | None:
    """The mark printed at `position`, if any."""
    match = MARK.match(text, position, end)
    if match is None:
        return None
    kind = match.lastgroup or ""
    return Mark(kind, value_of(kind, match.group()), match.start(), match.end())


def starts_item(text: str) -> bool:
    """Whether a line begins with a printed number."""
    return MARK.match(text) is not None


@cache
def label_pattern() -> "re.Pattern[str]":
    """A label with its colon, such as 牵头单位:, in the group `unit`, `alone`, `person`, `time` or `other`."""
    label = table("roles")["label"]
    stems = label["stems"]
    roles = alternatives([*stems["lead"], *stems["plain"], *stems["support"], *stems["co"]])
    heads, prefixes = alternatives(label["heads"]), alternatives(label["prefixes"])
    persons = alternatives(stems["person"])
    role = rf"(?:{prefixes}){{0,2}}(?:{roles})(?:[(/、和及与](?:{roles})\)?)?"
    return re.compile(
        rf"(?P<person>[一-龥]{{0,5}}(?:领导|负责人|责任人|联系人)(?:及[一-龥]{{2,4}})?|(?:{persons})(?:[、及和与/](?:{persons}))?|(?:{roles})(?:{alternatives(label['person_heads'])}))\s*:"
        rf"|(?P<unit>{role}(?:{heads}))\s*:"
        rf"|(?P<alone>{alternatives(label['alone'])})\s*:"
        rf"|(?P<time>{alternatives(stems['time'])})\s*:"
        rf"|(?P<other>{alternatives(stems['other'])})\s*:"
    )


@cache
def _spaced_label() -> "re.Pattern[str]":
    """A label of units or time that a blank ends instead of a colon: 牵头单位 市财政局."""
    label = table("roles")["label"]
    stems, prefixes = label["stems"], alternatives(label["prefixes"])
    roles = alternatives([*stems["lead"], *stems["plain"], *stems["support"]])
    return re.compile(
        rf"(?P<unit>(?:{prefixes})?(?:{roles})(?:单位|部门))[ \t]+(?=[一-龥]{{2}})"
        rf"|(?P<time>{alternatives([stem for stem in stems['time'] if len(stem) > 2])})[ \t]+(?=\S)"
    )


def _spaced_labels(text: str, start: int, end: int) -> Iterator["re.Match[str]"]:
    for blank in _BLANK_END.finditer(text, start, end):
        for at in range(max(start, blank.end() - _LONGEST_LABEL), blank.end()):
            if at != start and text[at - 1] not in _SPACED_AFTER:
                continue
            match = _spaced_label().match(text, at, end)
            if match and match.start() < blank.end() <= match.end():
                yield match
                break


def _is_mark(character: str) -> bool:
    """Whether the character is a sign that may stand before a label: ◎责任单位:"""
    return not character.isalnum() and character not in "、,《》“"


def labels_in(text: str, start: int, end: int, boundaries: str) -> list["re.Match[str]"]:
    """The labels between the two that begin there or behind one of the boundary characters.

    A blank may stand for the colon: 牵头单位 市财政局.
    """
    found = [*_labels(text, start, end, boundaries), *_spaced_labels(text, start, end)]
    return sorted(found, key=lambda match: match.start())


def _labels(text: str, start: int, end: int, boundaries: str) -> Iterator["re.Match[str]"]:
    colon, free = text.find(":", start, end), start
    while colon >= 0:
        low = max(free, colon - _LONGEST_LABEL)
        for at in range(low, colon):
            if at != start and text[at - 1] not in boundaries and not _is_mark(text[at - 1]):
                continue
            match = label_pattern().match(text, at, end)
            if match and match.end() == colon + 1:
                free = colon + 1
                yield match
                break
        else:
            glued = _GLUED_LABEL.search(text, low, colon + 1)
            if glued and glued.end() == colon + 1 and (match := label_pattern().match(text, glued.start(), end)):
                free = colon + 1
                yield match
        colon = text.find(":", colon + 1, end)


def starts_label(text: str) -> bool:
    """Whether a line begins with a label of responsibility or time, bare or in a bracket."""
    return label_pattern().match(text.lstrip("(【[〔 ")) is not None


def is_label(words: str) -> bool:
    """Whether the words are a label and nothing else, with or without its colon."""
    bare = words.strip()
    return len(bare) < 40 and label_pattern().fullmatch(bare if bare.endswith(":") else f"{bare}:") is not None


def label_act(words: str) -> tuple[str, str | None] | None:
    """What a label without its colon says: (kind, act), the act for units only."""
    match = label_pattern().fullmatch(f"{words.rstrip(':')}:")
    if match is None:
        return None
    kind = match.lastgroup or ""
    return kind, act_of_label(match.group(kind)) if kind in ("unit", "alone") else None


@cache
def _stems() -> dict[str, str]:
    stems = table("roles")["label"]["stems"]
    return {stem: act for act in ("lead", "plain", "support", "co") for stem in stems[act]}


def act_of_label(printed: str) -> str:
    """The act that a label of units names: its first stem decides, the longest where several begin there."""
    found = [(printed.find(stem), -len(stem), stem) for stem in _stems() if stem in printed]
    return _stems()[min(found)[2]] if found else "plain"
