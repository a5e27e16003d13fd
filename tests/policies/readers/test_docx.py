"""Word files: what stands on paper, with the numbers that Word computes."""

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from policies.parsing.readers import read_bytes
from policies.parsing.readers.numerals import write_number

from .files import another_list, docx_of, numbered, saved, with_list, with_member

OFFICIAL = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）")]


def _lines(document) -> list[str]:
    return read_bytes(saved(document), "通知.docx").text.rstrip("\n").split("\n")


def test_the_four_official_levels_are_numbered_and_lower_levels_restart() -> None:
    document = Document()
    number = with_list(document, OFFICIAL)
    for words, depth in (
        ("工业", 0),
        ("集群", 1),
        ("技改", 2),
        ("奖补", 3),
        ("消费", 2),
        ("出口", 1),
        ("农业", 0),
        ("粮食", 1),
    ):
        numbered(document, words, number, depth)
    assert _lines(document) == [
        "一、工业",
        "（一）集群",
        "1.技改",
        "（1）奖补",
        "2.消费",
        "（二）出口",
        "二、农业",
        "（一）粮食",
    ]


def test_a_level_told_not_to_restart_runs_on_across_sections() -> None:
    document = Document()
    number = with_list(document, [OFFICIAL[0], ("decimal", "%2.", '<w:lvlRestart w:val="0"/>')])
    for words, depth in (("甲", 0), ("子", 1), ("丑", 1), ("乙", 0), ("寅", 1)):
        numbered(document, words, number, depth)
    assert _lines(document) == ["一、甲", "1.子", "2.丑", "二、乙", "3.寅"]


def test_lists_of_one_definition_go_on_counting_unless_one_restarts() -> None:
    document = Document()
    first = with_list(document, [("decimal", "%1.")])
    second = another_list(document, 90, number=91)
    third = another_list(document, 90, number=92, start={0: 1})
    for number in (first, second, third, third, first):
        numbered(document, "事", number)
    assert _lines(document) == ["1.事", "2.事", "1.事", "2.事", "3.事"]


def test_a_pattern_may_name_upper_levels_and_articles() -> None:
    document = Document()
    number = with_list(
        document,
        [("chineseCounting", "第%1章"), ("chineseCountingThousand", "第%2条"), ("decimal", "%1.%3", "<w:isLgl/>")],
    )
    for words, depth in (("总则", 0), ("为了规范", 1), ("细目", 2)):
        numbered(document, words, number, depth)
    assert _lines(document) == ["第一章 总则", "第一条 为了规范", "1.1 细目"]


def test_numbers_come_through_styles_and_their_parents() -> None:
    document = Document()
    number = with_list(document, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）")])
    base = document.styles["Heading 1"]
    base.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{number}"/></w:numPr>'))
    child = document.styles.add_style("条目", 1)
    child.base_style = base
    document.add_paragraph("总体要求", style="Heading 1")
    document.add_paragraph("重点任务", style="条目")
    off = document.add_paragraph("附件", style="Heading 1")
    off._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
    assert _lines(document) == ["一、总体要求", "二、重点任务", "附件"]


def test_bullets_leave_no_sign_and_unknown_lists_no_number() -> None:
    document = Document()
    numbered(document, "点", with_list(document, [("bullet", "\uf06c")]))
    numbered(document, "无", "777")
    assert _lines(document) == ["点", "无"]


@pytest.mark.parametrize(
    ("number", "style", "words"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (3, "ideographTraditional", "丙"),
        (11, "ideographZodiac", "戌"),
        (26, "chineseLegalSimplified", "贰拾陆"),
        (10, "ideographDigital", "一〇"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (4, "decimalEnclosedParen", "⑷"),
        (7, "decimalFullWidth", "\uff17"),
        (5, "decimalZero", "05"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (9, "somethingNew", "9"),
        (9, "none", ""),
    ],
)
def test_counters_are_written_as_word_writes_them(number: int, style: str, words: str) -> None:
    assert write_number(number, style) == words


def test_a_table_gives_a_line_a_row_with_merged_cells_on_each_row_and_numbered_rows() -> None:
    document = Document()
    number = with_list(document, [("decimal", "%1")])
    table = document.add_table(rows=4, cols=3)
    for column, words in enumerate(("序号", "重点工作", "责任单位")):
        table.cell(0, column).text = words
    for row, words in ((1, "修路"), (2, "架桥"), (3, "")):
        table.cell(row, 1).text = words
        properties = table.cell(row, 0).paragraphs[0]._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        )
    table.cell(1, 2).merge(table.cell(2, 2)).text = "市交通运输局"
    table.cell(3, 1).merge(table.cell(3, 2)).text = "合计"
    assert _lines(document) == ["序号\t重点工作\t责任单位", "1\t修路\t市交通运输局", "2\t架桥\t市交通运输局", "3\t合计"]


def test_a_frame_of_one_column_reads_as_running_text() -> None:
    document = Document()
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "一、甲。"
    frame.cell(0, 0).add_paragraph("二、乙。")
    assert _lines(document) == ["一、甲。", "二、乙。"]


def test_text_boxes_are_read_once_where_they_hang() -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>云政办发〔2025〕7号</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("云州市人民政府办公室文件")._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert _lines(document) == ["云州市人民政府办公室文件", "云政办发〔2025〕7号"]


def test_deleted_and_hidden_words_are_not_read_and_revisions_are_mentioned() -> None:
    document = Document()
    paragraph = document.add_paragraph("由市财政局")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>协助</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>牵头</w:t></w:r></w:ins>"))
    paragraph.add_run("（草稿）").font.hidden = True
    read = read_bytes(saved(document), "a.docx")
    assert read.text == "由市财政局牵头\n"
    assert any("修订" in warning for warning in read.warnings)


def test_the_table_of_contents_is_left_out() -> None:
    document = Document()
    style = document.styles.add_style("toc 1", 1)
    document.add_paragraph("一、总体要求\t1", style=style)
    document.add_paragraph("一、总体要求")
    assert _lines(document) == ["一、总体要求"]


def test_footnotes_stand_at_the_end_and_not_in_the_sentence() -> None:
    document = Document()
    document.add_paragraph("由市财政局牵头")
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>列第一位的为牵头单位。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    package = with_member(saved(document), "word/footnotes.xml", notes.encode())
    relations = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        'Target="footnotes.xml"/></Relationships>'
    )
    package = _edited(package, "word/_rels/document.xml.rels", "</Relationships>", relations)
    kind = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.footnotes+xml"/></Types>'
    )
    package = _edited(package, "[Content_Types].xml", "</Types>", kind)
    assert read_bytes(package, "a.docx").text == "由市财政局牵头\n注1：列第一位的为牵头单位。\n"


def _edited(package: bytes, name: str, old: str, new: str) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        content = archive.read(name).decode()
    assert old in content
    return with_member(package, name, content.replace(old, new).encode())


def test_a_classification_in_the_page_header_is_seen() -> None:
    from policies.parsing.readers import Unreadable

    document = Document()
    document.add_paragraph("云州市人民政府文件")
    document.sections[0].header.paragraphs[0].text = "机密★1年"
    with pytest.raises(Unreadable) as refused:
        read_bytes(saved(document), "a.docx")
    assert refused.value.code == "file.secret_marked"


def test_a_word_file_named_doc_or_txt_is_read_as_what_it_is() -> None:
    for name in ("通知.doc", "通知.txt"):
        assert read_bytes(docx_of("由市财政局牵头"), name).text == "由市财政局牵头\n"
