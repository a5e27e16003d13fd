"""What the reader says about its own reading: stable codes, their weight and their words."""

from policies.parsing.types import Finding, Severity, Span

CATALOGUE: dict[str, tuple[Severity, str]] = {
    "units.unknown": ("doubt", "“{}”不像单位名称，请核对"),
    "units.long": ("doubt", "“{}”过长，可能含有多个单位，请核对"),
    "units.ambiguous": ("doubt", "“{}”可能是一个单位，也可能是两个，请核对"),
    "units.collective": ("doubt", "“{}”可能是一个集合单位，也可能应当分列，请核对"),
    "units.short": ("doubt", "“{}”是简称，请确认指哪个单位"),
    "units.person": ("doubt", "“{}”像是人员职务，没有作为单位，请核对"),
    "units.holder": ("doubt", "“{}”后面写的是人员职务，暂按其所在单位读取，请核对"),
    "units.near_miss": ("doubt", "“{}”与“{}”只差一个字，可能是笔误，请核对"),
    "units.open_list": ("info", "原文单位后有“等”，可能还有其他单位"),
    "units.inline": ("doubt", "单位取自正文叙述（{}），请确认"),
    "lead.inferred": ("info", "原文未写明牵头单位，按排列第一位推定"),
    "lead.joint": ("info", "原文未写明牵头单位，各单位并列，立项时须指定一个牵头单位"),
    "lead.ambiguous": ("doubt", "牵头单位有两种读法，请核对"),
    "lead.none": ("doubt", "只写了配合单位，没有写牵头或责任单位"),
    "lead.absent": ("info", "原文只写明指导或配合单位"),
    "lead.section": ("info", "标题写明由{}统筹本部分"),
    "lead.marked": ("doubt", "牵头单位用字体或符号标注，文字中无法识别，请核对"),
    "clause.unclosed": ("doubt", "责任条款的括号没有闭合，请核对"),
    "clause.rest": ("doubt", "责任条款中“{}”没有读懂，请核对"),
    "clause.unread": ("doubt", "有一处文字像责任条款但没有读懂：{}"),
    "clause.scope": ("doubt", "责任条款写在最后一项，可能适用于整组，请核对"),
    "clause.missing": ("doubt", "其他条目写了责任单位，{}没有，请核对"),
    "clause.table": ("doubt", "表格的列没有全部认出，请核对"),
    "outline.gap": ("doubt", "编号不连续：{}之前可能缺少条目"),
    "outline.repeat": ("doubt", "编号重复或倒退：{}"),
}


def make(
    code: str, *words: str, span: Span | None = None, measure: str | None = None, section: str | None = None
) -> Finding:
    """A finding with its words filled in."""
    severity, message = CATALOGUE[code]
    return Finding(code, severity, message.format(*(word[:60] for word in words)), measure, section, span)
