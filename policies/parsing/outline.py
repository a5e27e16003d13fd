"""The levels of a document: numbered items in a tree, and the blocks of text that belong to each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.parsing.outline_marks import RANK, Mark, is_label, read_mark
from policies.parsing.types import Span

_INLINE = re.compile(
    r"(?<=[。;:!?)】〕”\s])(?=[(（第一二三四五六七八九十百\d①-⑳])|(?<=[^\s\d(第一二三四五六七八九十百、,.])(?=\([一二三四五六七八九十]|1[.、])"
    r"|(?<=[\u4e00-\u9fff])(?=\d{1,2}[.、]|[一二三四五六七八九十]{1,3}、)"
)
_ANNEX = re.compile(r"附(?:件|表)\s*:\s*1[.、]")
_LABELLED = re.compile("(?:单位|部门):[^。;:]{2,200}$")
_ENUMERATED = ("cn", "cn_paren", "number", "paren", "chapter", "article")
_CLAUSE_SIGN = re.compile("负责|单位:|牵头|部门:")
_SENTENCE_END = re.compile(r"[。;?!\n]")
_LONG_PARAGRAPH = 1500
_LONGEST_HEADING = 80
_WIDEST_GAP = 12


@dataclass(slots=True)
class Block:
    """A paragraph, or the part of one that belongs to one item; `item` is an index, None before the first."""

    start: int
    end: int
    item: int | None


@dataclass(slots=True)
class Item:
    """A numbered item: its mark, the items around it, and where its own text and that of its kin ends."""

    mark: Mark
    parent: int | None
    end: int = 0
    tree_end: int = 0
    children: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """Items in printed order, blocks in printed order, and what is odd about the numbering: (code, item)."""

    text: str
    items: list[Item] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    oddities: list[tuple[str, int]] = field(default_factory=list)

    def ancestors(self, item: int | None) -> list[int]:
        """The items above, the nearest first."""
        found = []
        while item is not None and (parent := self.items[item].parent) is not None:
            found.append(parent)
            item = parent
        return found

    def descendants(self, item: int) -> Iterator[int]:
        """The items below, in no order that matters."""
        waiting = list(self.items[item].children)
        while waiting:
            below = waiting.pop()
            yield below
            waiting.extend(self.items[below].children)

    def heading(self, item: int) -> tuple[int, int]:
        """Where the lead sentence of the item stands, without number and final mark."""
        first = self.blocks[self.items[item].blocks[0]]
        return lead_sentence(self.text, self.items[item].mark.end, first.end)


def lead_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The first sentence between the two, without blanks around it and without its final mark."""
    while start < end and text[start] in " :、.\t—–-•·*★▲●":
        start += 1
    match = _SENTENCE_END.search(text, start, end)
    stop = match.start() if match else end
    gap = (
        re.compile(r"(?<=[\u4e00-\u9fff”])[ \t]+(?=[\u4e00-\u9fff“])").search(text, start + 4, stop)
        if stop - start > 120
        else None
    )
    if gap and not re.search("[,、]", text[start : gap.start()]):
        stop = gap.start()
    while stop > start and text[stop - 1] in " \t":
        stop -= 1
    return start, stop


