"""Units named in running text: 具体是A牵头推进甲; B会同C编制乙. Always a suggestion that a person confirms."""

import re
from dataclasses import dataclass
from functools import cache

from policies.parsing.brackets import split_top
from policies.parsing.lexicon import Lexicon
from policies.parsing.responsibility.names import read_names
from policies.parsing.responsibility.shapes import Name
from policies.parsing.types import Role
from policies.parsing.vocabulary import any_of
from policies.parsing.words import table

_SENTENCE = re.compile(r"[^。;!?\n]+")
_PIECE = re.compile(r"[^,:]+")
_SEPARATOR = re.compile(r"[、\s]+")
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Inline:
    """A unit of running text, its role, what it answers for and the form that was read."""

    name: Name
    role: Role
    scope: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class _Words:
    before: "re.Pattern[str]"
    led: "re.Pattern[str]"
    joined: "re.Pattern[str]"
    answers: "re.Pattern[str]"
    helps: "re.Pattern[str]"
    list_end: "re.Pattern[str]"
    subject: "re.Pattern[str]"
    verb: "re.Pattern[str]"
    named: "re.Pattern[str]"
    charged: "re.Pattern[str]"
    competent: "re.Pattern[str]"


@cache
def _words() -> _Words:
    inline, heads = table("roles")["inline"], table("units")["heads"]
    head, after = any_of(heads["strong"]), any_of(inline["after"])
    return _Words(
        before=re.compile(rf"{any_of(inline['before'])}+"),
        led=re.compile(rf"(?:应当?|[要须需])?(?:共同|联合)?牵头(?!{any_of(inline['nouns'])})"),
        joined=re.compile("(?:应当?|[要须需])?(?:会同|联合(?!会|社|体|国))"),
        answers=re.compile(r"(?:具体|统一|全面|分别)?负责(?!人|同志|制|单位|部门)"),
        helps=re.compile("(?:积极|密切|做好)?(?:配合|协助|参与)"),
        list_end=re.compile(rf"{head}(?:\([^()]*\))?(?=(?:共同|联合)?(?!以及){after}|$)"),
        subject=re.compile(
            rf"(?!各)[^,、:。;]{{1,24}}?(?:[局委办厅部院室署]|政府|中心|指挥部|领导小组)(?=(?!以及){after})"
        ),
        verb=re.compile(rf"{any_of(inline['verbs'])}(?=..)"),
        charged=re.compile(
            rf"(?:具体|统一|并)?由(?P<names>[^,。;:]{{1,40}}?{head}(?:\([^()]*\))?)(?=(?!以及|牵头|负责|会同|联合){after})"
        ),
        competent=re.compile(
            r"(?P<names>[^,。;:]{2,24}?)(?:是|为|作为)[^,。;:]{2,30}(?:主管|牵头|责任)(?:部门|单位|机构)(?=,)"
        ),
        named=re.compile(
            rf"[ \n]*(?P<names>(?:[^,。;:?!()\n]|\([^()\n]{{1,30}}\)){{2,60}}) *: *(?={any_of(inline['named'])})"
        ),
    )


def find_inline(text: str, start: int, end: int, lexicon: Lexicon, *, subjects: bool) -> list[Inline]:
    """The units of the first sentence that says who leads or answers; with `subjects` also a unit that opens one.

    Positions are those of `text`; nothing is taken where the words before the verb are not a unit.
    """
    named = _named(text, start, end, lexicon)
    if named:
        return named
    for sentence in _SENTENCE.finditer(text, start, end):
        found: list[Inline] = []
        for piece in _PIECE.finditer(text, *sentence.span()):
            found += (_beside(text, *piece.span(), lexicon) if found else []) or _piece(text, *piece.span(), lexicon)
        found = found or _charged(text, *sentence.span(), lexicon, subjects=subjects)
        if found:
            return _once(found)
    return _opening(text, start, end, lexicon) if subjects else []


def _charged(text: str, start: int, end: int, lexicon: Lexicon, *, subjects: bool) -> list[Inline]:
    """Whom a sentence charges or names as the competent one: 由A根据…修改; A是…的主管部门,负责…"""
    begin = end - len(text[start:end].lstrip())
    for pattern in (_words().competent, _words().charged)[: 1 + subjects]:
        match = pattern.match(text, begin, end)
        names = _names(text, *match.span("names"), lexicon) if match else []
        if names:
            return [Inline(name, "co" if index else "lead", None, "inline.subject") for index, name in enumerate(names)]
    return []


def _named(text: str, start: int, end: int, lexicon: Lexicon) -> list[Inline]:
    """市财政局:负责资金保障. The paragraph opens with who does it."""
    head = _words().named.match(text, start, end)
    if head is None:
        return []
    names = _names(text, *head.span("names"), lexicon)
    scope = text[head.end("names") + 1 : end].strip(" 。\n")[:_WINDOW] or None
    return [Inline(name, "co" if index else "lead", scope, "inline.named") for index, name in enumerate(names)]


