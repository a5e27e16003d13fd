"""Whole small documents in the manners of different offices, read to the last measure."""

import random
import unicodedata

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parsing import read
from policies.parsing.serialise import as_json

from .reading import document, doubts, lines, roles

LABEL_LINES = """云州市2024年工作要点
一、加快产业发展
（一）培育主导产业。做大做强装备制造业，全年新增规上企业20家。
责任单位：市工业和信息化局、市发展改革委
完成时限：2024年12月底前
（二）推进招商引资
围绕产业链开展招商，签约项目30个以上。
牵头单位：市商务局
配合单位：市投资促进局、各县（市、区）人民政府
二、改善民生
（三）办好教育。新建学校5所。
【责任单位】市教育局、市财政局
（四）稳定就业。城镇新增就业1万人。
责任单位：
市人力资源社会保障局、市财政局
"""


def test_labels_on_lines_of_their_own_belong_to_the_measure_above() -> None:
    assert lines(LABEL_LINES) == [
        "(一) 培育主导产业 | 一、加快产业发展 | 牵头 市工业和信息化局; 责任 市发展改革委",
        "(二) 推进招商引资 | 一、加快产业发展 | 牵头 市商务局; 配合 市投资促进局 各县(市、区)人民政府",
        "(三) 办好教育 | 二、改善民生 | 牵头 市教育局; 责任 市财政局",
        "(四) 稳定就业 | 二、改善民生 | 牵头 市人力资源社会保障局; 责任 市财政局",
    ]


def test_a_date_on_a_labelled_line_below_the_units_is_the_measures() -> None:
    first, *_ = document(LABEL_LINES).measures
    assert [deadline.text for deadline in first.deadlines] == ["全年", "2024年12月底前"]


def test_persons_on_labelled_lines_are_no_units() -> None:
    text = "1.新建幼儿园5所。\n牵头县领导：王某某\n责任单位：县教育局\n配合单位：县财政局\n完成时间：2024年8月底\n"
    assert lines(text) == ["1 新建幼儿园5所 | - | 牵头 县教育局; 配合 县财政局"]


def test_a_labelled_list_that_a_line_cuts_is_joined() -> None:
    text = "1.推进就业。\n责任单位：市发展改革委、市人力资源社\n会保障局、市财政局\n2.办好教育。（市教育局负责）"
    assert lines(text)[0] == "1 推进就业 | - | 牵头 市发展改革委; 责任 市人力资源社会保障局 市财政局"


def test_a_clause_behind_the_last_of_several_bare_items_is_the_groups() -> None:
    text = """一、深化改革
（一）优化审批服务
1.精简事项。全面梳理事项。
2.压缩时限。再压缩30%。
责任单位：市行政审批局、市司法局
（二）加强监管
1.推行信用监管。（市发展改革委、市市场监管局负责）
2.实施联合抽查。（市市场监管局牵头，各有关部门配合）
"""
    assert lines(text) == [
        "(一) 优化审批服务 | 一、深化改革 | 牵头 市行政审批局; 责任 市司法局",
        "1 推行信用监管 | (二)加强监管 | 牵头 市发展改革委; 责任 市市场监管局",
        "2 实施联合抽查 | (二)加强监管 | 牵头 市市场监管局; 配合 各有关部门",
    ]
    assert doubts(document(text).measures[0]) == ["clause.scope"]


TABLE = (
    ("序号", "重点工作", "责任领导", "牵头单位", "责任单位", "完成时限"),
    ("1", "建设云州科创中心", "张某某", "市科技局", "市财政局、市教育局", "2024年12月底前"),
    ("2", "改造老旧小区50个", "李某某", "市住房城乡建设局", "各区人民政府", "2024年9月底前"),
)


