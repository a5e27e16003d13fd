"""Unit names in a list: where one ends and the next begins.

A name is known by its head (局, 委, 办公室 …). 、 parts names, except in 各市、州、县人民政府 and 市有关部门、单位;
和, 及, 与 part them only where a whole name stands on the left; 等有关部门 says that the list is open.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from policies.parsing.brackets import groups
from policies.parsing.lexicon import Lexicon
from policies.parsing.words import alternatives, table

_CONJUNCTION = re.compile("等?(?:以及|和|及|与|并)")
_OPEN = re.compile("(?<![高中初平同均])等(?!级|保)")
_TRAILING_GROUP = re.compile(r"[(〔\[【][^()〔〕\[\]【】]*[)〕\]】]$")
_BLANK = re.compile(r"(?<=[一-龥()〔〕]) +(?=[一-龥()〔〕、])|(?<=、) +")
_PREFIX = re.compile("^(?:国家|各?[省市县区州旗]级?)")
_LONGEST = 30
_LONGEST_LIST = 400  # characters between two commas: more is no list of names, and each 和 would copy them all
_LONGEST_HEAD = 12


@dataclass(frozen=True, slots=True)
class Name:
    """A unit as printed; `doubt` is the code of what is unsure about it."""

    text: str
    start: int
    end: int
    doubt: str | None = None
    open_list: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    head: "re.Pattern[str]"
    person: "re.Pattern[str]"
    called: "re.Pattern[str]"
    post: "re.Pattern[str]"
    government: "re.Pattern[str]"
    phrase: "re.Pattern[str]"
    harmless: "re.Pattern[str]"
    area: "re.Pattern[str]"
    admin: "re.Pattern[str]"
    zone: "re.Pattern[str]"
    zone_of_all: "re.Pattern[str]"
    of_all: "re.Pattern[str]"
    many: "re.Pattern[str]"
    tails: frozenset[str]
    open_end: "re.Pattern[str]"
    fields: frozenset[str]
    whole: tuple[tuple[str, str], ...]


@cache
def _words() -> _Words:
    units = table("units")
    heads, names = units["heads"], units["names"]
    areas, zones = alternatives(heads["areas"]), alternatives(heads["zones"])
    area_heads, zone_heads = alternatives(heads["area_heads"]), alternatives(heads["zone_heads"])
    modifier = r"(?:[(〔\[【][^()〔〕\[\]【】]*[)〕\]】])?"
    return _Words(
        head=re.compile(f"(?:{alternatives(heads['strong'])})$"),
        person=re.compile(f"(?:{alternatives(names['persons'])})$"),
        called=re.compile(f"[{names['surnames']}](?:某{{1,2}}|[一-龥]{{1,2}})"),
        post=re.compile(
            rf"(?:(?:[党委组副、兼]|主要|分管|班子)*(?:{alternatives(names['persons'])}))+(?:[一-龥]某{{1,2}}|[{names['surnames']}][一-龥]{{1,2}})?(?:同志)?$"
            rf"|(?:[一-龥]某{{1,2}}|[{names['surnames']}][一-龥]{{1,2}})同志$"
        ),
        government=re.compile(rf"(?:{areas}|[一-龥]{{2,4}}[省市县区州旗])(?:委|政府|人民政府|人大|政协|委员会)?|党委|政府|党组|党政|单位|部门|各?级?党委(?:和|、)?政府"),
        phrase=re.compile(alternatives(names["phrases"])),
        harmless=re.compile(alternatives(names["but"])),
        area=re.compile(rf"(?:各|有关|相关|各有关|各相关)?(?:{areas}|{zones}){modifier}"),
        admin=re.compile(rf"(?:{areas}){modifier}(?:{area_heads}){modifier}"),
        zone=re.compile(rf"(?:{zones}){modifier}(?:{zone_heads})?"),
        of_all=re.compile("[省市县区]?(?:各|有关|相关)[^局委办厅]*$"),
        many=re.compile("(?:部门|单位|机构|企业)$"),
        zone_of_all=re.compile(rf"(?:各|有关|相关)?(?:{zones}){modifier}"),
        tails=frozenset(heads["tails"]),
        open_end=re.compile(
            rf"(?:\d+|[一二三四五六七八九十]+|多|各)?[个家]?(?:{alternatives(heads['open_ended'])}|(?:{alternatives(heads['open_kinds'])})(?:部门|单位|机构))"
        ),
        fields=frozenset(names["fields"]),
        whole=tuple((name[: name.index("和") + 1], name[name.index("和") + 1 :]) for name in names["whole"]),
    )


def bare(name: str) -> str:
    """The name without a bracket at its end."""
    return _TRAILING_GROUP.sub("", name) if name[-1:] in ")〕]】" else name


def ends_in_head(words: str) -> bool:
    """Whether the words end as a unit's name does."""
    return _words().head.search(words, max(0, len(words) - _LONGEST_HEAD)) is not None


