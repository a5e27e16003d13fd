"""Small spreadsheets out and in: lists a person edits in Excel and gives back, checked before anything is stored.

A workbook is a zip of XML from a stranger: its size, the number and the unpacked size of its parts are bounded before
it is opened, and XML that declares a type or entities is refused. Formulas are read as what they last showed.
"""

import base64
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.cells import cell, typed
from core.exceptions import UnreadableFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 5000
SNIFF = 64 * 1024
NO_WORKBOOK = "文件不是 .xlsx 工作簿；请用 Excel 另存为 .xlsx 后再上传。"
_DECLARATION = re.compile(rb"<\x00?!\x00?(D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong in a sheet, as a person finds it there."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第{self.row}行，{self.column}：{self.message}" if self.column else f"第{self.row}行：{self.message}"


@dataclass
class Row:
    """One row of a sheet with its number in Excel; what cannot be read is noted in `wrong`."""

    number: int
    values: Mapping[str, Any]
    wrong: list[Wrong] = field(default_factory=list)

    def complain(self, column: str, message: str) -> None:
        """Note what is wrong with a cell of this row."""
        self.wrong.append(Wrong(self.number, column, message))

    def text(self, column: str, *, longest: int = 200, required: bool = False) -> str:
        """Return a cell as text; a missing or too long one is noted."""
        found = typed(self.values.get(column))
        if required and not found:
            self.complain(column, "不能为空。")
        if len(found) > longest:
            self.complain(column, f"不能超过 {longest} 个字。")
        if not found.replace("\n", "").isprintable():
            self.complain(column, "含有不允许的字符。")
        return found

    def words(self, column: str) -> list[str]:
        """Return a cell that lists several things, one a line or separated by 、 ; ；."""
        return [part.strip() for part in re.split(r"[、;；\n]", self.text(column, longest=2000)) if part.strip()]

    def day(self, column: str) -> date | None:
        """Return a cell as a date; Excel's dates, 2026-03-01 and 2026年3月1日 are understood, other text is noted."""
        found = typed(self.values.get(column))
        if not found:
            return None
        match = _DATE.fullmatch(found)
        try:
            return date(*map(int, match.groups())) if match else date.fromisoformat(found)
        except ValueError:
            self.complain(column, "须为日期，如 2026-03-01。")
            return None

    def choice(self, column: str, words: Mapping[str, str]) -> str:
        """Return the code whose word stands in a cell, empty for an empty cell; another word is noted."""
        found = self.text(column)
        codes = {word: code for code, word in words.items()}
        if found and found not in codes:
            self.complain(column, f"须为{'、'.join(codes)}之一。")
        return codes.get(found, "")


def write_sheet(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook with one sheet: a bold frozen head of (title, width), dates as dates, no formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    heads = []
    for index, (name, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
        head = WriteOnlyCell(sheet, value=name)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for row in rows:
        sheet.append([cell(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def pack(data: bytes) -> str:
    """Return a workbook as text that a page carries from the preview to the confirmation; the server keeps nothing."""
    return base64.b64encode(data).decode()


def unpack(text: str) -> bytes:
    """Return the workbook that a page carried; UnreadableFile when it was not carried whole."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _unreadable("sheet.broken", "预览的文件不完整，请重新上传。") from error


def read_sheet(data: bytes, columns: Sequence[str], *, required: Sequence[str] = ()) -> list[Row]:
    """Return the rows of a workbook's first sheet by its head line, empty rows left out.

    Raises UnreadableFile, with what to do, for a file that is no workbook, too large, or lacks a required column.
    """
    _refuse_dangerous(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        lines = book.worksheets[0].iter_rows(values_only=True)
        head = [typed(value) for value in next(lines, ())]
        return list(_rows(lines, head, columns, required))
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over in a broken workbook
        raise _unreadable("sheet.broken", "文件不是有效的 Excel 工作簿；请用 Excel 另存为 .xlsx 后再上传。") from error


def _rows(lines: Iterator[Any], head: list[str], columns: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
    missing = [name for name in required if name not in head]
    if missing:
        raise _unreadable("sheet.columns", f"表头缺少：{'、'.join(missing)}。请先导出一份，在其中修改后再导入。")
    places = {name: head.index(name) for name in columns if name in head}
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS + 1:
            raise _unreadable("sheet.too_many_rows", f"一次最多导入 {MOST_ROWS} 行，请分几次导入。")
        values = {name: line[place] if place < len(line) else None for name, place in places.items()}
        if any(typed(value) for value in values.values()):
            yield Row(number, values)


def _refuse_dangerous(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise _unreadable("sheet.too_large", f"文件超过 {LARGEST_FILE // 1024 // 1024} MB，请分几次导入。")
    # an archive may stand behind anything else: a picture with a workbook at its end is no workbook
    if not data.startswith(b"PK\x03\x04"):
        raise _unreadable("sheet.broken", NO_WORKBOOK)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise _unreadable("sheet.too_large", "文件展开后过大，请另存为新的工作簿再导入。")
            for part in parts:
                with archive.open(part) as opened:
                    if _DECLARATION.search(opened.read(SNIFF)):
                        raise _unreadable("sheet.dangerous", "文件内容异常，不能导入；请另存为新的工作簿。")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise _unreadable("sheet.broken", NO_WORKBOOK) from error


def _unreadable(code: str, message: str) -> UnreadableFile:
    return UnreadableFile(code, message, fields={"file": [message]})
