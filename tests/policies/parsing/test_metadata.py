"""What the masthead, the table above the text and the signature say about a document."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.parsing.metadata import Metadata, read_metadata
from policies.parsing.normalise import fold

BODY = "\n为深入贯彻落实决策部署，进一步促进全市高质量发展，结合实际，制定本方案。\n一、总体要求\n坚持稳中求进。\n"


def read(text: str) -> Metadata:
    plain = fold(text)
    return read_metadata(plain, (0, len(plain)))


def test_a_printed_notice_gives_title_number_issuer_and_day() -> None:
    found = read(
        "云州市人民政府办公室文件\n云政办规〔2024〕5号\n云州市人民政府办公室关于印发云州市促进\n低空经济发展若干措施的通知\n"
        "各县（市、区）人民政府，市政府各部门：\n　　《云州市促进低空经济发展若干措施》已经市政府同意，现印发给你们。\n"
        "　　云州市人民政府办公室\n　　2024年12月5日\n　　（此件公开发布）\n云州市促进低空经济发展若干措施" + BODY
    )
    assert found.title == "云州市人民政府办公室关于印发云州市促进低空经济发展若干措施的通知"
    assert found.doc_number == "云政办规〔2024〕5号"
    assert found.issuer == "云州市人民政府办公室"
    assert (found.issued_on, found.year, found.kind) == (date(2024, 12, 5), 2024, "policy")


PIPES = """索 引 号： | 003456/2024-001 |
主题分类： | 工业 |
发文机关： | 云州市财政局 |
成文日期： | 2024年05月06日 |
发文字号： | 云财发〔2024〕3号 |
发布日期： | 2024年05月08日 |
"""
HEADER_ROW = """| 索引号 | 发文机关 | 成文日期 | 文号 | 发布日期 |
| 003456/2024-001 | 云州市财政局 | 2024-05-06 | 云财发〔2024〕3号 | 2024-05-08 |
"""
MARKDOWN = """**索引号**: 003456/2024-001
**发文机关**: 云州市财政局
**成文日期**: 2024-05-06
**文号**: 云财发〔2024〕3号
**发布日期**: 2024-05-08
"""


@pytest.mark.parametrize(
    "table",
    [
        PIPES,
        PIPES.replace(" |\n", "\n").replace("： | ", "：\n"),
        MARKDOWN.replace("*", "").replace("\n", " ").strip() + "\n",
        HEADER_ROW,
        MARKDOWN,
    ],
    ids=["pipes", "label above value", "one line", "header row", "markdown"],
)
def test_the_table_above_a_page_is_read_in_all_its_clothes(table: str) -> None:
    found = read(table + "关于做好预算管理工作的通知\n各区县财政局：" + BODY)
    assert (found.index_number, found.issuer, found.doc_number) == (
        "003456/2024-001",
        "云州市财政局",
        "云财发〔2024〕3号",
    )
    assert (found.issued_on, found.published_on) == (date(2024, 5, 6), date(2024, 5, 8))
    assert found.title == "关于做好预算管理工作的通知"


@pytest.mark.parametrize(
    "words",
    [
        "关于做好有关工作的通知\n各部门：\n依据《省办公厅关于高质量发展的通知》（苏办发〔2024〕18号），制定本措施。",
        "云山乡人民政府：你乡《关于调整规模的请示》（云政〔2013〕26号）收悉。现批复如下：一、同意。",
        "关于废止文件的通知\n各部门：\n决定废止《车辆管理办法》（云政办发〔2010〕3号）。\n云州市财政局\n2024年5月6日",
    ],
)
def test_the_number_of_a_cited_document_is_never_taken(words: str) -> None:
    assert read(words).doc_number is None


@pytest.mark.parametrize(
    ("masthead", "number"),
    [
        ("云政令[1997]29号", "云政令[1997]29号"),
        ("云科字〔2000〕 851号", "云科字〔2000〕851号"),
        ("云州市人民政府令\n第77号", "云州市人民政府令第77号"),
        ("云州市人民政府令第 77 号", "云州市人民政府令第77号"),
    ],
)
def test_older_numbers_and_orders_are_read(masthead: str, number: str) -> None:
    assert read(f"云州市车辆管理办法\n{masthead}\n第一条 制定本办法。\n").doc_number == number


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "云州市财政局\n关于废止《云州市“两品”\n抽检办法（试行）》的通知\n云财〔2024〕7号\n各单位：" + BODY,
            "云州市财政局关于废止《云州市“两品”抽检办法(试行)》的通知",
        ),
        (
            "各部门：\n《云州市试点工作方案（2024—2026年）》已经同意，现印发给你们。" + BODY,
            "云州市试点工作方案(2024—2026年)",
        ),
        (
            "各部门：\n请认真贯彻执行。\n云州市人民政府\n2025年3月3日\n云州市若干政策\n（2025年版）" + BODY,
            "云州市若干政策(2025年版)",
        ),
        ("（二）创新服务产品。鼓励开发产品。\n关于印发《若干措施》的通知_云州市人民政府网\n", None),
        ("各部门：请认真贯彻执行有关规定。", None),
    ],
)
def test_a_title_is_what_is_printed_and_never_made_up(text: str, title: str | None) -> None:
    assert read(text).title == title


def test_several_organs_sign_together() -> None:
    found = read(
        "关于做好工作的通知\n各单位：\n请认真执行。\n云州市财政局    云州市商务局\n云州市税务局\n二〇二五年二月一日"
    )
    assert (found.issuer, found.issued_on) == ("云州市财政局、云州市商务局、云州市税务局", date(2025, 2, 1))


def test_a_signature_run_into_the_text_is_found() -> None:
    notice = "各镇人民政府：《实施细则（试行）》已经同意，现印发给你们，请认真执行。"
    found = read(f"{notice}云州市人民政府办公室        2013年2月4日        实施细则")
    assert (found.issuer, found.issued_on) == ("云州市人民政府办公室", date(2013, 2, 4))


def test_the_web_page_that_shows_a_document_is_not_its_issuer() -> None:
    found = read("云州市车辆管理办法\n来源：资料网\n发布时间：2024-07-22 14:39\n第一条 制定本办法。")
    assert (found.issuer, found.published_on) == (None, date(2024, 7, 22))


def test_two_dates_that_differ_are_a_question() -> None:
    found = read("成文日期：2024-05-06\n关于做好工作的通知\n各单位：请执行。\n云州市财政局\n2024年5月7日")
    assert [each.code for each in found.findings] == ["meta.dates_differ"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2022年云州市政府工作报告", "work_report"),
        ("云州市人民政府关于同意设立园区的批复", "other"),
        ("云州市促进消费若干措施", "policy"),
        ("云州市举办政策宣讲活动", "news"),
    ],
)
def test_the_title_says_what_kind_of_document_it_is(title: str, kind: str) -> None:
    paragraph = (
        "3月15日，云州市工业和信息化局联合市财政局组织了一次内容丰富的会议，全市有关企业和部门的负责人参加了这次会议。"
        * 2
    )
    assert read(f"{title}\n{paragraph}").kind == kind


@pytest.mark.parametrize(
    ("title", "issued", "year"),
    [
        ("云州市2025年工作要点", "2024年12月25日", 2025),
        ("云州市若干措施", "2024年12月31日", 2025),
        ("云州市若干措施", "2024年6月30日", 2024),
        ("云州市行动计划（2023—2025年）", "2023年6月30日", 2023),
    ],
)
def test_the_documents_own_year_is_that_of_its_title_or_the_one_it_is_made_for(
    title: str, issued: str, year: int
) -> None:
    assert read(f"{title}\n云州市人民政府\n{issued}\n").year == year


@given(st.text("索引号文:|\n 发布日期2024年5月6日-〔〕号关于的通知《》()云州市财政局，。", max_size=120))
def test_no_masthead_makes_it_raise(text: str) -> None:
    read(text)


SEALED = """位置：首页 > 信息公开
关于印发云元县专项方案（2023—2027年）的通 知
各单位：
云元县工作专班办公室
（云元县人民政府办公室代章）
2023年5月10日"""


@pytest.mark.parametrize(
    ("head", "title", "issuer"),
    [
        (
            SEALED,
            "关于印发云元县专项方案(2023—2027年)的通 知",
            "云元县工作专班办公室",
        ),
        (
            "云徽省人民政府关于实施\n《国务院关于教育改革的决定》的意见\n（云政[2001]85号）\n各市人民政府：",
            "云徽省人民政府关于实施《国务院关于教育改革的决定》的意见",
            "云徽省人民政府",
        ),
        (
            "云州市财政局\n云州市商务局\n关于印发《若干措施》的通知\n各单位：",
            "云州市财政局云州市商务局关于印发《若干措施》的通知",
            "云州市财政局、云州市商务局",
        ),
        (
            "中共云洱市委办公室 云洱市人民政府办公室 关于印发任务清单的通知\n发布机构：市教育体育局\n各单位：",
            "中共云洱市委办公室 云洱市人民政府办公室 关于印发任务清单的通知",
            "中共云洱市委办公室、云洱市人民政府办公室",
        ),
    ],
    ids=["breadcrumbs and a seal of another", "number in brackets", "organs above", "two organs in the title"],
)
def test_titles_in_odd_clothes_are_read(head: str, title: str, issuer: str) -> None:
    found = read(head)
    assert (found.title, found.issuer) == (title, issuer)
