"""What one name looks like: a unit by its head, an office-holder, a field of work, or words that are none."""

import re
from dataclasses import dataclass
from functools import cache

from policies.parsing.lexicon import Lexicon
from policies.parsing.words import alternatives, table

_TRAILING_GROUP = re.compile(r"[(〔\[【][^()〔〕\[\]【】]*[)〕\]】]$")
_GROUP = re.compile(r"[(〔\[【][^()〔〕\[\]【】]*[)〕\]】]")
_BLANK = re.compile(r"(?<=[一-龥()〔〕]) +(?=[一-龥()〔〕、])|(?<=、) +")
_PREFIX = re.compile("^(?:国家|各?[省市县区州旗]级?)")
_OPEN_INSIDE = re.compile("(?<![高中初平同均])等(?!级|保)(?!(?:相关|有关)?各?[区县市镇乡])[一-龥]{2,}|等[^等]*[、,]")
_LONGEST = 30
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
    duty: "re.Pattern[str]"
    area: "re.Pattern[str]"
    admin: "re.Pattern[str]"
    corps: "re.Pattern[str]"
    zone: "re.Pattern[str]"
    zone_of_all: "re.Pattern[str]"
    of_all: "re.Pattern[str]"
    many: "re.Pattern[str]"
    tails: frozenset[str]
    open_end: "re.Pattern[str]"
    fields: frozenset[str]
    whole: tuple[tuple[str, str], ...]


def _open_end(heads: dict[str, list[str]]) -> "re.Pattern[str]":
    """What may stand behind 等 and is no unit of its own: 5个部门, 执法部门, 国务院相关部门和单位."""
    whose, which, what = (alternatives(heads[key]) for key in ("open_whose", "open_which", "open_what"))
    kinds = alternatives(heads["open_kinds"])
    one = rf"(?:{whose})?[直级属]?(?:{which})?(?:{kinds})?(?:{what})"
    return re.compile(
        rf"(?:\d+|[一二三四五六七八九十]+|多)?[个家]?"
        rf"(?:{alternatives(heads['open_ended'])}|{one}(?:[和及与、]?{one})*|[一-龥]{{2,14}}成员(?:单位)?)"
    )


@cache
def name_words() -> _Words:
    """The patterns of names, built from `rules/units.toml`."""
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
        government=re.compile(
            rf"(?:{areas}|[一-龥]{{2,4}}[省市县区州旗])(?:委|政府|人民政府|人大|政协|委员会)?|党委|政府|党组|党政|单位|部门|各?级?党委(?:和|、)?政府"
        ),
        phrase=re.compile(alternatives(names["phrases"])),
        duty=re.compile(alternatives(names["duties"])),
        harmless=re.compile(
            rf"{alternatives(names['but'])}|^(?:{alternatives(names['aims'])})(?=.*(?:{alternatives(names['councils'])})$)"
        ),
        area=re.compile(rf"(?:各|有关|相关|各有关|各相关)?(?:{areas}|{zones}){modifier}"),
        admin=re.compile(rf"(?:{areas}){modifier}(?:{area_heads}){modifier}"),
        corps=re.compile(rf"(?:{alternatives(heads['areas_only'])})[一-龥]{{2,24}}(?:部门|[厅局委])$"),
        zone=re.compile(rf"(?:{zones}){modifier}(?:{zone_heads})?"),
        of_all=re.compile("[省市县区]?(?:各|有关|相关)[^局委办厅]*$"),
        many=re.compile("(?:部门|单位|机构|企业)$"),
        zone_of_all=re.compile(rf"(?:各|有关|相关)?(?:{zones}){modifier}"),
        tails=frozenset(heads["tails"]),
        open_end=_open_end(heads),
        fields=frozenset(names["fields"]),
        whole=tuple((name[: name.index("和") + 1], name[name.index("和") + 1 :]) for name in names["whole"]),
    )


def bare(name: str) -> str:
    """The name without a bracket at its end."""
    return _TRAILING_GROUP.sub("", name) if name[-1:] in ")〕]】" else name


def ends_in_head(words: str) -> bool:
    """Whether the words end as a unit's name does."""
    return name_words().head.search(words, max(0, len(words) - _LONGEST_HEAD)) is not None


def is_unit(name: str, lexicon: Lexicon) -> bool:
    """Whether the words are a unit by their head or by the lexicon."""
    core = bare(name) or name
    return lexicon.knows(name) or lexicon.knows(core) or ends_in_head(core)


def is_phrase(name: str) -> bool:
    """Whether the words hold one that no name holds: 内由, 均为."""
    words = name_words()
    return words.phrase.search(words.harmless.sub("", name)) is not None


def is_person(name: str) -> bool:
    """Whether the words name a person, by post or by a name."""
    words = name_words()
    core = bare(name)
    if words.person.search(core) or (not ends_in_head(core) and words.post.search(core, 2)):
        return True
    return not ends_in_head(core) and core not in words.fields and words.called.fullmatch(core) is not None


def is_field(name: str) -> bool:
    """Whether the words are a field of work that stands for its department: 财政."""
    return name in name_words().fields


def cuts_field(left: str, right: str) -> bool:
    """Whether a field of work runs from the one into the other: 住房城乡 + 建设局."""
    both = left.replace(" ", "") + right
    edge = len(both) - len(right)
    return any(0 <= (at := both.find(one)) < edge < at + len(one) for one in name_words().fields if len(one) > 3)


def without_area(name: str) -> str:
    """The name without the government it belongs to: 市财政 is 财政."""
    return _PREFIX.sub("", name)


def unit_of_person(name: str) -> str | None:
    """The unit whose head is named by post: 市财政局局长张某; None for leaders of a government and for bare posts."""
    words = name_words()
    for post in words.post.finditer(name, 2):
        unit = name[: post.start()]
        if ends_in_head(unit) and not words.government.fullmatch(unit):
            return unit
    return None


def unit_for(name: Name, lexicon: Lexicon) -> Name:
    """The unit of an office-holder, in doubt: a person answers, and the unit is asked."""
    if name.doubt or lexicon.knows(name.text) or not is_person(name.text):
        return name
    unit = unit_of_person(name.text)
    return Name(unit, name.start, name.start + len(unit), "units.holder", name.open_list) if unit else name


def judge(name: Name, lexicon: Lexicon) -> Name:
    """The name with its doubt: of no known shape, too long to be one name, or only a field of work."""
    if name.doubt or lexicon.knows(name.text):
        return name
    doubt = None
    if name.text in name_words().fields:
        doubt = "units.short"
    elif is_phrase(name.text):
        doubt = "clause.rest"
    elif is_person(name.text):
        doubt = "units.person"
    elif name_words().duty.search(name.text) or name.text.count("(") != name.text.count(")"):
        doubt = "units.unknown"
    elif _OPEN_INSIDE.search(bare(name.text)):
        doubt = "units.ambiguous"
    elif not is_unit(name.text, lexicon):
        doubt = "units.short" if is_field(without_area(name.text)) else "units.unknown"
    elif len(_GROUP.sub("", name.text)) > _LONGEST or re.search(r"[,;:。?!]", _GROUP.sub("", name.text)):
        doubt = "units.long"
    return Name(_BLANK.sub("", name.text), name.start, name.end, doubt, name.open_list)
