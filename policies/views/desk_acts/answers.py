"""Answers to the questions of the list."""

from core.exceptions import DomainError
from policies import forms
from policies.selectors.questions import Question
from policies.selectors.units import unit_by_key
from policies.services import checking
from policies.services.describing import describe_policy
from policies.views.desk_acts.acting import Act


def answer(act: Act) -> str:
    """Answer a question of the list."""
    question, choice = act.question, str(act.data.get("choice", ""))
    if question.code == "lead.inferred":
        checking.decide_first_listed(policy=act.desk.policy, version=act.seen, accept=choice != "no", by=act.by)
        return "已定：列首位的为牵头单位。" if choice != "no" else "已定：列首位的不作牵头，请逐条指定。"
    if question.code == "validity.effective_unclear" and choice != "note":
        return _effective(act, choice)
    if question.units and choice != "keep":
        return _unit_answer(act, question, choice)
    note = str(act.data.get("note", "")).strip() or "已核对，无误"
    for finding in question.findings:
        checking.resolve_finding(finding=finding, version=act.seen, resolution=note, by=act.by)
    return "已记录处理结果。"


def _effective(act: Act, choice: str) -> str:
    policy = act.desk.policy
    days = {"issued": policy.issued_on, "published": policy.published_on}
    day = days[choice] if choice in days else forms.DateField(required=False).clean(act.data.get("day"))
    if day is None:
        raise DomainError("policies.day_missing", "请填写施行日期。")
    describe_policy(policy=policy, version=act.seen, effective_on=day, by=act.by)
    for finding in act.question.findings:
        checking.resolve_finding(finding=finding, version=policy.version, resolution=f"施行日期为{day}", by=act.by)
    return f"施行日期已定为{day.year}年{day.month}月{day.day}日。"


def _unit_answer(act: Act, question: Question, choice: str) -> str:
    first = question.units[0]
    if choice == "drop":
        for row in question.units:
            row.measure = act.desk.by_id[row.measure_id].measure
            checking.drop_unit(responsibility=row, version=row.measure.version, by=act.by)
        return f"已剔除{first.printed_name}。"
    if choice == "typed" or not choice:
        chosen = act.unit(act.form(forms.UnitForm))
    else:
        chosen = unit_by_key(act.desk.policy.jurisdiction, choice)
    if chosen is None:
        raise DomainError("policies.unit_missing", "请选择或填写单位。", fields={"unit": ["请选择或填写单位。"]})
    if first.department_id or first.roster_id:
        first.measure = act.desk.by_id[first.measure_id].measure
        checking.correct_unit(responsibility=first, version=act.seen, unit=chosen, by=act.by)
    else:
        checking.settle_name(policy=act.desk.policy, printed_name=first.printed_name, unit=chosen, by=act.by)
    return f"“{first.printed_name}”已登记为{chosen}，原文不变。"
