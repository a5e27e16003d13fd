"""Files that are two things at once are refused wherever files come in."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from docx import Document
from openpyxl import Workbook

from core.exceptions import UnreadableFile
from core.sheets import read_sheet
from policies.parsing.readers import Unreadable, read_bytes
from tasks.services.files import checked
from tests.policies.readers.files import PNG, pdf, saved

pytestmark = pytest.mark.pure
PAGE = b"<html><script>alert(1)</script></html>"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("run.class", b"\xca\xfe\xba\xbe")
    return out.getvalue()


def word() -> bytes:
    document = Document()
    document.add_paragraph("一、由市财政局牵头。")
    return saved(document)


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["名称"])
    book.save(out)
    return out.getvalue()


def printed() -> bytes:
    return pdf([[(90, 700, "一、由市财政局牵头。")]])


TWO_THINGS = {
    "a picture with an archive behind it": ("图.png", lambda: PNG + archive()),
    "a photograph with an archive behind it": ("图.jpg", lambda: b"\xff\xd8\xff\xe0" + archive()),
    "a PDF with an archive behind it": ("表.pdf", lambda: printed() + archive()),
    "a PDF that begins as an archive": ("表.pdf", lambda: archive() + printed()),
    "a Word file behind a picture": ("表.docx", lambda: GIF + word()),
    "a Word file behind a page": ("表.docx", lambda: PAGE + word()),
    "a Word file behind a PDF": ("表.docx", lambda: printed() + word()),
    "a workbook behind a picture": ("表.xlsx", lambda: GIF + workbook()),
    "a page behind a Word file's name": ("表.docx", lambda: PAGE),
    "a page behind a picture's name": ("图.png", lambda: PAGE + PNG),
    "a PDF under a text's name": ("表.txt", printed),
    "a picture under a table's name": ("表.csv", lambda: PNG),
}


@pytest.mark.parametrize("name", TWO_THINGS)
def test_evidence_that_is_two_things_is_refused(name):
    filename, make = TWO_THINGS[name]
    with pytest.raises(UnreadableFile) as refused:
        checked(ContentFile(make()), name=filename)
    assert refused.value.code == "file.disguised"


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.docx", word), ("a.xlsx", workbook), ("a.pdf", printed), ("a.png", lambda: PNG), ("a.txt", lambda: b"text")],
)
def test_evidence_that_is_one_thing_is_taken(name, make):
    assert checked(ContentFile(make()), name=name)[0] == name


@pytest.mark.parametrize(
    "make", [lambda: printed() + archive(), lambda: archive() + printed(), lambda: printed() + word()]
)
@pytest.mark.parametrize("name", ["方案.pdf", "方案.docx", "方案.txt"])
def test_a_policy_that_is_two_things_is_refused(name, make):
    with pytest.raises(Unreadable) as refused:
        read_bytes(make(), name)
    assert refused.value.code == "file.disguised"


@pytest.mark.parametrize("before", [GIF, PAGE, PNG])
def test_a_policy_behind_something_else_is_not_opened_as_word(before):
    try:
        read = read_bytes(before + word(), "方案.docx")
    except Unreadable:
        return
    assert read.format != "docx"
    assert "市财政局" not in read.text


@pytest.mark.parametrize("before", [GIF, PAGE, b" "])
def test_a_workbook_behind_something_else_is_no_workbook(before):
    assert read_sheet(workbook(), ["名称"]) == []
    with pytest.raises(UnreadableFile) as refused:
        read_sheet(before + workbook(), ["名称"])
    assert refused.value.code == "sheet.broken"