def opens_with_units(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a paragraph opens with units and a colon."""
    return bool(_named(text, start, end, lexicon))


def leads_in_text(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a paragraph says who leads: A牵头…, 由A会同B…, 由A负责…; who merely acts or answers does not count."""
    return any(
        one.rule in ("inline.led", "inline.joined") or text[one.name.start - 1] == "由"
        for one in find_inline(text, start, end, lexicon, subjects=False)
        if one.role == "lead"
    )


def _once(found: list[Inline]) -> list[Inline]:
    first: dict[str, Inline] = {}
    for each in found:
        first.setdefault(each.name.text, each)
    return list(first.values())


def _piece(text: str, start: int, end: int, lexicon: Lexicon) -> list[Inline]:
    words = _words()
    opening = words.before.match(text, start, end)
    begin = opening.end() if opening else start
    for pattern, reader in ((words.joined, _joined), (words.led, _led), (words.answers, _answers)):
        verb = pattern.search(text, begin, min(end, begin + _WINDOW))
        if verb is None or verb.start() - begin < 2:
            continue
        found = reader(text, begin, verb, end, lexicon)
        if found:
            return found
    by = text.rfind("由", start, end)
    if by > begin and opening is None:
        return _piece(text, by, end, lexicon)
    return []


def _names(text: str, start: int, end: int, lexicon: Lexicon) -> list[Name]:
    """The names between the two; none where any word is no unit."""
    while start < end and text[start] in " \n":
        start += 1
    pieces = [Name(text[a:b], a, b) for a, b, _ in split_top(text, _SEPARATOR, start, end) if b > a]
    names, _ = read_names(pieces, text, lexicon)
    good = all(
        name.doubt in (None, "units.short") and 1 < len(name.text) <= 24 and not _is_phrase(name, lexicon)
        for name in names
    )
    return names if good else []


def _is_phrase(name: Name, lexicon: Lexicon) -> bool:
    """Whether the words begin with a verb: 建立健全市有关部门 is no name."""
    return not lexicon.knows(name.text) and _words().verb.match(name.text) is not None


def _joined(text: str, begin: int, verb: "re.Match[str]", end: int, lexicon: Lexicon) -> list[Inline]:
    leads = _names(text, begin, verb.start(), lexicon)
    stop = _words().list_end.search(text, verb.end(), end)
    if not leads or stop is None:
        return []
    partners = _names(text, verb.end(), stop.end(), lexicon)
    scope = text[stop.end() : end].strip() or None
    if not partners:
        return []
    return [
        *(Inline(name, "lead", scope, "inline.joined") for name in leads),
        *(Inline(name, "co", scope, "inline.joined") for name in partners),
    ]


def _beside(text: str, start: int, end: int, lexicon: Lexicon) -> list[Inline]:
    """Who stands beside the lead of the same sentence: 会同B编制; C、D配合."""
    words = _words()
    joined = words.joined.match(text, start, end)
    if joined:
        stop = words.list_end.search(text, joined.end(), end)
        names = _names(text, joined.end(), stop.end(), lexicon) if stop else []
        return [Inline(name, "co", None, "inline.joined") for name in names]
    helps = words.helps.search(text, start, min(end, start + _WINDOW))
    names = _names(text, start, helps.start(), lexicon) if helps and helps.start() - start > 1 else []
    return [Inline(name, "support", None, "inline.helps") for name in names]


def _led(text: str, begin: int, verb: "re.Match[str]", end: int, lexicon: Lexicon) -> list[Inline]:
    scope = text[verb.end() : end].strip() or None
    return [Inline(name, "lead", scope, "inline.led") for name in _names(text, begin, verb.start(), lexicon)]


def _answers(text: str, begin: int, verb: "re.Match[str]", end: int, lexicon: Lexicon) -> list[Inline]:
    scope = text[verb.end() : end].strip() or None
    names = _names(text, begin, verb.start(), lexicon)
    return [Inline(name, "lead" if index == 0 else "co", scope, "inline.answers") for index, name in enumerate(names)]


def _opening(text: str, start: int, end: int, lexicon: Lexicon) -> list[Inline]:
    """The unit that opens the second sentence, or the first where there is no other: 市效能办研究制定…"""
    sentences = [match.span() for _, match in zip(range(2), _SENTENCE.finditer(text, start, end), strict=False)]
    for left, right in reversed(sentences):
        begin = right - len(text[left:right].lstrip())
        asked = _words().before.match(text, begin, right)
        subject = _words().subject.match(text, asked.end() if asked else begin, end)
        if subject is None or len(subject.group()) < 3:
            continue
        names = _names(text, *subject.span(), lexicon)
        if names:
            return [Inline(name, "lead", None, "inline.subject") for name in names]
    return []
