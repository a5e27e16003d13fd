"""From printed lines to paragraphs: furniture, page heads, doubled lines and hard line wraps go, the words stay."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from policies.parsing import flow, outline_marks
from policies.parsing.types import Span
from policies.parsing.words import alternatives, table

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_BARE = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_MARKDOWN_HEAD = re.compile(r"(?:#{1,6}|>|[*•·▪■◆●-](?= ))\s+")
_EMPHASIS = re.compile(r"\*\*|__")
_PAGE = re.compile(
    r"(?:[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}|https?://\S+"
    r"|\d{4}[/-]\d{1,2}[/-]\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?.{0,80})"
)
_RULE = re.compile(r"[-—–=*_·.…~|\s:]+")
_SITE_TITLE = re.compile(r"[^。;]*[_|-][^。;]*(?:网|网站|门户|平台)")
_LIST = re.compile(r"(?=.{1,10}$|[^、]*、)[\u4e00-\u9fff()〔〕、]{1,60}[局委办厅部院会府心司行位门]")
_ENDED = "。;:!?)】》”〕"
_STOPPED = "。;:!?"


@dataclass(slots=True)
class Line:
    """A printed line without its indent and trailing blanks; `gap` says an empty line stood above."""

    start: int
    end: int
    indent: int
    gap: bool = False


@cache
def _furniture() -> tuple["re.Pattern[str]", frozenset[str]]:
    words = table("outline")["furniture"]
    return re.compile(alternatives(words["holds"])), frozenset(words["exact"])


def _lines(plain: str, span: Span) -> list[Line]:
    found: list[Line] = []
    last_end = span[0]
    for match in _LINE.finditer(plain, *span):
        bare = _BARE.search(plain, match.start(), match.end())
        if bare is None:
            continue
        gap = plain.count("\n", last_end, bare.start()) > 1
        if "\t" in match.group().strip("\t"):  # a row of cells, whose first may be empty
            found.append(Line(match.start(), bare.end(), 0, gap))
            last_end = bare.end()
            continue
        found.append(Line(bare.start(), bare.end(), bare.start() - match.start(), gap))
        last_end = bare.end()
    return found


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the web page and not to the document; `text` is the line without blanks around it."""
    holds, exact = _furniture()
    return text in exact or (len(text) < 200 and holds.search(text) is not None and "。(" not in text)


def _without_furniture(plain: str, lines: list[Line]) -> list[Line]:
    """Lines of the document alone: no page's furniture, no page numbers, no heads of printed web pages."""
    pages = [_PAGE.fullmatch(plain, line.start, line.end) is not None for line in lines]
    kept: list[Line] = []
    for index, line in enumerate(lines):
        text = plain[line.start : line.end]
        near_page = (index > 0 and pages[index - 1]) or (index + 1 < len(lines) and pages[index + 1])
        if pages[index] and not _table_number(lines, index, plain):
            continue
        if _RULE.fullmatch(text) or is_furniture(text) or (near_page and _SITE_TITLE.fullmatch(text)):
            continue
        kept.append(line)
    return kept


def _table_number(lines: list[Line], index: int, plain: str) -> bool:
    """A bare number that is a cell: in a column of cells it is followed by words and not printed between dashes."""
    text = plain[lines[index].start : lines[index].end]
    return text.isdecimal() and len(text) <= 3 and not lines[index].gap


def _without_doubles(plain: str, lines: list[Line]) -> list[Line]:
    """Text layers of PDF files print bold runs twice: a line again, or the tail or head of its neighbour."""
    texts = [plain[line.start : line.end] for line in lines]
    pairs = [(a, b) for a, b in pairwise(texts) if _doubled(a, b)]
    if not any(outline_marks.starts_item(a) or b[0] in "(【" or a == b for a, b in pairs):
        return lines
    kept: list[Line] = []
    index = 0
    while index < len(lines):
        line, text = lines[index], texts[index]
        following = texts[index + 1] if index + 1 < len(texts) else ""
        if following and text == following:
            kept.append(line)
            index += 2
            continue
        if following and _doubled(text, following):
            if text.endswith(following):
                kept.append(Line(line.start, line.end - len(following), line.indent, line.gap))
        else:
            kept.append(line)
        index += 1
    return [line for line in kept if line.end > line.start]


def _doubled(first: str, second: str) -> bool:
    if first == second:
        return len(first) > 3 and outline_marks.starts_item(first)
    if first.startswith(second) or len(second) < 4 or len(first) < 4:
        return False
    if second.startswith(first):
        return outline_marks.starts_item(first)
    return first.endswith(second) and second[0] in "(【〔"


def _width(plain: str, line: Line) -> float:
    text = plain[line.start : line.end]
    return len(text) - sum(map(str.isascii, text)) / 2 + line.indent


def _headed(plain: str, line: Line) -> bool:
    """Whether the line is a heading with its clause: (二)推进社区减负(市民政局、市委组织部)."""
    text = plain[line.start : line.end]
    closed = text[-1] in ")】〕" and text.count("(") == text.count(")")
    return closed and "。" not in text and outline_marks.starts_item(text)


