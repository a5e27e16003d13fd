"""Saved web pages: the words a visitor sees, a line a block, a line a table row with tabs between its cells.

Menus and lists of links are left out where they are nothing but links; what stays in doubt is left to the splitter.
"""

import email
import email.policy
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import text as characters
from .grid import Cell, lines_of_table
from .lists import ListMarks
from .types import ReadText, Unreadable, broken

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})|encoding\s*=\s*["']([A-Za-z0-9_.-]{2,30})""")
_SKIPPED = {
    "script", "style", "noscript", "template", "head", "nav", "aside", "iframe", "object", "svg", "canvas", "select",
    "button", "input", "textarea", "video", "audio", "rt", "rp", "map", "-comment", "!doctype",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_WRAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])\n[ \t]*(?=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])"
)
_MENUS = {"ul", "ol", "div", "dl", "footer", "header", "section", "menu", "p", "form"}
_LISTS = {"ol", "ul", "menu"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?![^<>]*/>)")
_UNNESTED = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option",
}  # fmt: skip
_MAX_OPEN = 5000
_MAX_DEPTH = 80
_MAX_TABLES = 12
_PLACES = re.compile(r"当前位置|您的位置|所在位置")


def read_html(data: bytes) -> ReadText:
    """Read a saved page; raise `Unreadable` for one without words."""
    found = _CHARSET.search(data[:4096].replace(b"\x00", b""))
    declared = (found[1] or found[2]).decode("ascii") if found else None
    text, encoding, warnings = characters.decode(data, declared)
    _refuse_endless_nesting(text)
    tree = LexborHTMLParser(text)
    root = tree.body or tree.root
    if root is None:
        raise broken("网页")
    page = _Page()
    page.walk(root)
    result = page.text()
    if not result.strip():
        raise Unreadable("file.empty", "这个网页里没有正文文字；请打开原网页，把正文复制到文本文件后上传。")
    return ReadText(result, "html", encoding, warnings)


def _refuse_endless_nesting(text: str) -> None:
    """Refuse markup that opens and never closes: the parser's time grows with more than the square of its depth."""
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _UNNESTED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > _MAX_OPEN:
                raise broken("网页")


def read_mhtml(data: bytes) -> ReadText:
    """Read a page saved as one file with its pictures (.mht)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body:
                return read_html(body)
    raise broken("网页")


class _Page:
    """Collects the visible words of a page, block by block, in one pass."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._open: list[str] = []
        self._marks = ListMarks()
        self._tables = 0
        self._links = 0
        self._linked = 0
        self._words = 0

    def text(self) -> str:
        """Return the lines so far."""
        self._break()
        return "\n".join(self._lines) + ("\n" if self._lines else "")

    def walk(self, node: LexborNode, depth: int = 0) -> None:
        """Add the words of everything inside a node; nesting past `_MAX_DEPTH` is flattened."""
        child = node.child
        while child is not None:
            self._add(child, depth)
            child = child.next

    def _add(self, node: LexborNode, depth: int) -> None:
        if node.is_text_node:
            self._say(node.text_content or "")
            return
        tag = node.tag or ""
        if not node.is_element_node or tag in _SKIPPED or _hidden(node):
            return
        if tag == "br":
            self._break()
        elif depth > _MAX_DEPTH:
            self._say(node.text(deep=True))
        elif tag == "table":
            self._table(node, depth)
        elif tag == "a":
            before = self._words
            self.walk(node, depth + 1)
            self._links += 1
            self._linked += self._words - before
        elif tag in _BLOCKS:
            self._block(node, tag, depth)
        else:
            self.walk(node, depth + 1)

    def _say(self, words: str) -> None:
        self._open.append(words)
        self._words += len("".join(words.split()))

    def _table(self, node: LexborNode, depth: int) -> None:
        # a page is laid out in a few nested tables; deeper ones would be searched again and again
        rows = _rows(node) if self._tables < _MAX_TABLES else None
        self._break()
        if rows is not None:
            lines = lines_of_table(rows)
            self._lines.extend(lines)
            self._words += sum(map(len, lines))
            return
        self._tables += 1
        self.walk(node, depth + 1)
        self._tables -= 1
        self._break()

    def _block(self, node: LexborNode, tag: str, depth: int) -> None:
        self._break()
        start, links, linked, words = len(self._lines), self._links, self._linked, self._words
        if tag in _LISTS:
            self._marks.open(node.attributes, ordered=tag == "ol")
        elif tag == "li":
            self._open.append(self._marks.next(node.attributes))
        if tag == "pre":
            self._lines.extend(node.text(deep=True).split("\n"))
            self._words += 1
        else:
            self.walk(node, depth + 1)
        if tag in _LISTS:
            self._marks.close()
        self._break()
        if tag in _MENUS and self._links - links >= 3:
            inside, said = self._linked - linked, self._words - words
            if inside >= 0.8 * said or (said < 120 and _PLACES.search("".join(self._lines[start:]))):
                del self._lines[start:]
                self._links, self._linked, self._words = links, linked, words

    def _break(self) -> None:
        line = plain("".join(self._open))
        self._open.clear()
        if line:
            self._lines.append(line)


def plain(words: str) -> str:
    """Return the words of a block as a browser shows them; a wrapped source line between ideographs leaves no gap."""
    if "\n" in words:
        words = _WRAP.sub("", words)
    return _SPACES.sub(" ", words).strip(" \u00a0\u3000\u200b\ufeff")


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _rows(table: LexborNode) -> list[list[Cell]] | None:
    """Return the cells of a table of data, None for a table that only lays out the page."""
    if len(table.css("table")) > 1 or table.css_first("h1") is not None:
        return None
    rows = [
        [_cell(cell) for cell in row.iter() if cell.tag in {"td", "th"}] for row in table.css("tr") if not _hidden(row)
    ]
    if not any(len(row) > 1 for row in rows):
        return None
    sizes = [len(cell.words) for row in rows for cell in row]
    return None if max(sizes) > max(1500, 0.6 * sum(sizes)) else rows


def _cell(node: LexborNode) -> Cell:
    inner = _Page()
    inner.walk(node)
    words = " ".join(line for line in inner.text().split("\n") if line)
    return Cell(words, _span(node, "colspan"), _span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    printed = (node.attributes.get(name) or "1").strip()
    return max(1, min(int(printed), 100)) if printed.isascii() and printed.isdigit() else 1