def is_unit(name: str, lexicon: Lexicon) -> bool:
    """Whether the words are a unit by their head or by the lexicon."""
    core = bare(name) or name
    return lexicon.knows(name) or lexicon.knows(core) or ends_in_head(core)


def is_phrase(name: str) -> bool:
    """Whether the words hold one that no name holds: 内由, 均为."""
    words = _words()
    return words.phrase.search(words.harmless.sub("", name)) is not None


def is_person(name: str) -> bool:
    """Whether the words name a person, by post or by a name."""
    words = _words()
    core = bare(name)
    if words.person.search(core) or (not ends_in_head(core) and words.post.search(core, 2)):
        return True
    return not ends_in_head(core) and core not in words.fields and words.called.fullmatch(core) is not None


def is_field(name: str) -> bool:
    """Whether the words are a field of work that stands for its department: 财政."""
    return name in _words().fields


def cuts_field(left: str, right: str) -> bool:
    """Whether a field of work runs from the one into the other: 住房城乡 + 建设局."""
    both = left.replace(" ", "") + right
    edge = len(both) - len(right)
    return any(0 <= (at := both.find(one)) < edge < at + len(one) for one in _words().fields if len(one) > 3)


def unit_of_person(name: str) -> str | None:
    """The unit whose head is named by post: 市财政局局长张某; None for leaders of a government and for bare posts."""
    words = _words()
    for post in words.post.finditer(name, 2):
        unit = name[: post.start()]
        if ends_in_head(unit) and not words.government.fullmatch(unit):
            return unit
    return None


def _joins(left: str, right: str) -> bool:
    """Whether 、 between the two stands inside one collective name."""
    words = _words()
    if right in words.tails and words.many.search(left):
        return not left.endswith(right)
    if (right in ("政府", "人民政府") and left.endswith("党委")) or (right == "管委会" and left.endswith("党工委")):
        return True
    if right in words.tails and words.of_all.match(left):
        return True
    return _joins_areas(left, right)


def _joins_areas(left: str, right: str) -> bool:
    """各市 + 州 + 县人民政府: areas in front of one common head."""
    words = _words()
    first, last = left.partition("、")[0], left.rpartition("、")[2]
    if right.startswith("各") or words.zone.fullmatch(right) or not first.startswith(("各", "有关", "相关")):
        return False
    if not words.area.fullmatch(last):
        return False
    return words.admin.fullmatch(right) is not None or words.area.fullmatch(right) is not None


def merge_collectives(pieces: list[Name], text: str) -> list[Name]:
    """Put together the pieces of collective names: 各市 + 州 + 县人民政府."""
    merged: list[Name] = []
    for piece in _fields_of_departments(pieces, text):
        last = merged[-1] if merged else None
        if last and text[last.end : piece.start] == "、" and _joins(last.text, piece.text):
            doubt = last.doubt or ("units.collective" if _words().zone_of_all.fullmatch(last.text) else None)
            merged[-1] = Name(text[last.start : piece.end], last.start, piece.end, doubt)
        else:
            merged.append(piece)
    return merged


def _fields_of_departments(pieces: list[Name], text: str) -> list[Name]:
    """公安、交通部门 names its departments by their fields: one collective, not 公安 and 交通部门."""
    fields = _words().fields
    result: list[Name] = []
    for piece in pieces:
        stem = re.sub("(?:主管)?部门$", "", piece.text)
        start = piece.start
        if stem != piece.text and stem in fields:
            while result and result[-1].text in fields and text[result[-1].end : start] == "、":
                start = result.pop().start
        one = piece if start == piece.start else Name(text[start : piece.end], start, piece.end, "units.short")
        result.append(one)
    return result


def _halves(pieces: list[Name]) -> list[Name]:
    """市委、市政府督查室 may be two units or one, and so may 各县区政府、管委会."""
    result = list(pieces)
    for index, (left, right) in enumerate(pairwise(pieces)):
        if left.text.startswith("各") and right.text in ("管委会", "管理委员会"):
            result[index + 1] = Name(right.text, right.start, right.end, "units.collective")
        if re.fullmatch("[省市县区州]委|党委", left.text) and re.match("[省市县区州]?(?:人民)?政府.", right.text):
            result[index] = Name(left.text, left.start, left.end, "units.collective")
    return result