@pytest.mark.parametrize(("left", "mark", "right"), [("", "\t", ""), ("| ", " | ", " |"), ("", " | ", "")])
def test_rows_of_a_task_table_are_measures(left: str, mark: str, right: str) -> None:
    text = "云州市重点任务分解表\n" + "\n".join(left + mark.join(row) + right for row in TABLE)
    assert lines(text) == [
        "1 建设云州科创中心 | - | 牵头 市科技局; 责任 市财政局 市教育局",
        "2 改造老旧小区50个 | - | 牵头 市住房城乡建设局; 责任 各区人民政府",
    ]
    assert [str(m.deadlines[0].date) for m in document(text).measures] == ["2024-12-31", "2024-09-30"]


def test_a_table_printed_cell_by_cell_is_read_and_uneven_rows_are_doubted() -> None:
    text = """云州市督查任务清单
序号
重点工作
责任领导
责任单位
完成时限
1
推进城市更新，改造街区3个
张某某
市住房城乡建设局
市自然资源和规划局
2024年10月
2
建设智慧停车平台
李某某
市公安局、市城管局
2024年12月
"""
    assert lines(text) == [
        "1 推进城市更新,改造街区3个 | - | 牵头 市住房城乡建设局; 责任 市自然资源和规划局",
        "2 建设智慧停车平台 | - | 牵头 市公安局; 责任 市城管局",
    ]
    assert [doubts(m) for m in document(text).measures] == [["clause.table"], []]


def test_a_heading_row_of_a_table_is_the_section() -> None:
    text = "序号\t工作任务\t责任单位\n一、经济发展\n1\t稳投资\t市发展改革委\n\t二、社会事业\n2\t办教育\t市教育局"
    assert [m.section for m in document(text).measures] == ["一、经济发展", "二、社会事业"]


def test_several_clauses_in_one_measure_are_one_entry_each() -> None:
    text = """（五）强化要素保障。一是保障用地。（市自然资源和规划局负责）二是保障用能。（市能源局负责）
（六）优化服务（市行政审批局负责）。
（七）加强宣传。由市委宣传部牵头，市文化广电旅游局、市融媒体中心配合。
"""
    assert [(m.number, roles(m)) for m in document(text).measures] == [
        ("(五)", "牵头 市自然资源和规划局"),
        ("(五)", "牵头 市能源局"),
        ("(六)", "牵头 市行政审批局"),
        ("(七)", "牵头 市委宣传部; 配合 市文化广电旅游局 市融媒体中心"),
    ]


def test_a_lead_in_a_heading_coordinates_the_section_and_replaces_nobody() -> None:
    text = """一、提升创新能力（由市科技局牵头）
1.建设创新平台。新建10家。（责任单位：市教育局、市财政局）
2.引进人才。（责任单位：市委组织部）
"""
    parsed = document(text)
    assert [section.leads for section in parsed.sections] == [("市科技局",)]
    assert [roles(m) for m in parsed.measures] == ["牵头 市教育局; 责任 市财政局", "牵头 市委组织部"]


def test_a_clause_on_a_group_and_clauses_on_its_items_are_all_measures() -> None:
    text = """一、减税降费
（一）落实政策。兑现优惠。（市财政局、市税务局按职责分工负责）
1.简化流程。（市税务局负责）
2.加强检查。（市市场监管局牵头）
"""
    assert lines(text) == [
        "(一) 落实政策 | 一、减税降费 | 并列 市财政局 市税务局",
        "1 简化流程 | 一、减税降费 | 牵头 市税务局",
        "2 加强检查 | 一、减税降费 | 牵头 市市场监管局",
    ]


def test_unnumbered_paragraphs_with_their_own_clause_have_no_number() -> None:
    text = """（一）推动资源开放
加大设施开放力度。（责任单位：市科委）
加强校企合作。（责任单位：市教委、市科委）
"""
    assert lines(text) == [
        "- 加大设施开放力度 | (一)推动资源开放 | 牵头 市科委",
        "- 加强校企合作 | (一)推动资源开放 | 牵头 市教委; 责任 市科委",
    ]


ONE_LINE = (
    "云州市若干措施 一、发展产业 （一）做强特色产业。建设基地10个。（责任单位：市农业农村局、市财政局）"
    "（二）发展乡村旅游。（责任单位：市文化广电旅游局）二、建设乡村（三）改善人居环境。（责任单位：市生态环境局）"
)


