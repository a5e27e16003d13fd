"""Which dates are deadlines, which are not, and what is said where a date is in doubt."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.parsing.deadlines import DateContext, find_deadlines, findings_of
from policies.parsing.normalise import fold

ISSUED = date(2025, 3, 1)
CONTEXT = DateContext(2025, ISSUED, date(2025, 3, 5), ISSUED)
CLAUSE = DateContext(2025, ISSUED, date(2025, 3, 5), ISSUED, in_clause=True)


def read(words: str, context: DateContext = CONTEXT) -> list[str]:
    """The dates, recurrences and open ends of a sentence."""
    plain = fold(words)
    return [str(each.date or each.recurrence) for each in find_deadlines(plain, (0, len(plain)), context)]


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("具体方案务于2025年5月3日前报送。", ["2025-05-03"]),
        ("经审核后于5月7日前报送市政府。", ["2025-05-07"]),
        ("到2027年末，基本建成体系。", ["2027-12-31"]),
        ("年底前至少完成1个试点建设。", ["2025-12-31"]),
        ("改扩建工程年内建成通车。", ["2025-12-31"]),
        ("全年重大项目开工率达到95%。", ["2025-12-31"]),
        ("一季度前完成摸排，二季度全面推开，三季度验收。", ["2025-03-31", "2025-06-30", "2025-09-30"]),
        ("力争2026年6月建成投运。", ["2026-06-30"]),
        ("计划于2025年四季度开工建设。", ["2025-12-31"]),
        ("2025年全市新增就业3万人。", ["2025-12-31"]),
        ("到2030年，排放强度较2020年下降20%。", ["2030-12-31"]),
        ("“十四五”期间，新建幼儿园12所。", ["2025-12-31"]),
        ("“十五五”期间累计新增床位2000张。", ["2030-12-31"]),
        ("明年6月底前完成。", ["2026-06-30"]),
        ("今年年底前完成。", ["2025-12-31"]),
        ("5月中旬前完成布置，6月上旬开展检查。", ["2025-05-20", "2025-06-10"]),
        ("2025年5—10月开展集中整治。", ["2025-10-31"]),
        ("第一阶段（2025年3月—5月）：动员部署。", ["2025-05-31"]),
        ("确保2025年底前基本建成、2026年全面投用。", ["2025-12-31", "2026-12-31"]),
        ("2025年9月底完成主体工程，年底竣工。", ["2025-09-30", "2025-12-31"]),
        ("九月底前报送。", ["2025-09-30"]),
        ("全年新开工保障性租赁住房3000套。", ["2025-12-31"]),
        ("到2026年底、2027年底，覆盖率分别达到60%、80%。", ["2026-12-31", "2027-12-31"]),
        ("12月31日24时前完成数据上报。", ["2025-12-31"]),
        ("2025 年 6 月底前完成。", ["2025-06-30"]),
        ("3\uff0e2025年底前开展治理。", ["2025-12-31"]),
        ("（市交通局负责，完成时限：2025年10月）", ["2025-10-31"]),
        ("２０２５年６月底前完成。", ["2025-06-30"]),
        ("二〇二六年十月底前完成。", ["2026-10-31"]),
    ],
)
def test_a_date_to_be_met_is_the_last_day_of_the_named_period(words: str, dates: list[str]) -> None:
    assert read(words) == dates


@pytest.mark.parametrize(
    "words",
    [
        "2024年全市新增就业3万人，取得明显成效。",
        "根据《云州市2025年重点工作方案》开展检查。",
        "能耗较2020年下降5%。",
        "自2025年1月1日起执行新的标准。",
        "从2026年起全面实行网上办理。",
        "2025年以来，我市持续推进。",
        "截至2024年底，全市已建成泵站20座。",
        "加快储备2025年高标准农田建设项目24万亩。",
        "做好2025年春节期间保供工作。",
        "以2020年为基期开展核算。",
        "完成2000年底前建成的100个小区改造。",
        "提前完成2025年目标任务。",
        "2025年，市级财政安排资金5000万元。",
        "2025年市财政预算安排1亿元，支持企业技改。",
        "6月1日起施行。",
        "以5年为周期制定方案。",
        "2026年1月1日前已建成的项目继续按原政策执行。",
        "2026年12月31日前入驻的企业，给予租金减免。",
        "对2026年12月31日前完成改造的企业给予补助。",
        "2026年春节前完成排查。",
        "申请人应当在收到通知后10个工作日内提交材料。",
        "全年充电电量60%以上集中在低谷时段。",
        "持续推进老旧管网改造。",
        "按年龄分组开展筛查。",
        "实行月调度、季通报、年考核。",
    ],
)
def test_a_date_that_describes_compares_begins_or_pays_is_no_deadline(words: str) -> None:
    assert read(words) == []


@pytest.mark.parametrize(
    ("words", "recurrence"),
    [
        ("各单位于每月28日前报送进展。", ["monthly"]),
        ("每季度末月25日前报送报表。", ["quarterly"]),
        ("每年3月底前、9月底前各报送一次。", ["yearly"]),
        ("每周五前报送情况。", ["weekly"]),
        ("按季度调度、按年度考核。", ["quarterly", "yearly"]),
        ("每人每年补助600元。", []),
        ("每家企业每年最高补助100万元。", []),
        ("对符合条件的企业每年给予10万元补贴。", []),
    ],
)
def test_what_comes_again_is_told_from_a_rate_of_payment(words: str, recurrence: list[str]) -> None:
    assert read(words) == recurrence


@pytest.mark.parametrize(
    ("words", "dates"),
    [
        ("完成时限：2025年12月", ["2025-12-31"]),
        ("2025.12", ["2025-12-31"]),
        ("6月", ["2025-06-30"]),
        ("长期坚持", ["None"]),
        ("2025年底前完成并持续推进", ["2025-12-31", "None"]),
        ("按时间节点推进", []),
    ],
)
def test_inside_a_clause_a_bare_date_and_a_standing_duty_count(words: str, dates: list[str]) -> None:
    assert read(words, CLAUSE) == dates


@pytest.mark.parametrize(
    ("words", "context", "dates", "code"),
    [
        ("本方案印发后30日内制定细则。", CONTEXT, ["2025-03-31"], None),
        ("自本通知发布之日起15日内完成自查。", CONTEXT, ["2025-03-20"], None),
        ("自本通知发布之日起15日内完成自查。", DateContext(2025, ISSUED), ["None"], "date.no_anchor"),
        ("省实施细则印发后30日内出台配套办法。", CONTEXT, ["None"], "date.no_anchor"),
        ("三年内实现全覆盖。", CONTEXT, ["None"], "date.no_anchor"),
        ("本方案印发后60个工作日内完成。", CONTEXT, ["None"], "date.workdays"),
        ("6月底前完成。", DateContext(), ["None"], "date.no_year"),
        ("2025年2月30日前完成。", CONTEXT, ["None"], "date.impossible"),
        ("1月底前完成。", CONTEXT, ["2026-01-31"], "date.next_year"),
        ("2025年1月底前完成。", CONTEXT, ["2025-01-31"], "date.past"),
    ],
)
def test_a_date_without_its_ground_is_not_guessed_in_silence(
    words: str, context: DateContext, dates: list[str], code: str | None
) -> None:
    plain = fold(words)
    found = find_deadlines(plain, (0, len(plain)), context)
    assert [str(each.date) for each in found] == dates
    assert [each.code for each in findings_of(found)] == ([code] if code else [])


def test_a_year_printed_before_holds_for_the_months_after_it() -> None:
    assert read("2026年3月底前开工,年内完工。", DateContext()) == ["2026-03-31", "2026-12-31"]
    assert read("2026年3月底前开工,9月底前完工。", DateContext(2025)) == ["2026-03-31", "2026-09-30"]


def test_line_wraps_do_not_cut_a_date() -> None:
    words = "推动各地各部门加快推进公共服务设施补短板工作，2025年\n底前完成。"
    found = find_deadlines(fold(words), (0, len(words)), CONTEXT)
    assert [(each.text, words[slice(*each.span)]) for each in found] == [("2025年底前", "2025年\n底前")]


DATES = st.text("2025年月日6底前到至—每季度内《》。,(十四五末 \n起印发", max_size=60)


@given(DATES)
def test_spans_are_the_printed_words_and_nothing_raises(words: str) -> None:
    plain = fold(words)
    for context in (CONTEXT, CLAUSE, DateContext()):
        found = find_deadlines(plain, (0, len(plain)), context)
        findings_of(found)
        assert all("".join(plain[slice(*each.span)].split()) == each.text for each in found)
        assert all(left.span[1] <= right.span[0] for left, right in pairwise(found))


@given(st.text(st.characters(codec=None), max_size=80))
def test_no_text_makes_it_raise(words: str) -> None:
    plain = fold(words)
    find_deadlines(plain, (0, len(plain)), CONTEXT)
