"""PDF files that carry text: page furniture removed, wrapped lines joined where the page's geometry proves the wrap."""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .types import MAX_BYTES, ReadText, Unreadable, broken, encrypted, too_large

_MAX_PAGES = 2000
_SCANNED_CHARACTERS = 20
"""A page with fewer characters than this bears a stamp or a page number at most."""
_BLANKS = "\r \u3000\u00a0\ufffe"
_EDGE_LINES = 3
_FOOT, _HEAD = 0.13, 0.87
"""Official pages (GB/T 9704) leave 37 mm above and 35 mm below the text."""
_PAGE_NUMBER = re.compile(
    r"[-—–―·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/\uff0f共]*\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–―·\s]*"
)
_DIGITS = re.compile(r"\d+")
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")
_BEGINS = re.compile(
    r"第[一二三四五六七八九十百]+[章节条]|[（(]?[一二三四五六七八九十百]{1,4}[)）、]|[（(]?\d{1,3}[)）.\uff0e、](?!\d)"
)
_NARROW = 0.7
_GARBLED = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08]")
_SPACED = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u4e00-\u9fff])")
"""The quarter space that typesetting leaves beside an ideograph: it is no character of the document."""
_pdfium = threading.Lock()
"""pdfium is not safe for threads, even with separate documents."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line with its edges and height as shares of the page's width; `height` 0 where they are unknown.

    `level` is its place between the foot (0) and the head (1) of the page.
    """

    words: str
    left: float = 0.0
    right: float = 0.0
    height: float = 0.0
    level: float = 0.0


def read_pdf(data: bytes) -> ReadText:
    """Read a PDF; raise `Unreadable` for a scanned, protected or broken one."""
    with _pdfium:
        pages = _pages(data)
    said = [sum(len(line.words) for line in page) for page in pages]
    bare = [number for number, size in enumerate(said, 1) if size < _SCANNED_CHARACTERS]
    if len(bare) > 0.5 * len(pages) and sum(said) < 200 * len(pages):
        raise Unreadable(
            "file.scanned_pdf", "这是扫描件 PDF，只有图像没有文字；请先做文字识别（OCR），或上传 docx、带文字的 PDF。"
        )
    text = "\n".join(_joined(_without_furniture(pages))) + "\n"
    if len(_GARBLED.findall(text)) > 0.1 * len(text):
        raise Unreadable(
            "file.pdf_encoding", "这个 PDF 的文字没有编码信息，读出来是乱码；请上传 docx，或用 WPS、Word 重新导出 PDF。"
        )
    warnings = ["PDF 中的表格、换行由版面推断，请对照原文核对。"]
    if bare:
        warnings.append(f"第 {'、'.join(map(str, bare[:10]))} 页没有文字，可能是图片，没有读取。")
    return ReadText(text, "pdf", None, tuple(warnings))


def _pages(data: bytes) -> list[list[_Line]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise encrypted() from error
        raise broken(" PDF ") from error
    try:
        if not 0 < len(document) <= _MAX_PAGES:
            raise broken(" PDF ")
        pages, size = [], 0
        for number in range(len(document)):
            pages.append(_lines(document, number))
            size += sum(3 * len(line.words) for line in pages[-1])
            if size > MAX_BYTES:
                raise too_large(size)
        return pages
    except pypdfium2.PdfiumError as error:
        raise broken(" PDF ") from error
    finally:
        document.close()


def _lines(document: Any, number: int) -> list[_Line]:
    page = document[number]
    text = page.get_textpage()
    try:
        words = text.get_text_range().replace("\x00", " ")
        # an index of the text counts characters outside the basic plane once and generated line ends too
        exact = text.count_chars() == len(words)
        return list(_measured(words, text if exact else None, page.get_size()))
    finally:
        text.close()
        page.close()


def _measured(words: str, text: Any | None, size: tuple[float, float]) -> Iterator[_Line]:
    """Yield the lines of a page with their places; a line printed twice for boldness comes once."""
    offset = 0
    before: _Line | None = None
    for raw in words.split("\n"):
        start, offset = offset, offset + len(raw) + 1
        stripped = raw.strip(_BLANKS)
        if not stripped:
            continue
        first = start + len(raw) - len(raw.lstrip(_BLANKS))
        line = _place(stripped, text, first, size) if text is not None else _Line(stripped)
        if before is None or not _printed_over(before, line):
            yield line
        before = line


def _printed_over(before: _Line, line: _Line) -> bool:
    near = abs(before.level - line.level) < 0.003 and abs(before.left - line.left) < 0.01
    return line.height > 0 and near and before.words == line.words


def _place(line: str, text: Any, first: int, size: tuple[float, float]) -> _Line:
    width, height = max(size[0], 1.0), max(size[1], 1.0)
    left, bottom, _, top = text.get_charbox(first, loose=True)
    right = text.get_charbox(first + len(line) - 1, loose=True)[2]
    return _Line(line, left / width, right / width, (top - bottom) / width, bottom / height)


def _without_furniture(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop page numbers and what stands at the head or foot of most pages."""
    repeated: Counter[str] = Counter()
    for page in pages:
        repeated.update({_DIGITS.sub("#", line.words) for line in [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]})
    often = max(3, 0.5 * len(pages))

    def is_furniture(line: _Line) -> bool:
        if line.height and _FOOT < line.level < _HEAD:
            return False
        return bool(_PAGE_NUMBER.fullmatch(line.words)) or repeated[_DIGITS.sub("#", line.words)] >= often

    return [_trimmed(page, is_furniture) for page in pages]


def _trimmed(page: list[_Line], is_furniture: Any) -> list[_Line]:
    start, end = 0, len(page)
    while start < min(end, _EDGE_LINES) and is_furniture(page[start]):
        start += 1
    while end > max(start, len(page) - _EDGE_LINES) and is_furniture(page[end - 1]):
        end -= 1
    return page[start:end]


def _joined(pages: list[list[_Line]]) -> Iterator[str]:
    """Yield paragraphs: a line that fills its column goes on in the next one if that begins at the column's edge."""
    lines = [line for page in pages for line in page]
    left, right = _column(lines)
    paragraph = ""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        paragraph += _SPACED.sub("", line.words)
        full = line.height > 0 and line.right >= right - 2.6 * line.height and right > _NARROW
        if following is not None and full and _goes_on(following, left) and _same_type(line, following):
            if not (_IDEOGRAPH.match(paragraph[-1]) or _IDEOGRAPH.match(following.words)) and paragraph[-1].isalnum():
                paragraph += " "
            continue
        yield paragraph
        paragraph = ""


def _goes_on(line: _Line, left: float) -> bool:
    return line.left <= left + 0.8 * line.height and not _BEGINS.match(line.words)


def _same_type(line: _Line, following: _Line) -> bool:
    """Whether two lines are set alike: a title in large type does not go on in the line below it."""
    return 0.8 < following.height / line.height < 1.25


def _column(lines: list[_Line]) -> tuple[float, float]:
    """Return the edges of the text column: where wrapped lines begin, and the far edge that many lines reach."""
    placed = [line for line in lines if line.height > 0]
    if not placed:
        return 0.0, 0.0
    starts = sorted(line.left for line in placed if len(line.words) > 8) or [0.0]
    ends = sorted(line.right for line in placed)
    return starts[int(0.05 * (len(starts) - 1))], ends[int(0.9 * (len(ends) - 1))]
