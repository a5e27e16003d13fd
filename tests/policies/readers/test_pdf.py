"""PDF with text: furniture goes, wrapped lines join where the page proves it, and nothing else changes."""

from policies.parsing.readers import read_bytes

from .files import pdf

LEFT, INDENT, MARGIN = 90, 122, 505


def _lines(*pages) -> list[str]:
    return read_bytes(pdf(pages), "a.pdf").text.rstrip("\n").split("\n")


def test_a_wrapped_paragraph_becomes_one_line_even_across_pages_and_inside_a_name() -> None:
    assert _lines(
        [
            (INDENT, 700, "一、稳定和扩大就业。实施稳岗返还政策，由市人力"),
            (LEFT, 670, "资源社会保障局牵头。"),
            (INDENT, 640, "二、支持企业。落实各项政策，由市工业和信息化局"),
        ],
        [(LEFT, 700, "牵头，市财政局配合。"), (INDENT, 670, "三、强化督查。")],
    ) == [
        "一、稳定和扩大就业。实施稳岗返还政策，由市人力资源社会保障局牵头。",
        "二、支持企业。落实各项政策，由市工业和信息化局牵头，市财政局配合。",
        "三、强化督查。",
    ]


def test_page_numbers_and_running_heads_go_while_numbers_in_the_text_stay() -> None:
    pages = [
        [
            (90, 790, "云州市人民政府公报"),
            (INDENT, 700, f"{word}、完成投资39亿元。"),
            (LEFT, 670, "2025"),
            (INDENT, 640, "以上为要点"),
            (280, 40, f"— {n} —"),
        ]
        for n, word in enumerate("一二三四", 1)
    ]
    assert _lines(*pages) == [
        line for word in "一二三四" for line in (f"{word}、完成投资39亿元。", "2025", "以上为要点")
    ]


def test_a_line_printed_twice_for_boldness_comes_once() -> None:
    words = "云州市人民政府办公室关于印发稳增长措施的通知"
    assert _lines([(100, 700, words), (100.4, 700, words), (INDENT, 650, "一、甲。"), (INDENT, 620, "二、乙。")]) == [
        words,
        "一、甲。",
        "二、乙。",
    ]


def test_the_same_words_on_two_rows_stay_two() -> None:
    rows = [(INDENT, 700, "修建乡村道路"), (INDENT, 670, "市交通运输局"), (INDENT, 640, "市交通运输局")]
    assert _lines([*rows, (INDENT, 610, "以上任务年底前完成。")])[1:3] == ["市交通运输局", "市交通运输局"]


def test_a_page_without_words_in_a_document_with_words_is_mentioned() -> None:
    read = read_bytes(
        pdf(
            [
                [(INDENT, 700, "一、由市财政局牵头抓好各项政策落实工作。" * 1)] * 1,
                [],
                [(INDENT, 700, "二、由市审计局牵头抓好各项审计监督工作。")],
            ]
        ),
        "a.pdf",
    )
    assert "一、由市财政局牵头" in read.text
    assert any("第 2 页没有文字" in warning for warning in read.warnings)


def test_gaps_that_typesetting_leaves_beside_figures_are_no_characters() -> None:
    assert _lines([(INDENT, 700, "到 2025 年，完成投资 39 亿元，由市财政局牵头抓好落实工作。")]) == [
        "到2025年，完成投资39亿元，由市财政局牵头抓好落实工作。"
    ]
