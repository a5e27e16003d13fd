"""The sheet: A4 with the margins, faces and sizes of GB/T 9704 (版心 156 mm × 225 mm, 三号仿宋, 22 lines a page).

Faces are named as the standard names them; where an office has none of them Word falls back within the same style.
"""

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY, TITLE, HEAD = "仿宋_GB2312", "方正小标宋简体", "黑体"
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
LINE = 28.9


def new_paper() -> DocumentType:
    """Return an empty sheet with the official margins and body style."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = paper.styles["Normal"]
    style.font.size = Pt(SIZE_3)
    style.font.name = BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(LINE)
    style.paragraph_format.space_after = Pt(0)
    return paper


def write(paragraph: Paragraph, text: str, *, face: str = BODY, size: float = SIZE_3, bold: bool = False) -> Run:
    """Append text to a paragraph in a face and size (points)."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = face, Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


def title(paper: DocumentType, text: str) -> None:
    """Write the centred title, 二号小标宋, with a line of space after it."""
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(36)
    paragraph.paragraph_format.space_after = Pt(LINE)
    write(paragraph, text, face=TITLE, size=SIZE_2)


def body(paper: DocumentType, text: str) -> None:
    """Write a paragraph of the text, indented by two characters."""
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * SIZE_3)
    write(paragraph, text)


def signature(paper: DocumentType, office: str, day: str) -> None:
    """Write who signs and when, at the right."""
    paper.add_paragraph()
    for line in (office, day):
        paragraph = paper.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(2 * SIZE_3)
        write(paragraph, line)


def table(paper: DocumentType, rows: list[tuple[str, str]]) -> None:
    """Write a table of two columns: what, and its value."""
    grid = paper.add_table(rows=0, cols=2)
    grid.style = "Table Grid"
    for label, value in rows:
        left, right = grid.add_row().cells
        left.width, right.width = Mm(34), Mm(122)
        write(left.paragraphs[0], label, face=HEAD, size=SIZE_4)
        write(right.paragraphs[0], value, size=SIZE_4)
