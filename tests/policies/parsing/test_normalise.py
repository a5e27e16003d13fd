"""One form of writing, and never a shifted span."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.parsing import read
from policies.parsing.normalise import fold


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("（責任單位：市財政局、市科技局）", "(责任单位:市财政局、市科技局)"),
        ("到２０２５年，完成８０％；著力推進！", "到2025年,完成80%;着力推进!"),
        ("牵头　单位\u00a0市局", "牵头 单位 市局"),
        ("《规划》〔2025〕【单位】“引号”。", "《规划》〔2025〕【单位】“引号”。"),
        ("怎么做：成效显著，乾县", "怎么做:成效显著,乾县"),
        ("這麼做，成效顯著，於是著力", "这么做,成效显著,于是着力"),
        ("\u2f84\u2f08", "至人"),
    ],
)
def test_folding_writes_one_form_and_keeps_the_marks_that_mean_something(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(st.characters(codec=None)))
def test_folding_never_changes_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_one_broken_character_costs_the_other_lines_nothing() -> None:
    assert fold("推動著力\n\ud800\n於是") == "推动着力\n\ud800\n于是"


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\u2028", "\x85"])
def test_every_kind_of_line_break_parts_paragraphs_and_items(line_break: str) -> None:
    lines = ("云州市工作方案", "一、主要任务", "1.建设泵站。（市水务局）", "2.清理河道。（市城管局）")
    measures = read(line_break.join(lines)).documents[0].measures
    assert [(measure.number, measure.section) for measure in measures] == [("1", "一、主要任务"), ("2", "一、主要任务")]
