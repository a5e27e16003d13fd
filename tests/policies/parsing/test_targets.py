"""Which quantities are to be reached, and which are incentives, thresholds, parts or names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.parsing.deadlines import DateContext
from policies.parsing.normalise import fold
from policies.parsing.targets import find_targets, findings_of
from policies.parsing.types import ParsedTarget

CONTEXT = DateContext(2025, date(2025, 3, 1))


def find(words: str) -> tuple[ParsedTarget, ...]:
    plain = fold(words)
    return find_targets(plain, (0, len(plain)), CONTEXT)


def read(words: str) -> list[tuple[float, str]]:
    """The values and units of a sentence."""
    return [(each.value, each.unit) for each in find(words)]


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("建成未来乡村100个、落地产业项目1000亿元。", [(100, "个"), (1e11, "元")]),
        (
            "实现粮食播种面积169万亩和总产量65万吨，生猪存栏100万头。",
            [(1690000, "亩"), (650000, "吨"), (1000000, "头")],
        ),
        ("培育10条超10亿元特色农业全产业链。", [(10, "条")]),
        ("投资10亿元以上项目10个、亿元以上项目100个。", [(10, "个"), (100, "个")]),
        ("单项冠军企业、“小巨人”企业分别突破14家、140家。", [(14, "家"), (140, "家")]),
        ("培育特色产业集群1—2个，省级9—11个。", [(1, "个"), (2, "个"), (9, "个"), (11, "个")]),
        ("单位产值能耗下降3%。", [(3, "%")]),
        ("城区PM2.5平均浓度控制在35微克/立方米以内。", [(35, "微克/立方米")]),
        ("平均办理时间缩短到2小时以内。", [(2, "小时")]),
        ("改造老旧小区120个、惠及居民3.5万户。", [(120, "个"), (35000, "户")]),
        ("实现行政村5G网络覆盖率100%。", [(100, "%")]),
        ("按照“项目100%开工、资金100%支付”要求推进。", [(100, "%"), (100, "%")]),
        ("建设日处理能力5万吨的污水处理厂1座。", [(1, "座")]),
        ("培育龙头企业不少于八十家。", [(80, "家")]),
        ("建设三座泵站。", [(3, "座")]),
        ("研发投入强度由2020年的1.8%提高到2025年的2.8%。", [(2.8, "%")]),
        ("学前入园率、义务教育巩固率分别达到92%、96%。", [(92, "%"), (96, "%")]),
        ("新能源装机容量达到300万千瓦。", [(3000000, "千瓦")]),
        ("单个项目总功率不低于500千瓦。", [(500, "千瓦")]),
        ("更新设备5000台（套）以上。", [(5000, "台(套)")]),
        ("力争6个县通过国家评估，4个县通过省级评估。", [(6, "个"), (4, "个")]),
        ("举办“云州之夏”系列活动100余场。", [(100, "场")]),
        ("全县133个村实现集体收入10万元以上。", [(100000, "元")]),
        ("新增1,200个学位。", [(1200, "个")]),
        ("遴选首批20个高质量数据集。", [(20, "个")]),
        ("推动甲河、乙河等30个治理项目竣工。", [(30, "个")]),
        ("全市90%以上的村实现快递覆盖。", [(90, "%")]),
        ("确保每个县至少有1所特教学校。", [(1, "所")]),
    ],
)
def test_a_quantity_to_reach_is_read_in_base_figures(words: str, targets: list[tuple[float, str]]) -> None:
    assert read(words) == targets


@pytest.mark.parametrize(
    "words",
    [
        "安排财政资金5000万元。",
        "对新获评企业一次性奖励50万元。",
        "给予最高不超过200万元、比例不超过20%的补助。",
        "年营业收入2000万元以上的企业，优先支持。",
        "基础投入达到或超过1亿元/年的企业，给予财政补助1000万元。",
        "允许提高建筑高度（不超过10%）。",
        "对研发费用占比高于5%的企业，纳入支持清单。",
        "企业研发费用按100%加计扣除。",
        "补贴标准由每人每月300元提高到350元。",
        "聚焦国家明确的8个方面17个重点投向。",
        "入选全国首批20家数据交易机构。",
        "对照省重点培育的电力等13个产业集群。",
        "建设“民营经济32条”宣传专栏。",
        "推动第三批试点工作。",
        "联合12个部门开展行动。",
        "打造15分钟健身圈。",
        "全面完成20年以上住宅老旧电梯更新。",
        "服务半径500米以内的社区实现全覆盖。",
        "新增内河500吨级泊位。",
        "培育一批骨干企业。",
        "罚款5万元以上10万元以下。",
        "对产值首次突破10亿元、50亿元的企业，分别奖励20万元、50万元。",
        "按不超过项目总投资额30%的标准给予补助。",
        "财政补助标准提高至每人每年670元。",
        "每人每月发放200元。",
        "贯彻落实党的二十大和二十届三中全会精神。",
    ],
)
def test_incentives_thresholds_parts_and_names_are_no_targets(words: str) -> None:
    assert read(words) == []


@pytest.mark.parametrize(
    ("words", "comparators"),
    [
        ("新建泵站不少于5座。", [">="]),
        ("产值突破500亿元。", [">"]),
        ("产值达到500亿元。", [">="]),
        ("产值增长8%左右。", ["~"]),
        ("失业率控制在5%以内。", ["<="]),
        ("新建泵站5座以上。", [">="]),
        ("新建泵站5座。", ["="]),
        ("新建泵站3—5座。", [">=", "<="]),
    ],
)
def test_the_comparator_is_the_printed_one(words: str, comparators: list[str]) -> None:
    assert [each.comparator for each in find(words)] == comparators


def test_a_target_takes_the_deadline_of_its_sentence_only() -> None:
    found = find("到2026年，建成泵站5座；到2027年，建成泵站8座。培训工匠100名。")
    assert [each.due for each in found] == [date(2026, 12, 31), date(2027, 12, 31), None]


def test_dates_given_out_in_a_list_are_no_targets_own_date() -> None:
    assert [each.due for each in find("到2026年底、2027年底，覆盖率分别达到60%、80%。")] == [None, None]


def test_the_words_of_a_target_are_what_is_printed_around_it() -> None:
    found = find("到2025年，新建改建农村公路500公里、桥梁20座，推进1800家企业上云。")
    assert [each.text for each in found] == ["新建改建农村公路500公里", "桥梁20座", "推进1800家企业上云"]


def test_numbers_given_out_over_names_before_them_are_pointed_out() -> None:
    found = find("单项冠军企业、“小巨人”企业分别突破14家、140家。")
    assert [(each.code, each.severity) for each in findings_of(found)] == [("target.distributed", "info")]


QUANTITIES = st.text("1203.,%万亿元个家十百—以上不少于达到新建给予(《》)的,、。余/ \n", max_size=60)


@given(QUANTITIES)
def test_spans_are_the_printed_words_and_nothing_raises(words: str) -> None:
    plain = fold(words)
    for each in find(words):
        assert "".join(plain[slice(*each.span)].split()) == each.text


@given(st.text(st.characters(codec=None), max_size=80))
def test_no_text_makes_it_raise(words: str) -> None:
    findings_of(find(words))
