"""Spreadsheets of strangers: read by their head, complained about by row and column, refused when dangerous."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core import sheets
from core.exceptions import UnreadableFile
from core.sheets import read_sheet, write_sheet


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_what_goes_out_comes_back_the_same():
    rows: list[list[Any]] = [["=1+1", date(2026, 3, 1), "市财政局"], ["-3", None, "+86"], ["'甲'", None, "@甲"]]
    data = write_sheet("单位", [("甲", 10), ("日期", 12), ("乙", 10)], rows)
    assert {cell.data_type for line in load_workbook(BytesIO(data)).active for cell in line} <= {"s", "d", "n"}
    back = read_sheet(data, ["甲", "日期", "乙"])
    assert [[row.text("甲"), row.day("日期"), row.text("乙")] for row in back] == rows


def test_columns_are_found_by_their_head_and_empty_rows_left_out():
    rows = read_sheet(workbook(["备注", "名称"], ["x", "甲局"], [None, None], ["", "乙局"]), ["名称"])
    assert [(row.number, row.text("名称")) for row in rows] == [(2, "甲局"), (4, "乙局")]


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 3, 1),
        datetime(2026, 3, 1, 9),  # noqa: DTZ001 as Excel gives it
        "2026-03-01",
        "2026年3月1日",
        "2026/3/1",
    ],
)
def test_dates_are_dates_however_they_are_written(value):
    assert read_sheet(workbook(["日期"], [value]), ["日期"])[0].day("日期") == date(2026, 3, 1)


def test_what_is_wrong_is_said_by_row_and_column():
    row = read_sheet(workbook(["名称", "日期", "类别"], [None, "2026-13-01", "衙门"]), ["名称", "日期", "类别"])[0]
    row.text("名称", required=True)
    row.day("日期")
    row.choice("类别", {"government": "政府部门"})
    assert [str(one) for one in row.wrong] == [
        "第2行，名称：不能为空。",
        "第2行，日期：须为日期，如 2026-03-01。",
        "第2行，类别：须为政府部门之一。",
    ]


def test_lists_in_a_cell_are_split():
    row = read_sheet(workbook(["别称"], ["市发改委、市计委；\n市计经委"]), ["别称"])[0]
    assert row.words("别称") == ["市发改委", "市计委", "市计经委"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet.broken"),
        (b"\xd0\xcf\x11\xe0 an old .xls", "sheet.broken"),
        (zipped(hello=b"world"), "sheet.broken"),
        (workbook(["别的"], ["x"]), "sheet.columns"),
        (zipped(bomb=b"0" * (61 * 1024 * 1024)), "sheet.too_large"),
        (zipped(**{f"part{n}": b"" for n in range(201)}), "sheet.too_large"),
        (zipped(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "a">]><x/>'}), "sheet.dangerous"),
        (zipped(**{"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "a">]><x/>'.encode("utf-16")}), "sheet.dangerous"),
    ],
    # named here: a zip holds the second it was made in, and two workers must collect the same names
    ids=["empty", "old_xls", "any_zip", "other_columns", "zip_bomb", "many_parts", "entities", "entities_utf16"],
)
def test_a_file_that_is_no_honest_workbook_is_refused(data, code):
    with pytest.raises(UnreadableFile) as refused:
        read_sheet(data, ["名称"], required=["名称"])
    assert refused.value.code == code


def test_too_many_bytes_and_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFile, match="最多导入 2 行"):
        read_sheet(workbook(["名称"], ["a"], ["b"], ["c"]), ["名称"])
    monkeypatch.setattr(sheets, "LARGEST_FILE", 10)
    with pytest.raises(UnreadableFile, match="超过"):
        read_sheet(workbook(["名称"]), ["名称"])