def test_a_document_without_a_line_break_keeps_its_levels() -> None:
    assert lines(ONE_LINE) == [
        "(一) 做强特色产业 | 一、发展产业 | 牵头 市农业农村局; 责任 市财政局",
        "(二) 发展乡村旅游 | 一、发展产业 | 牵头 市文化广电旅游局",
        "(三) 改善人居环境 | 二、建设乡村 | 牵头 市生态环境局",
    ]


def test_line_wraps_inside_names_and_page_heads_do_not_hurt() -> None:
    text = """　　（一）促进就业创业。
　　充分发挥各类平台的带动作用，支持重点群体就业创业，完善公共服务体系和政策
保障，做好重点企业用工服务，稳定岗位供给。（市发展改革委、市人力资源社
会保障局、市财政局负责，列第一位的为牵头
- 3 -
2026/7/24 15:33
云州市人民政府办公室关于印发措施的通知_云州市人民政府网站
https://www.example.invalid/zwgk/123.html
单位，下同）
　　（二）加强技能培训。
　　围绕产业需要开展订单式培训，建设公共实训基地，推动校企合作向纵深发展，提
高培训质量。（市教育局、市人力资源社会保障局负责）
"""
    assert lines(text) == [
        "(一) 促进就业创业 | - | 牵头 市发展改革委; 责任 市人力资源社会保障局 市财政局",
        "(二) 加强技能培训 | - | 牵头 市教育局; 责任 市人力资源社会保障局",
    ]


def test_runs_that_a_pdf_prints_twice_count_once() -> None:
    text = """（二）创新保险产品。
（二）创新保险产品。鼓励保险公司开发适合本市行业特点的保险产品，为
从业人员提供保障，切实维护各方合法权益。（市金融办、市财
（市金融办、市财
政局按职责分工负责）
政局按职责分工负责）
"""
    assert lines(text) == ["(二) 创新保险产品 | - | 并列 市金融办 市财政局"]


def test_a_gap_in_the_numbers_is_reported() -> None:
    text = "1.甲。（市科技局负责）\n2.乙。（市教育局负责）\n4.丁。（市民政局负责）"
    assert "outline.gap" in {finding.code for finding in document(text).findings}


def test_numbers_may_run_on_across_sections() -> None:
    text = "一、甲\n1.甲。（市科技局负责）\n二、乙\n2.乙。（市教育局负责）\n三、丙\n1.丙。（市民政局负责）"
    assert not [f for f in document(text).findings if f.code.startswith("outline.")]


def test_rules_name_units_in_running_text_and_a_person_confirms() -> None:
    text = """云州市数据管理办法
第一条 为规范数据管理，制定本办法。
第二条 市数据局负责统筹协调全市数据工作。
第三条 市数据局会同市委网信办、市公安局制定目录，每年更新一次。
第四条 各部门应当加强数据安全管理。
"""
    assert lines(text) == [
        "第二条 市数据局负责统筹协调全市数据工作 | - | 牵头 市数据局",
        "第三条 市数据局会同市委网信办、市公安局制定目录,每年更新一次 | - | 牵头 市数据局; 责任 市委网信办 市公安局",
    ]
    assert all(doubts(m) == ["units.inline"] for m in document(text).measures)


def test_running_text_shares_out_scopes() -> None:
    text = """云州市产业推进工作方案
一、保障措施
（一）加强统筹。建立联席会议制度。具体是市食药监局牵头推进医药产业，经信委牵头推进装备产业。
"""
    (measure,) = document(text).measures
    assert [(u.name, u.role, u.basis, u.scope) for u in measure.units] == [
        ("市食药监局", "lead", "inline", "推进医药产业"),
        ("经信委", "lead", "inline", "推进装备产业"),
    ]


def test_principles_and_looks_back_are_no_measures() -> None:
    text = """云州市发展工作方案
一、基本原则
（一）坚持创新引领，深化改革，激发活力，完善机制。
二、重点任务
（一）推进项目建设。全年开工项目20个，完成投资50亿元。
"""
    assert lines(text) == ["(一) 推进项目建设 | 二、重点任务 | "]


