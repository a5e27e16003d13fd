"""Official paper opened in LibreOffice and looked at page by page: size, margins, faces' sizes, nothing cut off."""

import shutil
import subprocess
from datetime import date

import pypdfium2
import pytest

from exchange.documents import paper
from exchange.documents.circular import CircularFacts, LateLine, UnitLine, circular
from exchange.documents.letter import urging_letter
from exchange.documents.order import order_sheet
from exchange.documents.register import register
from exchange.documents.transfer import transfer_sheet
from tasks.models import Task, Urging
from tests.factories.tasks import make_part, make_task

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="没有 LibreOffice（apt-get install libreoffice-writer)"),
]
MM = 72 / 25.4
# a glyph's box may stand out of its line by a hair
SLACK = 1.5 * MM


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens .docx bytes in LibreOffice and gives the pages of the PDF it prints."""
    files = []

    def act(data: bytes):
        source = tmp_path / "paper.docx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        file = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
        files.append(file)
        return [file[at] for at in range(len(file))]

    yield act
    for file in files:
        file.close()


def text_of(page) -> str:
    found = page.get_textpage()
    try:
        return str(found.get_text_bounded()).replace("\r\n", "").replace(" ", "")
    finally:
        found.close()


def boxes(page) -> list[tuple[float, float, float, float]]:
    found = page.get_textpage()
    try:
        return [found.get_charbox(at) for at in range(found.count_chars()) if found.get_text_range(at, 1).strip()]
    finally:
        found.close()


def is_blank(page) -> bool:
    """Say whether the page's picture shows nothing but paper."""
    picture = page.render(scale=0.5, grayscale=True)
    try:
        return min(bytes(picture.buffer)) > 250
    finally:
        picture.close()


def outside(page, *, left: float, right: float, bottom: float = 20) -> list[tuple[float, ...]]:
    """Return the boxes of characters that stand out of the margins (mm)."""
    width = page.get_width()
    return [
        box
        for box in boxes(page)
        if box[0] < left * MM - SLACK or box[2] > width - right * MM + SLACK or box[1] < bottom * MM - SLACK
    ]


def look(pages, *, wide: bool = False) -> str:
    """Check what every page must be; returns the text of all."""
    sides = (297, 210) if wide else (210, 297)
    for page in pages:
        assert (round(page.get_width() / MM), round(page.get_height() / MM)) == sides
        assert not is_blank(page)
        assert outside(page, left=37 if wide else 28, right=35 if wide else 26, bottom=8) == []
    return "".join(map(text_of, pages))


@pytest.mark.pure
def test_a_full_page_has_at_most_twenty_two_lines_of_twenty_eight(opened):
    sheet = paper.new_paper()
    paper.body(sheet, "督" * 28 * 30)
    pages = opened(paper.to_bytes(sheet))
    look(pages)
    tops = sorted({round(box[1]) for box in boxes(pages[0])})
    lines = [one for at, one in enumerate(tops) if at == 0 or one - tops[at - 1] > 10]
    # the page number is the twenty-third
    assert len(lines) == 23
    row = [box for box in boxes(pages[0]) if abs(box[1] - lines[-2]) < 4]
    assert 27 <= len(row) <= 28


@pytest.fixture
def task(cast, settings):
    settings.DUBAN_TODAY = "2025-09-18"
    return make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1), quotation="加快推进。" * 20
    )


def test_the_order_sheet_is_one_page(opened, task):
    pages = opened(order_sheet(task))
    assert len(pages) == 1
    assert "市发展改革委" in look(pages)


def test_a_letter_of_many_urgings_runs_on_and_signs_on_the_last_page(opened, cast, task):
    part = task.assignments.get(is_first_lead=True)
    letters = [
        Urging(assignment=part, number=at, level="yellow", text="请抓紧办理。" * 5, issued_on=date(2025, 9, 18),
               term_on=date(2025, 9, 23))
        for at in range(1, 10)
    ]  # fmt: skip
    pages = opened(urging_letter(letters, number="云督催〔2025〕3号"))
    look(pages)
    assert len(pages) >= 2
    assert "云督催〔2025〕3号" in text_of(pages[0])
    assert "2025年9月23日前书面回复" in text_of(pages[-1])
    assert "云州市人民政府督查室" in text_of(pages[-1])


def test_the_circular_keeps_its_imprint_with_the_signature_and_repeats_the_heads(opened, cast):
    units = tuple(UnitLine(f"市第{at}局", 10, at, 2, 1) for at in range(1, 10))
    late = tuple(LateLine(f"云督{at}", "推进老旧小区改造" * 3, "市财政局", date(2025, 8, 1), 48) for at in range(25))
    facts = CircularFacts(cast.jurisdiction, date(2025, 9, 1), date(2025, 9, 18), units, late, 3)
    pages = opened(circular(facts, number="云督通〔2025〕1号"))
    said = look(pages)
    assert "另有5件逾期事项" in said
    assert said.count("逾期") > 3
    assert "各牵头单位要" in said
    assert text_of(pages[-1]).count("云州市人民政府督查室") == 2
    assert sum("编号事项牵头单位" in text_of(page) for page in pages) >= 2


def test_the_hand_over_sheet_has_room_for_three_signatures(opened, cast, task):
    part = task.assignments.get(department=cast.co_unit)
    part.succeeded_by = make_part(task, cast.other_unit)
    pages = opened(transfer_sheet([part], number="云督移〔2025〕1号", day=date(2025, 9, 18), reason="机构改革"))
    said = look(pages)
    assert len(pages) == 1
    assert all(f"{who}（签字）" in said for who in ("移交人", "接收人", "监交人"))


def test_the_ledger_lies_on_its_long_side_with_its_head_on_every_page(opened, cast, task):
    for _ in range(39):
        make_task(cast.jurisdiction, lead=cast.lead_unit, title="推进老旧小区改造" * 3, due_on=date(2025, 9, 1))
    data, count = register(
        Task.objects.order_by("pk"), government="云州市", conditions="灯：红", number="云督账〔2025〕1号"
    )
    pages = opened(data)
    look(pages, wide=True)
    assert (count, len(pages) > 1) == (40, True)
    assert all("编号事项牵头单位" in text_of(page) for page in pages)
