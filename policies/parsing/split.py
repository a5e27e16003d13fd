"""Several articles in one file: where each begins and ends, and what kind of document each is."""

import re
from functools import cache

from policies.parsing.types import Kind, Span
from policies.parsing.vocabulary import any_of
from policies.parsing.words import table

# possessive: a line of blanks would otherwise be tried at every length of its three parts
_RULE = re.compile(r"^[ \t]*+(?:[-—=*_]{1,80}+[ \t]*+$|[-—=*_][-—=*_ ]{2,79}+[ \t]*+$)", re.MULTILINE)
_KEY_VALUE = re.compile(
    r"[*【\[#>\s]*[^\s:]{0,6}(?:日期|时间|机构|来源|链接|关键词|编号|文号|索引号|作者|分类|单位|主题词|标题|号)[*】\]]*\s*[:|]"
)
_DATE_LINE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_LONGEST_TITLE = 80
_SHORTEST_BODY = 100


@cache
def _title_ends() -> dict[str, "re.Pattern[str]"]:
    titles = table("outline")["titles"]
    tail = r"(?:》|”|\([^()]{1,30}\)|(?:的)?(?:通知|函)?)*$"
    return {kind: re.compile(f"{any_of(titles[kind])}{tail}") for kind in ("work_report", "other", "policy")}


def articles(plain: str) -> list[Span]:
    """The spans of the articles of a file; one span for the whole where it holds a single document."""
    rules = [(match.start(), match.end()) for match in _RULE.finditer(plain)]
    if not rules:
        return [(0, len(plain))]
    edges = [0, *(end for _, end in rules)]
    stops = [*(start for start, _ in rules), len(plain)]
    parts = [part for part in zip(edges, stops, strict=True) if plain[part[0] : part[1]].strip()]
    whole = [part for part in parts if _is_article(plain, part)]
    if len(whole) < 2:
        return [(0, len(plain))]
    return [(part[0], _without_tail(plain, part)) for part in whole]


def _lines(plain: str, part: Span) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.compile(r"[^\s][^\n]*").finditer(plain, *part)]


def _is_article(plain: str, part: Span) -> bool:
    """A title on its own line, then a body."""
    lines = _lines(plain, part)
    if len(lines) < 2:
        return False
    title = plain[lines[0][0] : lines[0][1]].strip()
    if not 4 <= len(title) <= _LONGEST_TITLE or title[-1] in "。;,:" or _KEY_VALUE.match(title):
        return False
    body = [(start, end) for start, end in lines[1:] if not _KEY_VALUE.match(plain, start, min(end, start + 20))]
    return max((end - start for start, end in body), default=0) >= _SHORTEST_BODY


def _without_tail(plain: str, part: Span) -> int:
    """Where the article ends: what stands behind a closing line with a date is the page's."""
    lines = _lines(plain, part)
    for start, end in reversed(lines[2:]):
        if _DATE_LINE.fullmatch(plain[start:end].strip()):
            return end
    return part[1]


def kind_by_title(title: str) -> Kind | None:
    """What the end of a title says about the kind; None where it says nothing."""
    bare = re.sub(r"\s", "", title)
    for kind, pattern in _title_ends().items():
        if pattern.search(bare):
            return kind  # type: ignore[return-value]
    return None
