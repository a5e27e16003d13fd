"""Where clauses stand in a paragraph: in a bracket, behind a label, or as its last sentence."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from policies.parsing.brackets import Group, groups
from policies.parsing.lexicon import Lexicon
from policies.parsing.outline_marks import is_label, label_act, label_pattern, labels_in, starts_item
from policies.parsing.responsibility.forms import Clause
from policies.parsing.responsibility.grammar import read_clause
from policies.parsing.responsibility.shapes import bare, ends_in_head
from policies.parsing.words import alternatives, table

_SIGNAL = re.compile(
    "牵头|负责|配合|落实|主办|承办|协办|责任|会同|联合|单位|部门|指导|支持|参与|参加|协助|办理|实施|时限|时间|首位|第一"
)
_BOUNDARY = "。;!?)】〕” \n"
_LONGEST = 3000
_LONGEST_LINE = 120
_DEEPEST = 4  # a clause stands in no more brackets; each level of nesting reads the same words again
_REST = re.compile(r"[ 。;,.\n-]*")
_ALONE = re.compile("(?:[局委办厅部府]|公司|集团|分行|[支总]队|海关|管委会|联合会)$")  # units, and no places
_LIST_SIGN = re.compile("[局委办厅部院会府社团司行心队]")


@dataclass(slots=True)
class Found:
    """A clause and the words it takes up, brackets included; `unclosed` where its bracket does not close."""

    start: int
    end: int
    clause: Clause
    unclosed: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that look like a clause and do not read as one."""

    start: int
    end: int


@cache
def _idle_names() -> "re.Pattern[str]":
    heads = table("units")["heads"]
    return re.compile(rf"各?(?:{alternatives([*heads['areas'], *heads['zones']])})(?:级)?")


