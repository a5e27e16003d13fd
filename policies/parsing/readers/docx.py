"""Word files: paragraphs with the numbers that Word computes, tables as rows, text boxes in place, notes at the end."""

import io
import itertools
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from .grid import Cell, lines_of_table
from .numbering import Numbering, W, whole
from .secrecy import refuse_secret
from .types import ReadText, Unreadable, broken

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_DECLARES = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-16-le", "utf-16-be"))
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d*", re.IGNORECASE)
_MAX_NESTING = 60
_PACKING = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError)
_PASSED_OVER = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "tblGrid", "sectPr",
                              "sdtPr", "sdtEndPr", "rt", "footnoteReference", "endnoteReference", "annotationRef")
} | {f"{_MC}Fallback"}  # fmt: skip
_TEXT = {f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins")}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_docx(data: bytes) -> ReadText:
    """Read a Word file whose directory has been checked; raise `Unreadable` for one that does not hold together."""
    _check_parts(data)
    document = _open(data)
    parts = {str(part.partname): part for part in document.part.package.iter_parts()}
    body = getattr(document.element, "body", None)
    styles = _root(document.part, "styles")
    if body is None:
        raise broken("Word ")
    refuse_secret("\n".join(_margins(parts)))
    numbering = _root(document.part, "numbering")
    reader = _Body(Numbering(numbering, styles), _contents_styles(styles))
    lines = [line for block in reader.blocks(body) for line in block.split("\n")]
    lines.extend(_notes(document.part))
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    if not text.strip():
        pictures = any("/media/" in name for name in parts)
        raise Unreadable(
            "file.picture" if pictures else "file.empty",
            "这个 Word 文件里只有图片，没有文字；请先做文字识别（OCR），再上传文字版。"
            if pictures
            else "这个 Word 文件里没有文字；请检查后重新上传。",
        )
    return ReadText(text, "docx", None, reader.warnings())


def _check_parts(data: bytes) -> None:
    """Refuse markup that declares entities before any parser sees it; Word writes none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    part = archive.read(member)
                    if _DECLARES.search(part) or any(word in part for word in _WIDE_DECLARES):
                        raise Unreadable(
                            "file.unsafe_xml",
                            "这个 Word 文件里带有可疑的实体声明，为安全起见没有打开；请另存为新的 docx 再上传。",
                        )
    except _PACKING as error:
        raise broken("Word ") from error


def _open(data: bytes) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, LookupError, AttributeError, TypeError, *_PACKING) as error:
        # python-docx meets a foreign package with whatever its look-ups raise
        raise broken("Word ") from error


def _root(part: Any, kind: str) -> Any | None:
    """Return the parsed root of a part related to the document, None where there is none or it is no XML."""
    from lxml import etree

    for relation in part.rels.values():
        if relation.reltype.endswith("/" + kind) and not relation.is_external:
            target = relation.target_part
            element = getattr(target, "element", None)
            if element is not None:
                return element
            try:
                return etree.fromstring(target.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            except etree.LxmlError:
                return None
    return None


def _margins(parts: dict[str, Any]) -> Iterator[str]:
    """Yield the words of headers, where some offices print the classification."""
    for name, part in parts.items():
        if name.startswith("/word/header") and getattr(part, "element", None) is not None:
            yield "".join(text.text or "" for text in part.element.iter(f"{W}t"))


def _contents_styles(styles: Any | None) -> set[str]:
    """Return the ids of the styles of a table of contents, which says every heading a second time."""
    found = set()
    for style in styles.findall(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        if name is not None and _CONTENTS.fullmatch(name.get(f"{W}val") or ""):
            found.add(style.get(f"{W}styleId"))
    return found


def _notes(part: Any) -> Iterator[str]:
    """Yield footnotes and endnotes, a line each, in the order they are kept in."""
    count = 0
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = _root(part, kind)
        for note in root.findall(f"{W}{tag}") if root is not None else ():
            if note.get(f"{W}type") in {None, "normal"}:
                reader = _Body(Numbering(None, None), set())
                words = " ".join(" ".join(reader.blocks(note)).split())
                if words:
                    count += 1
                    yield f"注{count}：{words}"


class _Body:
    """Turns the blocks of a body, cell, note or text box into lines."""

    def __init__(self, numbering: Numbering, contents: set[str]) -> None:
        self._numbering = numbering
        self._contents = contents
        self._pictures = 0
        self._revised = False
        self._inside_table = 0

    def warnings(self) -> tuple[str, ...]:
        """Return what a person should know about the words that were read."""
        found = []
        if self._pictures:
            found.append(f"文件中有 {self._pictures} 处图片，图片里的文字没有读取。")
        if self._revised:
            found.append("文件带有未处理的修订，按“全部接受”读取。")
        return tuple(found)

    def blocks(self, parent: Any, depth: int = 0) -> Iterator[str]:
        """Yield the text of each paragraph and table row, in order."""
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child, depth)
            elif tag == f"{W}tbl":
                yield from self._table(child, depth)
            elif tag in _PASSED_OVER or not isinstance(tag, str):
                self._revised = self._revised or tag in {f"{W}del", f"{W}moveFrom"}
            elif depth < _MAX_NESTING and not _is_contents(child):
                # w:sdt, w:customXml, w:ins around whole blocks
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[str]:
        properties = paragraph.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        if style is not None and style.get(f"{W}val") in self._contents:
            return
        boxes: list[Any] = []
        words = "".join(self._inline(paragraph, boxes, depth))
        mark = self._numbering.mark(properties)
        # a number without words is a row's number in a table and nothing in running text
        yield mark + words if words.strip() or self._inside_table else ""
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _inline(self, element: Any, boxes: list[Any], depth: int) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _TEXT:
                yield child.text or ""
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag in _PASSED_OVER or not isinstance(tag, str):
                self._revised = self._revised or tag == f"{W}del"
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}r" and _is_hidden(child):
                continue
            elif depth < _MAX_NESTING:
                self._pictures += tag.endswith(("}pic", "}imagedata"))
                self._revised = self._revised or tag == f"{W}ins"
                yield from self._inline(child, boxes, depth + 1)

    def _table(self, table: Any, depth: int) -> Iterator[str]:
        rows = [list(_within(row, f"{W}tc")) for row in _within(table, f"{W}tr")]
        if depth >= _MAX_NESTING:
            return
        if all(len(row) <= 1 for row in rows):
            # a frame around running text, not a table of data
            for cell in itertools.chain.from_iterable(rows):
                yield from self.blocks(cell, depth + 1)
            return
        self._inside_table += 1
        above: dict[int, str] = {}
        yield from lines_of_table([list(self._row(row, above, depth)) for row in rows])
        self._inside_table -= 1

    def _row(self, row: list[Any], above: dict[int, str], depth: int) -> Iterator[Cell]:
        """Yield the cells of a row; one that continues a merged cell says the words of the cell `above` again."""
        column = 0
        for cell in row:
            properties = cell.find(f"{W}tcPr")
            span = properties.find(f"{W}gridSpan") if properties is not None else None
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            across = max(1, min(whole(span.get(f"{W}val"), 1), 100)) if span is not None else 1
            words = " ".join(" ".join(self.blocks(cell, depth + 1)).split())
            if merge is not None and merge.get(f"{W}val") != "restart":
                words = above.get(column, words)
            elif merge is not None:
                above[column] = words
            yield Cell(words, across)
            column += across


def _within(element: Any, tag: str) -> Iterator[Any]:
    """Yield rows or cells, also those that a content control or a revision wraps, never those of an inner table."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, tag)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in {"0", "false", "off"}


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