class _Builder:
    def __init__(self, text: str, skipped: list[Span]) -> None:
        self.outline = Outline(text)
        self.skipped = iter([*skipped, (len(text) + 1, len(text) + 1)])
        self.text = text
        self.stack: list[int] = []
        self.annex = False  # whether the list of annexes goes on
        self.last_of_kind: dict[str, int] = {}

    def build(self) -> Outline:
        position, text = 0, self.text
        carry: Block | None = None
        table = next(self.skipped)
        while position <= len(text):
            if position >= table[0]:
                position, table, carry = table[1] + 1, next(self.skipped), None
                continue
            stop = text.find("\n", position)
            stop = len(text) if stop < 0 else stop
            if stop > position:
                if carry is not None and read_mark(text, position, stop) is None:
                    carry.end = stop
                    carry = None
                else:
                    self._paragraph(position, stop)
                    carry = None
                last = self.outline.blocks[-1]
                if text[stop - 1] in ":】" and _only_label(text, last.start, last.end):
                    carry = last
            position = stop + 1
        self._finish()
        return self.outline

    def _paragraph(self, start: int, stop: int) -> None:
        text = self.text
        mark = read_mark(text, start, stop)
        self.annex = _annex(text, start, stop) if mark is None else self.annex and stop - start < _LONGEST_HEADING
        if mark is not None and self._plausible(mark, stop) and not (self.annex and mark.kind == "number"):
            self._open(mark)
        self._block(start)
        self._inline(mark.end if mark else start, stop)
        self.outline.blocks[-1].end = stop

    def _plausible(self, mark: Mark, stop: int) -> bool:
        if mark.end >= stop:
            return False
        if mark.kind == "half_paren" and mark.value > 30:
            return False
        if mark.kind == "dotted":
            return mark.value == 1 or self._expected(mark) or self._value("dotted") is not None
        return True

    def _inline(self, start: int, stop: int) -> None:
        """Items inside a paragraph, where whole documents are printed without a line break."""
        text = self.text
        if stop - start < 30 or not self._unbroken(start, stop):
            return
        for spot in _INLINE.finditer(text, start + 1, stop):
            at = spot.start()
            mark = read_mark(text, at, stop)
            if mark is None or mark.kind not in _ENUMERATED or mark.end >= stop:
                continue
            if not self._inline_fits(mark, at):
                continue
            self.outline.blocks[-1].end = at
            self._open(mark)
            self._block(at)

    def _inline_fits(self, mark: Mark, at: int) -> bool:
        text = self.text
        previous = text[at - 1]
        following = text[mark.end]
        if mark.kind == "number" and not (
            "\u4e00" <= following <= "\u9fff" or following in "“《 " or text[mark.end : mark.end + 4].isdecimal()
        ):
            return False
        first = mark.value == 1
        if previous in "。!?)】〕 \t" or (previous in ":;" and first) or previous == "”":
            return self._expected(mark) or self._opens_window(mark, previous) or self._leaps(mark, at)
        if _LABELLED.search(text, max(0, at - 240), at):
            return self._expected(mark)
        window = len(self.outline.items) == 1 and mark.kind not in self.last_of_kind
        if not self.stack or not (first or window or mark.value == self.last_of_kind.get(mark.kind, -1) + 1):
            return False
        above = self.outline.items[self.stack[-1]].mark
        own = text[above.end : at]
        return (
            RANK[mark.kind] > RANK[above.kind]
            and 4 <= len(own) <= _LONGEST_HEADING
            and not re.search("[。;]", own)
            and above.kind in ("cn", "cn_paren", "chapter")
        )

    def _opens_window(self, mark: Mark, previous: str) -> bool:
        """Whether a count that began before the text goes on here: a part of a document may be all there is."""
        if mark.kind in self.last_of_kind or previous not in "。)】〕 ":
            return False
        return not self.outline.items or mark.kind in ("cn", "cn_paren", "article")

    def _leaps(self, mark: Mark, at: int) -> bool:
        """Whether the count goes on after a gap: behind a clause or a full stop 八、 opens an item even after 三、."""
        current = self._value(mark.kind)
        if current is None or not 1 < mark.value - current <= _WIDEST_GAP:
            return False
        text = self.text
        if mark.kind in ("cn", "cn_paren", "article"):
            return text[at - 1] in "。)】〕"
        return text[at - 1] in ")】〕" and _CLAUSE_SIGN.search(text, max(0, at - 60), at) is not None

    def _unbroken(self, start: int, stop: int) -> bool:
        text = self.text
        if stop - start > _LONG_PARAGRAPH:
            return True
        if len(_CLAUSE_SIGN.findall(text, start, stop)) >= 2:
            return True
        return len(re.findall(r"(?<=[。;: ])[一二三四五六七八九十]{1,3}、", text[start:stop])) >= 2

    def _value(self, kind: str) -> int | None:
        for index in reversed(self.stack):
            mark = self.outline.items[index].mark
            if mark.kind == kind:
                return mark.value
        return None

    def _expected(self, mark: Mark) -> bool:
        """Whether the number is the next of its level, or opens a new one, or runs on from the last of its kind."""
        current = self._value(mark.kind)
        if current is not None:
            return mark.value == current + 1 or (mark.value == 1 and mark.kind not in ("cn",))
        return mark.value == 1 or mark.value == self.last_of_kind.get(mark.kind, -1) + 1

    def _open(self, mark: Mark) -> None:
        items = self.outline.items
        kinds = [items[index].mark.kind for index in self.stack]
        if mark.kind in kinds:
            del self.stack[kinds.index(mark.kind) :]
        else:
            while self.stack and RANK[items[self.stack[-1]].mark.kind] > RANK[mark.kind]:
                self.stack.pop()
        previous = self._sibling_value(mark, kinds)
        if previous is not None and mark.value not in (previous + 1, 1):
            self.outline.oddities.append(("outline.repeat" if mark.value <= previous else "outline.gap", len(items)))
        self.last_of_kind[mark.kind] = mark.value
        parent = self.stack[-1] if self.stack else None
        index = len(items)
        items.append(Item(mark, parent))
        if parent is not None:
            items[parent].children.append(index)
        self.stack.append(index)

    def _sibling_value(self, mark: Mark, kinds: list[str]) -> int | None:
        """The number this one should follow: that of its level, or of its kind where the count runs on."""
        if mark.kind == "dotted":
            return None
        return self.last_of_kind.get(mark.kind) if mark.kind in kinds or self.stack else None

    def _block(self, start: int) -> None:
        item = self.stack[-1] if self.stack else None
        if item is not None:
            self.outline.items[item].blocks.append(len(self.outline.blocks))
        self.outline.blocks.append(Block(start, start, item))

    def _finish(self) -> None:
        outline = self.outline
        for index, item in enumerate(outline.items):
            following = outline.items[index + 1].mark.start if index + 1 < len(outline.items) else len(self.text)
            item.end = outline.blocks[item.blocks[-1]].end if item.blocks else following
            item.tree_end = item.end
        for item in reversed(outline.items):
            if item.parent is not None:
                parent = outline.items[item.parent]
                parent.tree_end = max(parent.tree_end, item.tree_end)


def _annex(text: str, start: int, stop: int) -> bool:
    """附件:1.任务清单 begins a list that goes on by line and holds no duties."""
    return _ANNEX.match(text, start, stop) is not None and "。" not in text[start:stop]


def _only_label(text: str, start: int, end: int) -> bool:
    """Whether a paragraph is a label whose words stand on the next line."""
    if end - start > 40:
        return False
    words = text[start:end].strip("【】[]〔〕 ")
    mark = read_mark(words, 0, len(words))
    words = words[mark.end :] if mark else words
    return is_label(words)


def read_outline(text: str, skipped: list[Span] | None = None) -> Outline:
    """The outline of a text whose paragraphs are parted by line breaks; `skipped` are tables, read elsewhere."""
    return _Builder(text, skipped or []).build()