@pytest.mark.parametrize("words", ["经研究，现批复如下：", "特此通告。", "经研究，决定予以通报表扬。"])
def test_decisions_on_a_case_give_no_work(words: str) -> None:
    text = f"云州市人民政府：\n{words}\n一、撤销上村、下村建制，合并设立新村。\n二、驻地设在原上村，请做好各项工作。"
    assert document(text).measures == ()


REPORT = """云州市2024年政府工作报告
一、2023年工作回顾
过去一年，新增企业100家。
二、2024年工作安排
（一）全力稳定经济增长
扩大有效投资。开工重点项目50个，完成投资200亿元以上。持续促进消费。举办促销活动30场。
（二）着力保障改善民生
办好人民满意教育。新建学校5所。
"""


def test_a_work_report_gives_promises_without_units() -> None:
    assert lines(REPORT) == [
        "- 扩大有效投资 | (一)全力稳定经济增长 | ",
        "- 持续促进消费 | (一)全力稳定经济增长 | ",
        "- 办好人民满意教育 | (二)着力保障改善民生 | ",
    ]
    assert {target.text for target in document(REPORT).measures[0].targets}


def test_several_articles_in_one_file_are_told_apart() -> None:
    body = "本市推出多项举措，方便企业和群众办事。" * 8
    text = f"-\n云州推出十项便民举措\n{body}\n2024-05-01\n-\n云州外贸稳步增长\n{body}\n2024-05-02\n-\n点我投稿\n"
    assert [d.title for d in read(text).documents] == ["云州推出十项便民举措", "云州外贸稳步增长"]


TEXTS = [LABEL_LINES, ONE_LINE, REPORT, "\n".join("\t".join(row) for row in TABLE)]


def _pairs(parsed: str) -> list[object]:
    """What was read, without the printed forms."""
    fold = str.maketrans({"（": "(", "）": ")", "：": ":", "，": ",", "；": ";", "！": "!", "？": "?"})
    return [
        (m.number, m.title.translate(fold), roles(m).translate(fold), [d.date for d in m.deadlines])
        for d in read(parsed).documents
        for m in d.measures
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_traditional_script_reads_the_same(text: str) -> None:
    assert _pairs(opencc.OpenCC("s2t").convert(text)) == _pairs(text)


@given(st.sampled_from(TEXTS), st.integers())
@settings(max_examples=60, deadline=None)
def test_half_and_full_width_read_the_same(text: str, seed: int) -> None:
    dice = random.Random(seed)
    wide = {chr(code - 0xFEE0): chr(code) for code in range(0xFF01, 0xFF5F)}
    shuffled = "".join(
        wide.get(c, c)
        if dice.random() < 0.5 and c != "|"
        else unicodedata.normalize("NFKC", c)
        if c in wide.values()
        else c
        for c in text
    )
    assert _pairs(shuffled) == _pairs(text)


@pytest.mark.parametrize("text", TEXTS)
def test_every_value_points_at_its_words(text: str) -> None:
    parsed = read(text)
    for measure in (m for d in parsed.documents for m in d.measures):
        assert text[slice(*measure.span)] == measure.text
        values = [(deadline.text, deadline.span) for deadline in measure.deadlines]
        values += [(target.text, target.span) for target in measure.targets]
        for words, span in values:
            printed = "".join(text[slice(*span)].split())
            assert unicodedata.normalize("NFKC", printed) == unicodedata.normalize("NFKC", "".join(words.split()))
        for unit in measure.units:
            assert unicodedata.normalize("NFKC", text[slice(*unit.span)]) == unit.name


@given(
    st.text(st.sampled_from("一二(（)）〔〕【】责任单位：:市财政局、，。；\n\t| 1.2024年底前牵头负责和及等各")),
    st.text(),
)
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_odd_to_read(marks: str, words: str) -> None:
    assert as_json(read(marks + words + marks))
