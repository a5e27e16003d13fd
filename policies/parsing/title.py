"""The title of a document among the cells of its head: `find_title`, and the kind it speaks of: `kind_of`."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from policies.parsing.masthead import Cell, is_furniture
from policies.parsing.types import Kind
from policies.parsing.vocabulary import any_of, vocabulary

_WORDS = vocabulary("masthead")
_TITLES = _WORDS.groups("titles")
_KINDS = _WORDS.groups("kinds")
_SUFFIX = r"(?:\([^()]{1,24}\))?》?$"
_STRONG = re.compile(any_of(_TITLES["strong"]) + _SUFFIX)
_WEAK = re.compile(any_of(_TITLES["weak"]) + _SUFFIX)
_ORGAN = re.compile(rf"^[^,。;:!?《》\d]{{2,40}}{any_of(_WORDS.groups('organs')['suffixes'])}$")
_HEADING = re.compile(
    r"第[一二三四五六七八九十百]+[章条编节]|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d{1,3}[.、](?!\d)|\(\d{1,2}\)"
)
_BEGINS = re.compile(r"关于|印发|转发|批转")
_NOT_A_LINE = re.compile(r"^附件\s?\d{0,2}$|文件$|首页|下载|位置:|>|字号|打印|^\(|^https?:|^\d+$|解读$")
_BRACKET = re.compile(r"^\((?!此件|公开|主动|.*\d[日号])[^()]{1,24}\)$")
_DATED = re.compile(r"年.{1,3}月.{1,3}日\)?$|^第\s?\d+\s?号$")
# A weak noun ends many a line that is cut from a paragraph: a title then names its subject, a place or a year.
_PLACED = re.compile(r"关于|印发|^.{2,6}[省市县区州盟旗]|\d{4}")
_SENTENCE = re.compile(r"[。;!?]|:$")
_RUNNING = re.compile(rf"^([^。;:]{{0,60}}(?:关于|印发)[^。;:]{{4,140}}?{any_of(_TITLES['strong'])})(?=\s|各|$)")
# a document without a line break: its title runs to the first number or to 为…
_UNBROKEN = re.compile(
    rf"^([^。;:,]{{4,60}}?{any_of(_TITLES['strong'])}(?:\([^()]{{1,24}}\))?)\s+(?=[一1][、.]|\(一\)|第一[章条编]|为|根据|各)"
)
_BROUGHT = re.compile(
    rf"《([^《》]*(?:《[^《》]*》[^《》]*)*)》[^。《》]{{0,60}}{any_of(_WORDS.groups('phrases')['brings'])}"
)
_SPACE = re.compile(r"\s+")
_MAX_LINES, _MAX_TITLE, _HEADLINE, _PARAGRAPH = 8, 200, (8, 70), 80


def organs_of(text: str) -> list[str]:
    """The organs that a line names, apart by spaces; none where the line holds anything else."""
    names = text.split()
    return names if all(_ORGAN.match(name) and _balanced(name) for name in names) else []


def is_organ(text: str) -> bool:
    """Whether the text is the name of an organ that can sign, or of several."""
    return bool(organs_of(text))


def kind_of(title: str | None) -> Kind:
    """What the title says the document is; a headline without a noun of office is news."""
    if not title:
        return "policy"
    for kind, nouns in _KINDS.items():
        if re.search(any_of(nouns) + _SUFFIX, title):
            return cast(Kind, kind)
    return "policy" if _ends_like_title(title) else "news"


def _ends_like_title(text: str) -> bool:
    text = _SPACE.sub("", text[-40:])  # 的通 知
    return bool(_STRONG.search(text) or _WEAK.search(text))


def _balanced(text: str) -> bool:
    return text.count("《") == text.count("》") and text.count("(") == text.count(")")


def _is_line_of_title(cell: Cell) -> bool:
    text = cell.text
    return len(text) <= _MAX_TITLE and not (
        is_furniture(cell)
        or _SENTENCE.search(text)
        or _NOT_A_LINE.search(text)
        or _HEADING.match(text)
        or _DATED.search(text)
    )


def _is_title(text: str) -> bool:
    if len(text) < 6 or not _balanced(text) or ("," in text and not _BEGINS.search(text)):
        return False
    if not _STRONG.search(_SPACE.sub("", text[-40:])) and not _PLACED.search(text):
        return False
    return _ends_like_title(text)


def _title_at(cells: Sequence[Cell], i: int) -> str | None:
    """The title whose first line is cell `i`, with the lines it runs on to."""
    text, organs_only = "", True
    for k, cell in enumerate(cells[i : i + _MAX_LINES]):
        if k and _BRACKET.match(cell.text) and _is_title(text):
            return text + cell.text
        if not _is_line_of_title(cell):
            break
        outside = cell.text.split("《", 1)[0]
        if k and _BEGINS.search(outside) and not (organs_only and _BEGINS.match(cell.text)) and _balanced(text):
            break
        organs_only = organs_only and is_organ(cell.text)
        text += cell.text
        named = text.endswith("》") and "《" in text[1:]  # 关于落实《…》 goes on with what is to be done
        if _is_title(text) and not (
            (named or (_WEAK.search(text) and not _STRONG.search(text))) and _goes_on(cells, i + k + 1, text)
        ):
            return text + _bracket_after(cells, i + k + 1)
    return text if _is_title(text) else None


def _goes_on(cells: Sequence[Cell], i: int, text: str) -> bool:
    return (
        i < len(cells) and _is_line_of_title(cells[i]) and _is_title(text + cells[i].text) and len(cells[i].text) < 40
    )


def _bracket_after(cells: Sequence[Cell], i: int) -> str:
    return cells[i].text if i < len(cells) and _BRACKET.match(cells[i].text) else ""


def _headline(cells: Sequence[Cell]) -> str | None:
    """A line of its own above a long paragraph, as news has it."""
    for cell, after in pairwise(cells):
        if len(after.text) >= _PARAGRAPH:
            low, high = _HEADLINE
            alone = (
                _is_line_of_title(cell) and _balanced(cell.text) and not is_organ(cell.text) and after.line > cell.line
            )
            return cell.text if alone and low <= len(cell.text) <= high else None
    return None


def head_of(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells above the first numbered paragraph."""
    end = next((i for i, cell in enumerate(cells) if _HEADING.match(cell.text)), len(cells))
    return cells[:end]


def find_title(cells: Sequence[Cell], labelled: str | None) -> str | None:
    """The title: labelled, printed above the salutation, named by the notice, printed below it, or a headline."""
    if labelled and _balanced(labelled) and len(labelled) >= 6:
        return labelled
    head = head_of(cells)
    address = next((i for i, cell in enumerate(head) if cell.text.endswith(":") and len(cell.text) > 4), len(head))
    for i in range(address):
        if title := _title_at(head[:address], i):
            return title
    if head and (running := _RUNNING.match(head[0].text)):
        return running[1]
    if head and (unbroken := _UNBROKEN.match(head[0].text)) and _is_title(unbroken[1]):
        return unbroken[1]
    brought = next((match[1] for cell in head if (match := _BROUGHT.search(cell.text))), None)
    below = next((title for i in range(address, len(head)) if (title := _title_at(head, i))), None)
    return brought or below or _headline(head)