def find_clauses(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[list[Found], list[Unread]]:
    """All clauses of a paragraph in printed order, and the brackets that look like one and are not understood."""
    found: list[Found] = []
    unread: list[Unread] = []
    limit = start
    for group in groups(text, start, end):
        if group.start < limit or group.depth > _DEEPEST:
            continue
        clause = _bracket(text, group, end, lexicon)
        if isinstance(clause, Found):
            found.append(clause)
            limit = clause.end
        elif clause is not None:
            unread.append(clause)
    found = _with_labels(text, start, end, found, lexicon)
    if not found:
        last = _last_sentence(text, start, end, lexicon)
        if last:
            found.append(last)
    return _merged(text, found), unread


def _bracket(text: str, group: Group, end: int, lexicon: Lexicon) -> Found | Unread | None:
    left, right = group.inside
    if text[group.start] in "【[〔" and is_label(text[left:right]):
        return _label_in_bracket(text, group, end, lexicon)
    if right - left > _LONGEST:
        return None
    listed = _LIST_SIGN.search(text, left, right) and (_at_end(text, group, end) or _ends_sentence(text, group))
    if not (listed or _SIGNAL.search(text, left, right)):
        return None
    label = label_pattern().match(text, left, right)
    clause = read_clause(text, left, right, lexicon)
    if _accepted(text, group, clause, end, labelled=label is not None):
        return Found(group.start, group.end, clause, unclosed=not group.closed)
    meant = label is not None and label.lastgroup in ("unit", "alone")
    idle = label is not None and not meant  # (责任领导:…) names persons, and only those
    if meant or (not idle and _at_end(text, group, end) and re.search("负责|牵头", text[left:right])):
        return Unread(group.start, group.end)
    return None


def _at_end(text: str, group: Group, end: int) -> bool:
    """Whether the bracket ends its paragraph or stands behind a full sentence."""
    return _REST.fullmatch(text, group.end, end) is not None or (group.start > 0 and text[group.start - 1] in "。;!?")


def _ends_sentence(text: str, group: Group) -> bool:
    """Whether the bracket ends a sentence inside its paragraph: 推广应用(市数据局、市财政局)。"""
    return text[group.end : group.end + 1] in ("。", ";")


def _accepted(text: str, group: Group, clause: Clause, end: int, *, labelled: bool) -> bool:
    units = clause.units
    if clause.scoped and not (_at_end(text, group, end) or _ends_sentence(text, group)):
        return False
    if clause.note or clause.blankets:
        return bool(units or clause.blankets) or labelled
    if labelled and (clause.labelled or not units):
        return bool(units) or bool(clause.times)
    good = [name for name in units if name.doubt not in ("units.unknown", "units.long")]
    acts = {statement.act for statement in clause.statements}
    if acts - {"bare", "co"} and clause.statements[-1].act != "bare":
        return len(good) * 2 > len(units) and not _in_name(text, group)
    if acts & {"lead", "co"}:
        return len(good) * 2 > len(units) and _at_end(text, group, end)
    return bool(units) and len(good) * 2 > len(units) and _is_list(text, group, clause, end)


def _is_list(text: str, group: Group, clause: Clause, end: int) -> bool:
    """Whether a bracket without any word of duty is a list of units at the end of its paragraph."""
    units = clause.units
    if not _at_end(text, group, end) and not _ends_sentence(text, group):
        return False
    idle = [name for name in units if len(bare(name.text)) < 3 or _idle_names().fullmatch(name.text)]
    if len(idle) == len(units):
        return False
    if not _at_end(text, group, end):
        return len(units) > 1 and not any(name.doubt for name in units)
    if len(units) > 1 or group.start == 0 or text[group.start - 1] in "。;!? \n":
        return True
    before = text[max(0, group.start - 12) : group.start]
    return _ALONE.search(units[0].text) is not None and not ends_in_head(before)


def _in_name(text: str, group: Group) -> bool:
    """Whether the bracket stands inside a name: 市发展改革委(牵头)、…"""
    return text[group.end : group.end + 1] in ("、", "局", "委")


def _label_in_bracket(text: str, group: Group, end: int, lexicon: Lexicon) -> Found | None:
    """【责任单位】A、B: the words behind the bracket, to the end of the paragraph."""
    left, right = group.inside
    stop = text.find("【", group.end, end)
    stop = end if stop < 0 else stop
    label = label_act(text[left:right].strip().rstrip(":"))
    if label is None or label[1] is None:
        return None
    clause = read_clause(text, group.end, stop, lexicon, label[1])
    return Found(group.start, stop, clause) if clause.units else None


def _with_labels(text: str, start: int, end: int, found: list[Found], lexicon: Lexicon) -> list[Found]:
    """Add the clauses that stand behind a label outside brackets."""
    result = list(found)
    limit = start
    for match in labels_in(text, start, end, _BOUNDARY):
        at = match.start()
        before = bisect_right(found, at, key=lambda f: f.start)
        if at < limit or (before and at < found[before - 1].end):
            continue
        if match.lastgroup not in ("unit", "alone", "time"):
            continue
        stop = _label_end(text, match.end(), end, found)
        clause = read_clause(text, at, stop, lexicon)
        good = [name for name in clause.units if name.doubt not in ("units.unknown", "units.long")]
        glued = at > start and text[at - 1] not in _BOUNDARY
        timed = match.lastgroup == "time" and bool(clause.times)
        if timed or (clause.units and (good or (match.lastgroup == "unit" and not glued))):
            result.append(Found(at, stop, clause))
            limit = stop
        elif not clause.units:
            # the labels up to there were read with this one and name no unit either
            limit = stop
    return sorted(result, key=lambda f: f.start)


def _label_end(text: str, position: int, end: int, found: list[Found]) -> int:
    """A label's words run to the full stop, unless another label follows it."""
    behind = bisect_left(found, position, key=lambda f: f.start)
    stop = found[behind].start if behind < len(found) else end
    while True:
        dot = text.find("。", position, stop)
        if dot < 0:
            return stop
        follows = dot + 1
        while follows < stop and text[follows] in " \n":
            follows += 1
        if label_pattern().match(text, follows, stop) is None:
            return dot
        position = follows


def _last_sentence(text: str, start: int, end: int, lexicon: Lexicon) -> Found | None:
    """由A牵头,B配合。 as a sentence or a line of its own, read only where every word of it is understood."""
    stop = end
    while stop > start and text[stop - 1] in "。 \n":
        stop -= 1
    # 牵头部门—A;配合部门—B is one sentence, unless what stands before the semicolon is no list
    begins = {max(start, 1 + max(text.rfind(mark, start, stop) for mark in marks)) for marks in ("。!?\n", "。;!?\n")}
    return next((found for begin in sorted(begins) if (found := _spoken(text, start, begin, stop, lexicon))), None)


def _spoken(text: str, start: int, begin: int, stop: int, lexicon: Lexicon) -> Found | None:
    """The sentence as a clause, where every word of it is understood."""
    line = begin == start  # a cell of a table that lost its bars: nothing but who does it
    if line and (stop - begin > _LONGEST_LINE or starts_item(text[begin:stop])):
        return None
    if stop - begin > 300 or not re.search("牵头|负责|配合", text[begin:stop]):
        return None
    clause = read_clause(text, begin, stop, lexicon)
    spoken = bool(clause.statements) and clause.statements[-1].act != "bare"
    return Found(begin, stop, clause) if spoken and not clause.doubts and not clause.scoped else None


def _merged(text: str, found: list[Found]) -> list[Found]:
    """Clauses side by side are one: (牵头单位:A)(责任单位:B)."""
    merged: list[Found] = []
    for item in found:
        last = merged[-1] if merged else None
        if last and not text[last.end : item.start].strip(" ,;。、\n"):
            merge(last, item)
        else:
            merged.append(item)
    return merged


def merge(last: Found, item: Found) -> None:
    """Add the words of a clause to the one before it."""
    last.end = item.end
    clause, more = last.clause, item.clause
    clause.end = more.end
    clause.statements += more.statements
    clause.blankets += more.blankets
    clause.doubts += more.doubts
    clause.times += more.times
    clause.note = clause.note or more.note
    clause.labelled = clause.labelled or more.labelled
    clause.scoped = clause.scoped or more.scoped
    last.unclosed = last.unclosed or item.unclosed
