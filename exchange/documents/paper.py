"""The sheet: A4 with the margins, faces and sizes of GB/T 9704 (版心 156 mm × 225 mm, 三号仿宋, 22 lines of 28 a page).

Faces are named as the standard names them; `fonts.py` writes beside each what may stand in for it.
"""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from exchange.documents import fonts
from exchange.documents.fonts import BODY, HEAD, SONG, TITLE

__all__ = ["BODY", "HEAD", "SONG", "TITLE"]
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = 22, 16, 14, 10.5
LINE = 28.9
# figures, dates and words up to this length stand in the middle of their column
SHORT = 10
RED = RGBColor(0xE6, 0x00, 0x12)
# a letter's red rules are 170 mm long, centred on a page whose text is 156 mm wide (GB/T 9704-2012, 10.1)
RULE_OVERHANG = Mm(7)


def new_paper(*, wide: bool = False, numbered: bool = True) -> DocumentType:
    """Return an empty sheet with the official margins and body style; `wide` lies on its long side."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(37), Mm(35)
    style = paper.styles["Normal"]
    style.font.size = Pt(SIZE_3)
    style.font.name = BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(LINE)
    style.paragraph_format.space_after = Pt(0)
    if numbered:
        _page_numbers(paper)
    return paper


def to_bytes(paper: DocumentType) -> bytes:
    """Return a finished sheet as .docx, with the table of its faces and what may stand in for them."""
    fonts.declare(paper)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def write(
    paragraph: Paragraph, text: str, *, face: str = BODY, size: float = SIZE_3, bold: bool = False, red: bool = False
) -> Run:
    """Append text to a paragraph in a face and size (points)."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = face, Pt(size), bold
    if red:
        run.font.color.rgb = RED
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


def masthead(paper: DocumentType, office: str, number: str) -> None:
    """Write who issues, in red, the number below and the red rule under it, as the standard lays out a document."""
    head = paper.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    size = min(62, 440 / max(1, len(office)))
    write(head, office, face=TITLE, size=size, red=True)
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before = Pt(LINE)
    write(line, number)
    rule(line, "single", space=11)
    paper.add_paragraph()


def letterhead(paper: DocumentType, office: str, number: str) -> None:
    """Write the head of a letter: who writes, in red, over a double rule (上粗下细), the number at the right below."""
    paper.sections[0].top_margin = Mm(30)
    head = paper.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    head.paragraph_format.left_indent = head.paragraph_format.right_indent = -RULE_OVERHANG
    write(head, office, face=TITLE, size=min(48, 440 / max(1, len(office))), red=True)
    rule(head, "thickThinSmallGap", space=8, width=24)
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write(line, number)
    foot = paper.sections[0].first_page_footer
    paper.sections[0].different_first_page_header_footer = True
    last = foot.paragraphs[0]
    last.paragraph_format.left_indent = last.paragraph_format.right_indent = -RULE_OVERHANG
    last.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    rule(last, "thinThickSmallGap", width=24)


def rule(paragraph: Paragraph, kind: str, *, space: int = 1, width: int = 12, red: bool = True) -> None:
    """Draw a rule under a paragraph; `space` in points, `width` in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", kind), ("sz", width), ("space", space), ("color", "E60012" if red else "000000")):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def title(paper: DocumentType, text: str) -> None:
    """Write the centred title, 二号小标宋, with a line of space after it."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(36)
    paragraph.paragraph_format.space_after = Pt(LINE)
    write(paragraph, text, face=TITLE, size=SIZE_2)


def addressee(paper: DocumentType, text: str) -> None:
    """Write whom the paper is for, flush left, with its colon."""
    write(paper.add_paragraph(), f"{text}：")


def heading(paper: DocumentType, text: str) -> None:
    """Write a heading of the first level (一、), 三号黑体."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE_3)
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, text, face=HEAD)


def body(paper: DocumentType, text: str) -> None:
    """Write a paragraph of the text, indented by two characters."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE_3)
    write(paragraph, text)


def signature(paper: DocumentType, office: str, day: str, *, last: bool = True) -> None:
    """Write who signs and when, at the right, together on one page, with what follows unless it is the last."""
    paper.add_paragraph().paragraph_format.keep_with_next = True
    for line in (office, day):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(2 * SIZE_3)
        paragraph.paragraph_format.keep_with_next = line is office or not last
        write(paragraph, line)


def imprint(paper: DocumentType, office: str, day: str) -> None:
    """Write the 版记 at the end: who printed it and on which day, between two rules, 四号仿宋."""
    line = paper.add_paragraph()
    line.paragraph_format.space_before = Pt(LINE)
    rule(line, "single", width=8, red=False)
    line.paragraph_format.line_spacing = Pt(6)
    line.paragraph_format.keep_with_next = True
    last = paper.add_paragraph()
    last.paragraph_format.left_indent = last.paragraph_format.right_indent = Pt(SIZE_4)
    last.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(2 * SIZE_4), 2)  # WD_TAB_ALIGNMENT.RIGHT
    write(last, f"{office}\t{day}印发", size=SIZE_4)
    rule(last, "single", width=8, red=False)


def table(paper: DocumentType, rows: Sequence[tuple[str, str]]) -> None:
    """Write a table of two columns: what, and its value."""
    grid = paper.add_table(rows=0, cols=2)
    grid.style = "Table Grid"
    grid.autofit = False
    for column, width in zip(grid.columns, (34, 122), strict=True):
        column.width = Mm(width)
    for label, value in rows:
        left, right = grid.add_row().cells
        left.width, right.width = Mm(34), Mm(122)
        write(left.paragraphs[0], label, face=HEAD, size=SIZE_4)
        write(right.paragraphs[0], value, size=SIZE_4)


def listing(
    paper: DocumentType, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float
) -> None:
    """Write a table with a head that is repeated on every page; widths in mm, rows are never torn apart."""
    grid = paper.add_table(rows=1, cols=len(heads))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)
    # the grid as well as the cells: Word reads these, LibreOffice those
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts in enumerate((heads, *rows)):
        cells = grid.rows[0].cells if row == 0 else grid.add_row().cells
        properties = grid.rows[row]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(cells, texts, widths, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(size * 1.4)
            if row == 0 or len(text) <= SHORT:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            write(paragraph, text, face=HEAD if row == 0 else BODY, size=size)


def _page_numbers(paper: DocumentType) -> None:
    """Write — 1 — at the foot, 四号宋体, 7 mm below the text; outside on facing pages."""
    section = paper.sections[0]
    section.footer_distance = Mm(23) if section.orientation == WD_ORIENT.PORTRAIT else Mm(15)
    paper.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SIZE_4)
        write(paragraph, "— ", face=SONG, size=SIZE_4)
        run = write(paragraph, "", face=SONG, size=SIZE_4)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._r.append(part)
        write(paragraph, " —", face=SONG, size=SIZE_4)