def _split_open(name: Name) -> tuple[Name, bool]:
    """Cut 等, 等部门 and 等有关部门 off a name; says whether the list was open."""
    matches = list(_OPEN.finditer(name.text)) if len(name.text) <= _LONGEST_LIST else []
    if not matches:
        return name, False
    words = _words()
    for match in matches:
        left, right = name.text[: match.start()], name.text[match.end() :]
        if not left:
            return name, True
        if not right or words.open_end.fullmatch(right):
            return Name(left, name.start, name.start + len(left), name.doubt), True
    return name, False


def _each(name: Name) -> list[Name]:
    """各地区各部门 is two names."""
    second = name.text.find("各", 1)
    if not name.text.startswith("各") or not 2 <= second <= 8 or not _words().head.search(name.text[:second]):
        return [name]
    middle = name.start + second
    return [Name(name.text[:second], name.start, middle), Name(name.text[second:], middle, name.end, name.doubt)]


def _conjunction(name: Name, lexicon: Lexicon) -> list[Name]:
    """Part a name at its conjunctions where whole names stand on both sides."""
    if len(name.text) > _LONGEST_LIST:
        return [name]
    nested = [group for group in groups(name.text, 0, len(name.text)) if group.depth == 0]
    parts: list[Name] = []
    start = 0
    doubt = name.doubt
    for match in _CONJUNCTION.finditer(name.text):
        at = match.start()
        if at < start or any(group.start < at < group.end for group in nested):
            continue
        left, right = name.text[start:at], name.text[match.end() :]
        if not left or not right:
            continue
        if _parts_at(left, match.group(), right, lexicon):
            parts.append(Name(left, name.start + start, name.start + at, doubt, match.group().startswith("等")))
            start, doubt = match.end(), name.doubt
        elif not _whole_across(left, match.group()) and re.search("(?:部门|单位|机构|企业|等)$", right):
            doubt = doubt or "units.ambiguous"
    rest = name.text[start:]
    return [*parts, Name(rest, name.start + start, name.end, None if lexicon.knows(rest) else doubt)]


def _parts_at(left: str, conjunction: str, right: str, lexicon: Lexicon) -> bool:
    words = _words()
    conjunction = conjunction.removeprefix("等")
    if any((left + conjunction).endswith(first) and right.startswith(rest) for first, rest in words.whole):
        return False
    if right in words.tails and (words.many.search(left) or words.of_all.match(left)):
        return False
    if lexicon.protects(left, right):
        return False
    left = _without_open_end(left)
    if len(left) < 2 or not is_unit(left, lexicon):
        return False
    right = _without_open_end(right)
    following = _CONJUNCTION.search(right)
    return is_unit(right, lexicon) or (following is not None and is_unit(right[: following.start()], lexicon))


def _without_open_end(name: str) -> str:
    """The name without an 等 at its end: 商务部等 is 商务部 where 和 follows."""
    return name[:-1] if name.endswith("等") and len(name) > 2 else name


def _whole_across(left: str, conjunction: str) -> bool:
    """Whether the words before the conjunction are known to go on: 工业和信息化."""
    words = _words()
    if any((left + conjunction).endswith(first) for first, _ in words.whole):
        return True
    if words.many.search(left) or words.of_all.match(left):
        return True
    return any(left.endswith(field) for field in words.fields)


def read_names(pieces: list[Name], text: str, lexicon: Lexicon) -> tuple[list[Name], bool]:
    """The names in the pieces between separators, and whether the list was open (等)."""
    names: list[Name] = []
    opened = False
    for piece in merge_collectives(_halves(pieces), text):
        for part in [each for whole in _each(piece) for each in _conjunction(whole, lexicon)]:
            closed, was_open = _split_open(part)
            opened = opened or was_open or part.open_list
            names.append(_judge(_unit_for(closed, lexicon), lexicon))
    return names, opened


def _unit_for(name: Name, lexicon: Lexicon) -> Name:
    """The unit of an office-holder, in doubt: a person answers, and the unit is asked."""
    if name.doubt or lexicon.knows(name.text) or not is_person(name.text):
        return name
    unit = unit_of_person(name.text)
    return Name(unit, name.start, name.start + len(unit), "units.holder", name.open_list) if unit else name


def _judge(name: Name, lexicon: Lexicon) -> Name:
    """The name with its doubt: of no known shape, too long to be one name, or only a field of work."""
    if name.doubt or lexicon.knows(name.text):
        return name
    doubt = None
    if name.text in _words().fields:
        doubt = "units.short"
    elif is_phrase(name.text):
        doubt = "clause.rest"
    elif is_person(name.text):
        doubt = "units.person"
    elif not is_unit(name.text, lexicon):
        doubt = "units.short" if is_field(_PREFIX.sub("", name.text)) else "units.unknown"
    elif len(name.text) > _LONGEST or re.search(r"[,;:。?!]", bare(name.text)):
        doubt = "units.long"
    return Name(_BLANK.sub("", name.text), name.start, name.end, doubt, name.open_list)
