"""From when a document holds: 自2025年8月1日起施行, 自发布之日起施行."""

import re
from dataclasses import dataclass
from datetime import date

from policies.parsing.dates import find_points
from policies.parsing.view import View
from policies.parsing.vocabulary import vocabulary

_WORDS = vocabulary("validity")
_IN_FORCE = _WORDS.pattern("force")
_FORCE = re.compile(rf"(?:之日)?起(?:正式|开始)?{_IN_FORCE}|起至[^,。]{{6,14}}?止?(?:期间)?(?:{_IN_FORCE}|有效)")
_EVENT = re.compile(r"(?:自|从)?(?:本\w{1,8}?)?(?P<event>印发|发布|公布|下发|成文|签发)(?:之日|后|30日后)?$")
_SUBJECT = re.compile(rf"本{_WORDS.pattern('self')}\w{{0,6}}?(?:自|从|于)?$|(?:^|[,;。\n])\w{{0,6}}(?:自|从|于)$")
_OTHER = re.compile(r"[》”](?:\(.{0,20}\))?(?:同时)?(?:自|从)?$")
_WINDOW = 48


@dataclass(frozen=True, slots=True)
class Effective:
    """`on` a printed day, or `event` (印发, 发布, …) whose day the masthead must give; `start:end` in the view."""

    start: int
    end: int
    on: date | None = None
    event: str | None = None


def find_effective(view: View) -> Effective | None:
    """The last sentence of the document that says from when it holds, or None."""
    found = None
    for match in _FORCE.finditer(view.text):
        low = max(0, match.start() - _WINDOW)
        low = max(low, view.text.rfind("。", low, match.start()) + 1, view.text.rfind("\n", low, match.start()) + 1)
        found = _read(view.text, low, match) or found
    return found


def _read(text: str, low: int, match: re.Match[str]) -> Effective | None:
    event = _EVENT.search(text, low, match.start())
    if event and not _OTHER.search(text, low, event.start()):
        return Effective(event.start(), match.end(), event=event["event"])
    for point in find_points(text, low, match.start()):
        printed = point.end == match.start() and point.day and not point.is_range
        if printed and _SUBJECT.search(text, low, point.start):
            return Effective(max(low, point.start - 1), match.end(), on=point.last_day(None))
    return None
