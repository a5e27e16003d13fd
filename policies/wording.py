"""The words of the checking desk: what a code of the reader means to a person, and how figures are written."""

from decimal import Decimal

from core import words

TITLES = {
    "units.near_miss": "单位名称疑有笔误",
    "units.unknown": "不像单位名称",
    "units.long": "可能含有多个单位",
    "units.ambiguous": "一个单位还是两个",
    "units.collective": "集合单位还是分列",
    "units.short": "单位用了简称",
    "units.person": "像是人员职务",
    "units.open_list": "单位后有“等”",
    "units.inline": "单位取自正文叙述",
    "units.none": "没有读出单位",
    "units.unresolved": "单位没有登记",
    "lead.inferred": "牵头单位为推定",
    "lead.joint": "未写明牵头单位",
    "lead.ambiguous": "牵头单位有两种读法",
    "lead.none": "只写了配合单位",
    "lead.section": "标题写明统筹单位",
    "lead.marked": "牵头单位无法识别",
    "clause.blanket": "全文适用的落实责任",
    "outline.gap": "编号不连续",
    "outline.repeat": "编号重复",
    "validity.effective_unclear": "施行日期有两种可能",
    "validity.no_start": "有效期起算日不明",
    "validity.unknown": "没有写明有效期",
    "meta.no_issue_date": "没有读到成文日期",
    "meta.dates_differ": "日期前后不一",
    "target.distributed": "指标分摊到多处",
}
AREAS = {
    "units": "单位须核对",
    "lead": "牵头单位须核对",
    "clause": "责任条款须核对",
    "outline": "编号须核对",
    "date": "时限须核对",
    "target": "指标须核对",
    "validity": "有效期须核对",
    "meta": "文件信息须核对",
}
RULES = {
    "clause.first_listed": "责任单位条款，列首位",
    "clause.note": "责任单位条款，文中注明列首位",
    "clause.lead": "牵头条款",
    "clause.co": "责任条款",
    "clause.support": "配合条款",
    "clause.joint": "并列条款",
    "clause.joined": "会同、联合",
    "clause.blanket": "总括要求",
    "date.by": "到某时",
    "date.year": "年份开头",
    "date.whole_year": "全年",
    "date.within_year": "年内",
    "date.point": "某时须办",
    "date.edge": "某时之前",
    "date.clause": "时限条款",
    "date.every": "周期",
    "date.relative": "相对时限",
    "date.workdays": "工作日时限",
    "date.standing": "长期",
    "target.verb": "动词加数量",
    "target.at_least": "不少于",
    "target.compared": "比较词",
    "target.limit": "不超过",
    "target.listed": "并列数量",
    "target.parallel": "并列数量",
    "target.whole": "全部完成",
}
COMPARATORS = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "约"}
# what stands before a classifier of its own is written out: 3.6 万套
SCALES = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))


def finding_title(code: str) -> str:
    """Return the short title of a finding."""
    return TITLES.get(code) or AREAS.get(code.partition(".")[0], "须核对")


def rule_words(rule: str) -> str:
    """Return what a rule of the reader is called; an unknown one by its own code."""
    return RULES.get(rule, rule)


def amount(value: Decimal, unit: str) -> str:
    """Write a quantity as documents do: 3.6 万套, 8,800 亿元, 12 条, 5%."""
    for scale, word in SCALES:
        if abs(value) >= scale and unit != "%":
            return f"{words.number((value / scale).normalize())} {word}{unit}"
    return words.quantity(value.normalize(), unit) if unit else words.number(value.normalize())


def target_words(comparator: str, value: Decimal, unit: str) -> str:
    """Write a target: ≥ 3.6 万套."""
    return f"{COMPARATORS.get(comparator, comparator)} {amount(value, unit)}"
