"""Who answers for what: every way of writing it that was met, in `clauses.txt`, read as a careful clerk would."""

from pathlib import Path

import pytest

from policies.parsing import read

from .reading import document, doubts, roles

Case = tuple[str, str, str, list[str]]


def _cases() -> list[Case]:
    cases = []
    for block in Path(__file__).with_name("clauses.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        clause, answer, *rest = block.split("\n")
        basis, _, units = answer.strip().partition(" | ")
        cases.append((clause, basis, units, rest[0].strip(" ?").split() if rest else []))
    return cases


@pytest.mark.parametrize(("clause", "basis", "units", "unsure"), _cases(), ids=lambda value: str(value)[:40])
def test_a_clause_in_a_bracket_is_read(clause: str, basis: str, units: str, unsure: list[str]) -> None:
    (measure,) = document(f"一、重点任务\n1.做好有关工作。推进各项任务。（{clause}）\n").measures
    assert (measure.lead_basis, roles(measure), doubts(measure)) == (basis, units, unsure)


@pytest.mark.parametrize("brackets", ["()", "〔〕", "[]", "【】", "（）"])
def test_any_kind_of_bracket_holds_a_clause(brackets: str) -> None:
    left, right = brackets[0], brackets[1]
    (measure,) = document(f"1.做好工作。推进任务。{left}责任单位：市财政局、市科技局{right}").measures
    assert roles(measure) == "牵头 市财政局; 责任 市科技局"


@pytest.mark.parametrize(
    "words",
    [
        "到2025年，重点企业达到100家（含规模以上企业）。",
        "支持市（地、州、盟）、县（市、区、旗）先行先试。",
        "对接国际标准化组织（ISO）。",
        "企业直接申报（企业直接向国家发展改革委申报，不需省级发展改革部门转报）。",
        "推进技工院校建设（技工院校内由人力资源社会保障部门负责考核，院校外由教育部门负责）。",
        "（此件公开发布）",
    ],
)
def test_an_ordinary_bracket_is_no_clause(words: str) -> None:
    measures = document(f"1.做好工作。{words}").measures
    assert not [unit for measure in measures for unit in measure.units if unit.basis != "inline"]


def test_units_point_at_the_words_they_came_from() -> None:
    text = "1.做好工作。（牵头单位：市財政局；責任單位：市科技局）"
    parsed = read(text)
    (measure,) = parsed.documents[0].measures
    assert [text[slice(*unit.span)] for unit in measure.units] == ["市財政局", "市科技局"]
    assert [unit.name for unit in measure.units] == ["市财政局", "市科技局"]


def test_a_note_makes_the_first_listed_the_lead_from_there_on() -> None:
    text = """1.甲工作。（责任单位：市科技局、市财政局）
2.乙工作。（市教育局、市财政局按职责分工负责，排在第一位的为牵头单位，下同）
3.丙工作。（市民政局、市财政局按职责分工负责）
"""
    measures = document(text).measures
    assert [m.lead_basis for m in measures] == ["first_listed_inferred", "first_listed_note", "first_listed_note"]
    assert roles(measures[2]) == "牵头 市民政局; 责任 市财政局"


def test_a_note_at_the_end_governs_the_whole_document() -> None:
    text = "1.甲工作。（责任单位：市科技局、市财政局）\n注：责任单位中列第一位的为牵头单位。"
    assert document(text).measures[0].lead_basis == "first_listed_note"


def test_a_note_on_bold_type_asks_a_person() -> None:
    text = "1.甲工作。（责任单位：市科技局、市财政局）\n注：字体加粗的为牵头单位。"
    assert "lead.marked" in doubts(document(text).measures[0])


def test_a_mark_names_the_lead_where_a_note_explains_it() -> None:
    text = "1.甲工作。（责任单位：市科技局、*市财政局）\n注：标*的为牵头单位。"
    assert roles(document(text).measures[0]) == "牵头 市财政局; 责任 市科技局"


@pytest.mark.parametrize(
    "sentence",
    [
        "以上任务均需各县（市、区）人民政府、云州高新区管委会落实，不再单独列出。",
        "各项任务的责任单位均包括各县（市、区）人民政府、云州高新区管委会，不再逐一列出。",
        "各县（市、区）人民政府、云州高新区管委会均为责任单位，不再一一列出。",
    ],
)
def test_a_blanket_duty_is_on_every_measure(sentence: str) -> None:
    text = f"1.甲工作。（责任单位：市科技局）\n2.乙工作。（责任单位：市教育局）\n{sentence}"
    expected = "落实 各县(市、区)人民政府 云州高新区管委会"
    assert [roles(m).partition("; ")[2] for m in document(text).measures] == [expected, expected]


def test_a_blanket_duty_for_what_follows_spares_what_stands_before() -> None:
    text = """1.甲工作。（责任单位：市科技局）
2.乙工作。（责任单位：市教育局。以下措施均需各区人民政府落实）
3.丙。（责任单位：市民政局）
"""
    assert ["落实" in roles(m) for m in document(text).measures] == [False, True, True]


def test_a_probable_misprint_is_offered_and_never_mended() -> None:
    text = """1.甲。（责任单位：市住房城乡建设局）
2.乙。（责任单位：市住房城乡建设局、市教育局）
3.丙。（责任单位：市住房城市建设局、市体育局）
"""
    measure = document(text).measures[2]
    assert roles(measure) == "牵头 市住房城市建设局; 责任 市体育局"
    (finding,) = [f for f in measure.findings if f.code == "units.near_miss"]
    assert "市住房城乡建设局" in finding.message


def test_a_registered_name_that_holds_a_conjunction_stays_whole() -> None:
    text = "1.甲。（责任单位：市港务和口岸办公室和市财政局）"
    assert roles(document(text, names=("市港务和口岸办公室",)).measures[0]) == "牵头 市港务和口岸办公室; 责任 市财政局"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.甲工作。推进。（责任单位：市科技局、市财政局", "clause.unclosed"),
        ("1.甲工作。推进。（责任单位：市科技局、云数通）", "units.unknown"),
        ("1.甲工作。推进。（责任单位：市科技局 张某某）", "units.person"),
        ("1.甲工作。推进。（责任单位：市科技局局长、市财政局）", "units.holder"),
        ("1.甲工作。推进。（配合单位：市科技局）", "lead.none"),
        ("1.甲工作。推进。（发改、财政等部门负责）", "units.short"),
        ("1.甲工作。推进。（责任单位：市委、市政府督查室）", "units.collective"),
    ],
)
def test_what_may_be_misread_carries_a_doubt(text: str, code: str) -> None:
    assert code in doubts(document(text).measures[0])


def test_a_bracket_like_a_clause_that_is_not_understood_is_reported() -> None:
    parsed = document("1.甲工作。推进甲。（责任单位：见附件）\n2.乙工作。推进乙。（市教育局负责）")
    assert "clause.unread" in {finding.code for finding in parsed.findings}


def test_a_sibling_without_a_clause_is_reported() -> None:
    text = "1.甲。（市科技局负责）\n2.乙工作要抓紧。\n3.丙。（市教育局负责）\n4.丁。（市民政局负责）"
    assert "clause.missing" in {finding.code for finding in document(text).findings}
