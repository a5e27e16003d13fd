"""Quantities to reach in the words of a measure: `find_targets`; what is unsure about them: `findings_of`.

A number with a unit (`quantities`) is a target when its clause says that it is to be reached (a comparator, a verb,
 the target before it in a list) and nothing says that it is an incentive, a threshold or a condition.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from policies.parsing.deadlines import SENTENCE, DateContext, deadlines_in
from policies.parsing.quantities import Quantity, find_quantities
from policies.parsing.types import Comparator, Finding, ParsedDeadline, ParsedTarget, Span
from policies.parsing.view import View, view_of
from policies.parsing.vocabulary import any_of, vocabulary

_WORDS = vocabulary("quantity").groups("words")
_MARK = re.compile(r"[,;:]")
_CLAUSE = 80  # characters looked at on each side: a bound that keeps the cost linear
_LIST_GAP = 30  # characters between two targets of one list
_VERB = re.compile(any_of(_WORDS["verbs"]))
_VERB_AT_END = re.compile(any_of(_WORDS["verbs"]) + r"(?:了|至少|约)?$")
_INCENTIVE = re.compile(any_of(_WORDS["incentive"]))
_BUDGET = re.compile(rf"{any_of(_WORDS['budget'])}(?!收入)")
_LIMIT = re.compile(any_of(_WORDS["limit"]))
_PARTS = re.compile(any_of(_WORDS["parts"]))
_ORDINAL = re.compile(any_of(_WORDS["ordinal"]) + "$")
_GOES_ON = re.compile(any_of(_WORDS["goes_on"]))
_DONE = re.compile(any_of(_WORDS["done"]))
_FIRST = re.compile(any_of(_WORDS["verbs"]) + "首批$")
_CONDITION = re.compile(r"对(?!标|接|照)|对于|凡是?|符合|[如若]")
_MOST = re.compile(rf"的[^,;]{{1,12}}?{any_of(_WORDS['goes_on'])}")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z“](?<![和及与或并])")
_RATE = re.compile(r"率$")
_SUPPORTED = re.compile(any_of(_WORDS["supports"]) + "$")
_SUPPORT = re.compile(r"支持[^,;]*$")
_LIST_MARK = re.compile(r"^[、,和及与或]")
_COUNTED = re.compile(r"[^、,;:。(《|]{1,40}")
_BARE = re.compile(r"[\d.,]+[^\d、,]{1,8}")
_SEPARATORS = "、,;:和及与或 "
_ATTRIBUTE = re.compile(r"的(?!目标)|基础|基数|\((?:不?含)")


@dataclass(frozen=True, slots=True)
class _Place:
    """A quantity in its clause: `left` from the last comma to the number, `right` from its end to the next comma."""

    quantity: Quantity
    left: str
    right: str
    clause_start: int

    @property
    def clause(self) -> str:
        return self.left + "#" + self.right


def _place(text: str, start: int, end: int, quantity: Quantity) -> _Place:
    low, high = max(start, quantity.start - _CLAUSE), min(end, quantity.end + _CLAUSE)
    marks = [mark.end() for mark in _MARK.finditer(text, low, quantity.start)]
    clause_start = marks[-1] if marks else low
    after = _MARK.search(text, quantity.end, high)
    right = text[quantity.end : after.start() if after else high]
    return _Place(quantity, text[clause_start : quantity.start], right, clause_start)


def _in_brackets(text: str, start: int, at: int) -> bool:
    """Whether `at` stands inside 《》 or a round bracket: a name, a breakdown or an aside."""
    low = max(start, at - 2 * _CLAUSE)
    return text.rfind("《", low, at) > text.rfind("》", low, at) or text.rfind("(", low, at) > text.rfind(")", low, at)


def _quoted(place: _Place) -> bool:
    """Whether a count is part of a quoted name, such as “民营经济32条”."""
    return place.left.rfind("“") > place.left.rfind("”") and "”" in place.right


def _is_threshold(place: _Place) -> bool:
    """投资超1亿元的项目, 500万元以上技改项目: the number says which things, not how many."""
    quantity, right = place.quantity, place.right
    if _CONDITION.match(place.left) and "的" in right:
        return True
    limit = quantity.kind == "time" and quantity.before == "<=" and right.startswith("内")
    if limit or (quantity.kind == "share" and quantity.after == ">=" and _MOST.match(right)):
        return False
    if quantity.kind == "count":
        return bool(_PARTS.match(right)) or right == "的" or _quoted(place)
    if _ATTRIBUTE.match(right):
        return True
    if quantity.kind == "share" or not _WORD.match(right) or _GOES_ON.match(right):
        return False
    return quantity.after is not None or not _VERB_AT_END.search(place.left)


def _says_which(place: _Place) -> bool:
    """第3批, 等13个集群, 首批20家 tell which things are meant; 遴选首批20个 and 甲、乙等30个项目竣工 count them."""
    if _FIRST.search(place.left) or (place.left.endswith("等") and _DONE.search(place.right)):
        return False
    return bool(_ORDINAL.search(place.left))


def _is_ruled_out(place: _Place) -> bool:
    quantity = place.quantity
    if _is_threshold(place) or _says_which(place) or _INCENTIVE.search(place.clause):
        return True
    if quantity.kind in ("money", "share") and (_BUDGET.search(place.clause) or _LIMIT.search(place.clause)):
        return True
    return quantity.kind == "money" and quantity.before is None and bool(_SUPPORT.search(place.left))


def _evidence(place: _Place, *, listed: bool, parallel: bool, graded: bool) -> str | None:
    """The rule by which the quantity is to be reached, or None."""
    quantity, share = place.quantity, place.quantity.kind == "share"
    if quantity.kind == "time":
        return "target.limit" if quantity.before == "<=" else None
    reasons = {
        "target.compared": quantity.before,
        "target.at_least": quantity.after,
        "target.listed": listed,
        "target.parallel": parallel and not place.left and quantity.kind == "count",
        "target.whole": share and quantity.low == 100 and _WORD.match(place.right),
        "target.rate": share and _RATE.search(place.left),
        "target.graded": graded and quantity.kind == "count",
        "target.verb": not share and (_VERB.search(place.left) or _SUPPORTED.search(place.left)),
    }
    return next((rule for rule, reason in reasons.items() if reason), None)


def _words(text: str, place: _Place, after: int) -> Span:
    """The words of a target: from the comma or the target before it to the end of what is counted."""
    start = max(place.clause_start, after)
    while text[start] in _SEPARATORS:
        start += 1
    counted = _COUNTED.match(place.right)
    return start, place.quantity.end + (counted.end() if counted else 0)


@dataclass(slots=True)
class _Before:
    """What was read before in the sentence: the end of the last target, of its words, its kind, the last threshold."""

    end: int = -1
    words_end: int = -1
    kind: str = ""
    threshold_end: int = -1


def _rule(text: str, place: _Place, before: _Before) -> str | None:
    """The rule by which the quantity is a target, or None."""
    quantity = place.quantity
    if _is_ruled_out(place):
        return None
    gap = text[before.end : quantity.start] if before.end >= 0 else ""
    same = quantity.kind != "share" or before.kind == "share"
    return _evidence(
        place,
        listed=same and bool(_LIST_MARK.match(gap)) and len(gap) <= _LIST_GAP,
        parallel=0 < len(gap) <= _CLAUSE,
        graded=before.threshold_end >= place.clause_start,
    )


def _targets_in(view: View, start: int, end: int) -> Iterator[tuple[int, int, Quantity, str]]:
    before = _Before()
    for quantity in find_quantities(view.text, start, end):
        if _in_brackets(view.text, start, quantity.start):
            continue
        place = _place(view.text, start, end, quantity)
        rule = _rule(view.text, place, before)
        if rule:
            words = _words(view.text, place, before.words_end if before.words_end <= quantity.start else before.end)
            yield *words, quantity, rule
            before = _Before(quantity.end, words[1], quantity.kind)
        elif quantity.after and _is_threshold(place):
            before.threshold_end = quantity.end


def _due(at: int, starts: Sequence[int], days: Sequence[date]) -> date | None:
    """The day of the last deadline that begins before the target in its sentence."""
    i = bisect_right(starts, at)
    return days[i - 1] if i else None


def _parsed(view: View, words: Span, quantity: Quantity, rule: str, due: date | None) -> Iterator[ParsedTarget]:
    text, span = view.text[slice(*words)], view.span(*words)
    ends: list[tuple[float, Comparator]] = [(quantity.low, quantity.comparator)]
    if quantity.low != quantity.high:
        ends = [(quantity.low, ">="), (quantity.high, "<=")]
    for value, comparator in ends:
        yield ParsedTarget(text, value, quantity.unit, comparator, span, rule, due)


def _dated(view: View, deadlines: Sequence[ParsedDeadline]) -> tuple[list[int], list[date]]:
    """Where the deadlines with a day begin in the view, and their days.

    Those that 、 joins to another are left out: 2026年底、2027年底分别达到60%、80% gives no target one day.
    """
    places = [(bisect_left(view.at, each.span[0]), bisect_left(view.at, each.span[1]), each.date) for each in deadlines]
    joined: set[int] = set()
    for (left, left_end, _), (right, _, _) in pairwise(places):
        if left_end + 1 == right and view.text[left_end] == "、":
            joined |= {left, right}
    dated = [(at, day) for at, _, day in places if day and at not in joined]
    return [at for at, _ in dated], [day for _, day in dated]


def _in_sentence(view: View, start: int, end: int, context: DateContext) -> Iterator[ParsedTarget]:
    found = list(_targets_in(view, start, end))
    if not found:
        return
    deadlines = deadlines_in(view, start, end, context)
    starts, days = _dated(view, deadlines)
    for words_start, words_end, quantity, rule in found:
        yield from _parsed(view, (words_start, words_end), quantity, rule, _due(quantity.start, starts, days))


def find_targets(plain: str, span: Span, context: DateContext) -> tuple[ParsedTarget, ...]:
    """The targets in `plain[span]`, in the order of the text, with absolute spans; never raises.

    Incentives (给予200万元补助), thresholds (投资超1亿元的项目) and conditions are left out. A range is two targets.
    """
    view = view_of(plain, span)
    sentences = (sentence.span() for sentence in SENTENCE.finditer(view.text))
    return tuple(target for start, end in sentences for target in _in_sentence(view, start, end, context))


def findings_of(targets: Iterable[ParsedTarget]) -> tuple[Finding, ...]:
    """What a person must look at in these targets (target.*), without measure and section."""
    return tuple(
        Finding(
            "target.distributed", "info", f"“{target.text}”与前文并列的名称逐一对应，请核对指标名称", span=target.span
        )
        for target in targets
        if target.rule == "target.listed" and _BARE.fullmatch(target.text)
    )
