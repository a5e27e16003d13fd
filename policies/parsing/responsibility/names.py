"""Unit names in a list: where one ends and the next begins.

A name is known by its head (局, 委, 办公室 …). 、 parts names, except in 各市、州、县人民政府 and 市有关部门、单位;
和, 及, 与 part them only where a whole name stands on the left; 等有关部门 says that the list is open.
"""

import re
from itertools import pairwise

from policies.parsing.brackets import groups
from policies.parsing.lexicon import Lexicon
from policies.parsing.responsibility.shapes import Name, is_field, is_unit, judge, name_words, unit_for, without_area

_CONJUNCTION = re.compile("等?(?:以及|和|及|与|并)")
_OPEN = re.compile("(?<![高中初平同均])等(?!级|保)")
_OWN = re.compile("各|有关|相关|国|中国|[省市县区州旗镇乡街](?!场)|[一-龥]{2,3}[省市县区州旗]")
# where a second name begins behind a whole one without a mark between them
_GLUED = re.compile(
    r"(?<=[局办厅部院行司])(?:各(?=[县市区镇乡街]|开发区|功能区|园区)|[省市县区](?=[一-龥]{2,12}[局委办厅]$))"
)
_LONGEST_LIST = 400  # characters between two commas: more is no list of names, and each 和 would copy them all


def _joins(left: str, right: str) -> bool:
    """Whether 、 between the two stands inside one collective name."""
    words = name_words()
    if right in words.tails and words.many.search(left):
        return not left.endswith(right)
    if (right in ("政府", "人民政府") and left.endswith("党委")) or (right == "管委会" and left.endswith("党工委")):
        return True
    if right in words.tails and words.of_all.match(left):
        return True
    return _joins_areas(left, right)


def _joins_areas(left: str, right: str) -> bool:
    """各市 + 州 + 县人民政府: areas in front of one common head."""
    words = name_words()
    first, last = left.partition("、")[0], left.rpartition("、")[2]
    if right.startswith("各") or words.zone.fullmatch(right) or not first.startswith(("各", "有关", "相关")):
        return False
    if not words.area.fullmatch(last):
        return False
    if words.admin.fullmatch(right) or words.area.fullmatch(right):
        return True
    return words.corps.match(right) is not None  # 各省、自治区、直辖市、新疆生产建设兵团教育主管部门


def merge_collectives(pieces: list[Name], text: str) -> list[Name]:
    """Put together the pieces of collective names: 各市 + 州 + 县人民政府."""
    merged: list[Name] = []
    for piece in _fields_of_departments(pieces, text):
        last = merged[-1] if merged else None
        if last and text[last.end : piece.start].strip() == "、" and _joins(last.text, piece.text):
            doubt = last.doubt or ("units.collective" if name_words().zone_of_all.fullmatch(last.text) else None)
            merged[-1] = Name(text[last.start : piece.end], last.start, piece.end, doubt)
        else:
            merged.append(piece)
    return merged


def _fields_of_departments(pieces: list[Name], text: str) -> list[Name]:
    """公安、交通部门 names its departments by their fields: one collective, not 公安 and 交通部门."""
    fields = name_words().fields
    result: list[Name] = []
    for piece in pieces:
        stem = re.sub("(?:主管)?部门$", "", piece.text)
        start = piece.start
        if stem != piece.text and stem in fields:
            while result and result[-1].text in fields and text[result[-1].end : start].strip() == "、":
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
    words = name_words()
    for match in matches:
        left, right = name.text[: match.start()], name.text[match.end() :]
        if not left:
            return name, True
        if not right or words.open_end.fullmatch(right):
            return Name(left, name.start, name.start + len(left), name.doubt), True
    return name, False


def _each(name: Name) -> list[Name]:
    """各地区各部门 is two names, and so is 市医保局各县人民政府 where a line break stood between them."""
    text = name.text
    places = [at for at in (text.find("各", 1), *(cut.start() for cut in _GLUED.finditer(text, 3))) if at > 1]
    for second in sorted(places):
        left = text[:second]
        whole = text.startswith("各") and second <= 8 and text[second] == "各"
        if not name_words().head.search(left) or not (whole or _GLUED.match(text, second)):
            continue
        middle = name.start + second
        doubt = name.doubt or (None if whole else "units.ambiguous")
        return [Name(left, name.start, middle, doubt), Name(text[second:], middle, name.end, doubt)]
    return [name]


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
    words = name_words()
    conjunction = conjunction.removeprefix("等")
    if any((left + conjunction).endswith(first) and right.startswith(rest) for first, rest in words.whole):
        return False
    beside = _CONJUNCTION.split(right, maxsplit=1)[0]  # 国务院相关部门和单位及各地区
    if beside in words.tails and (words.many.search(left) or words.of_all.match(left)):
        return False
    if lexicon.protects(left, right):
        return False
    left = _without_open_end(left)
    if is_field(without_area(left)) and not _OWN.match(right):  # 市邮政和快递协会
        return False
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
    words = name_words()
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
            names.append(judge(unit_for(closed, lexicon), lexicon))
    return names, opened
