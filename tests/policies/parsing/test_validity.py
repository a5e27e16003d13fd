"""How long a document holds, and what is left open."""

from datetime import date

import pytest

from policies.parsing.metadata import read_metadata
from policies.parsing.normalise import fold
from policies.parsing.types import ParsedValidity
from policies.parsing.validity import ValidityRule, read_validity

RULE = ValidityRule(years=5, trial_years=2)


def read(text: str, rule: ValidityRule | None = None) -> tuple[date | None, ParsedValidity, list[str]]:
    """The end, the validity and the codes of the findings."""
    plain = fold(text)
    span = (0, len(plain))
    end, validity, findings = read_validity(plain, span, read_metadata(plain, span), rule)
    return end, validity, [each.code for each in findings]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("本办法自2024年7月1日起实施，有效期至2027年6月30日止。", date(2027, 6, 30)),
        ("上述政策自2024年1月1日起执行，执行期限至2025年12月31日。", date(2025, 12, 31)),
        ("本通知自2024年2月10日起施行，有效期2年，由市财政局负责解释。", date(2026, 2, 9)),
        ("本办法自2024年7月1日起试行，试行期两年。", date(2026, 6, 30)),
        ("本方案自印发之日起实施，有效期至2026年底。", date(2026, 12, 31)),
        ("以上政策措施实施期限为2023年1月1日—2025年12月31日（另有规定的除外）。", date(2025, 12, 31)),
        ("有效期至：2026-12-31", date(2026, 12, 31)),
        ("本规定自公布之日起施行，长期有效。", None),
        ("本办法有效期内，如遇国家政策调整，从其规定。", None),
        ("申请人取得的资格证书有效期为1年。", None),
    ],
)
def test_the_end_is_the_printed_one_or_follows_from_the_term(words: str, end: date | None) -> None:
    assert read(words)[0] == end


@pytest.mark.parametrize(
    ("title", "end", "basis"),
    [
        ("云州市行动方案（2023—2025年）", date(2025, 12, 31), "title_range"),
        ("云州市2025年工作要点", date(2025, 12, 31), "title_year"),
        ("云州市若干政策（2025年版）", None, None),
        ("云州市2025年度缴费基数标准有关问题的通知", None, None),
    ],
)
def test_a_title_gives_an_end_only_where_it_names_the_time_of_the_work(
    title: str, end: date | None, basis: str | None
) -> None:
    found, validity, _ = read(f"{title}\n云州市人民政府\n2025年1月10日\n")
    assert (found, validity.basis) == (end, basis)


def test_the_printed_words_stand_beside_the_end() -> None:
    text = "云州市若干措施\n本措施自2025年8月1日起施行，有效期至2030年7月31日。"
    _, validity, _ = read(text)
    assert validity.span is not None
    assert text[slice(*validity.span)] == validity.text == "有效期至2030年7月31日"


def test_a_term_without_a_known_beginning_is_a_question() -> None:
    end, validity, codes = read("云州市若干措施\n本措施自发布之日起施行，有效期5年。")
    assert (end, validity.text) == (None, "有效期5年")
    assert codes == ["validity.effective_unclear", "validity.no_start"]


def test_from_the_day_of_publication_is_a_question_when_two_days_are_known() -> None:
    head = "发布日期：2025-02-08\n云州市若干措施\n云州市人民政府\n2024年12月31日\n"
    assert "validity.effective_unclear" in read(head + "本措施自发布之日起施行，有效期5年。")[2]
    assert read("发布日期：2025-02-08\n云州市若干措施\n本措施自发布之日起施行，有效期5年。")[0] == date(2030, 2, 7)


def test_a_rule_of_the_government_only_suggests() -> None:
    end, validity, codes = read(
        "云州市车辆管理办法\n云州市人民政府\n2025年3月1日\n第一条 本办法自2025年4月1日起施行。", RULE
    )
    assert (end, validity.suggested, codes) == (None, date(2030, 3, 31), ["validity.unknown"])
    trial = read("云州市车辆管理办法（试行）\n云州市人民政府\n2025年3月1日\n第一条 本办法自2025年4月1日起施行。", RULE)
    assert trial[1].suggested == date(2027, 3, 31)


@pytest.mark.parametrize(
    "title", ["云州市政务公开工作要点", "云州市三年行动计划", "2025年云州市政府工作报告", "关于同意设立园区的批复"]
)
def test_no_rule_adds_an_end_to_work_points_plans_reports_and_replies(title: str) -> None:
    assert read(f"{title}\n云州市人民政府\n2025年3月1日\n", RULE)[1].suggested is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("本办法自2024年7月1日起施行。", date(2024, 7, 1)),
        ("本规定2024年7月1日起执行。", date(2024, 7, 1)),
        ("本办法于2024年7月1日起正式实施。", date(2024, 7, 1)),
        ("本政策自2024年7月1日起至2026年6月30日止施行。", date(2024, 7, 1)),
        ("原《车辆管理办法》自2020年7月1日起废止。", None),
        ("新出让地块自2024年7月1日起按新标准执行。", None),
    ],
)
def test_the_effective_day_is_the_one_from_which_the_document_holds(words: str, day: date | None) -> None:
    plain = fold("云州市车辆管理办法\n" + words)
    assert read_metadata(plain, (0, len(plain))).effective_on == day