def _wrap_width(plain: str, lines: list[Line]) -> float | None:
    """How wide the lines of a hard-wrapped text run; None where lines are paragraphs."""
    open_lines = [
        line
        for line in lines
        if line.end - line.start >= 12 and plain[line.end - 1] not in _STOPPED and not _headed(plain, line)
    ]
    if len(open_lines) < 3 or 2 * len(open_lines) < len([line for line in lines if line.end - line.start >= 12]):
        return None
    widths = sorted(_width(plain, line) for line in open_lines)
    full = widths[int(len(widths) * 0.9)]
    near = [line for line in open_lines if _width(plain, line) >= full - 3]
    cut = sum(following is not None and not _starts_new(plain, following) for following in _after(near, lines))
    return full if full <= 70 and len(near) >= 3 and 2 * len(near) >= len(widths) and 2 * cut >= len(near) else None


def _after(some: list[Line], lines: list[Line]) -> list[Line | None]:
    """The line behind each of some of the lines."""
    following = {line.start: after for line, after in pairwise(lines)}
    return [following.get(line.start) for line in some]


def _starts_new(plain: str, line: Line) -> bool:
    """Whether the line begins with a printed number or a label: no line before it is cut there."""
    head = plain[line.start : line.start + 24]
    return outline_marks.starts_item(head) or outline_marks.starts_label(head)


class _Joiner:
    """Decides, line by line, whether a line goes on in the next one."""

    def __init__(self, plain: str, lines: list[Line]) -> None:
        self.plain = plain
        self.width = _wrap_width(plain, lines)
        self.open: list[str] = []
        self.open_lines = 0
        indents = Counter(line.indent for line in lines)
        self.base = min(indents) if indents else 0
        self.indented = self.width is not None and any(
            count > 1 for indent, count in indents.items() if indent > self.base
        )

    def _brackets(self, line: Line) -> bool:
        """Whether a round or square bracket is open at the end of the line."""
        for mark in re.findall(r"[()〔〕【】]", self.plain[line.start : line.end]):
            if mark in "(〔【":
                self.open.append(mark)
            elif self.open:
                self.open.pop()
        self.open_lines = self.open_lines + 1 if self.open else 0
        if self.open_lines > 12:
            self.open.clear()
        return bool(self.open)

    def goes_on(self, line: Line, following: Line) -> bool:
        """Whether `following` is the rest of the paragraph of `line`; asked for every line in order."""
        plain = self.plain
        inside = self._brackets(line)
        starts_new = _starts_new(plain, following)
        if inside and not (starts_new and not self._cut(line)):
            return True
        self.open.clear()
        self.open_lines = 0
        if (
            starts_new
            or _headed(plain, line)
            or "|" in plain[line.start : line.end]
            or "\t" in plain[line.start : line.end]
        ):
            return False
        last = plain[line.end - 1]
        if self.width is None and self._lists(line, following):
            return True
        if self.width is None:
            return last in "、," and not following.gap and line.end - line.start > 8
        if following.indent > self.base and self.indented:
            return False
        return last not in _STOPPED and not (following.gap and last in _ENDED) and _width(plain, line) >= self.width - 4

    def _lists(self, line: Line, following: Line) -> bool:
        """Whether a labelled list of units goes on: the line is cut inside it, however wide the text runs."""
        head = self.plain[line.start : line.start + 24]
        if following.gap or line.end - line.start < 15 or not outline_marks.starts_label(head):
            return False
        return _LIST.fullmatch(self.plain, following.start, following.end) is not None

    def _cut(self, line: Line) -> bool:
        return self.plain[line.end - 1] not in _STOPPED and self.width is not None


def paragraphs(plain: str, span: Span) -> flow.Flow:
    """The paragraphs of a document as one flow, a line break between them."""
    lines = _without_doubles(plain, _without_furniture(plain, _lines(plain, span)))
    joiner = _Joiner(plain, lines)
    pieces: list[Span] = []
    for index, line in enumerate(lines):
        pieces.extend(_unmarked(plain, line))
        if index + 1 == len(lines):
            break
        if not joiner.goes_on(line, lines[index + 1]):
            pieces.append(_break_after(plain, line.end, lines[index + 1].start))
    return flow.build(plain, pieces)


def _break_after(plain: str, end: int, limit: int) -> Span:
    for position in range(end, limit):
        if plain[position] in "\n\r":
            return position, position + 1
    return end, end


def _unmarked(plain: str, line: Line) -> list[Span]:
    """The line without the marks of Markdown."""
    start, end = line.start, line.end
    head = _MARKDOWN_HEAD.match(plain, start, end)
    if head and head.end() < end:
        start = head.end()
    pieces, last = [], start
    for mark in _EMPHASIS.finditer(plain, start, end):
        pieces.append((last, mark.start()))
        last = mark.end()
    return [*pieces, (last, end)]
