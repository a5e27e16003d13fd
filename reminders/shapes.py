"""The rules that reminders read: their names, the shape of each value, and how it reads in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from accounts.models import Role
from departments.rule_books import WrongValueError
from reminders import rules

LONGEST_LIST, FARTHEST = 12, 400
DECISION_WORDS = {"evaluate": "评估", "report": "提出处理意见", "submit": "报请决定"}
ROLE_WORDS = {
    rules.CLERK: "承办人",
    rules.UNIT_HEAD: "单位负责人",
    rules.SUPERVISOR: "督查员",
    rules.LEADER: "督查室主任",
}
FAMILY_WORDS = {
    "due": "时限前",
    "receipt": "签收前",
    "report": "报送前",
    "validity": "有效期满前",
    "expired": "到期未决定",
}
# a policy has no unit: only the office can be told of it
OFFICE_FAMILIES = ("validity", "expired")
RUNGS = (rules.UNIT_HEAD, rules.SUPERVISOR, rules.LEADER)


@dataclass(frozen=True, slots=True)
class Shape:
    """One rule: its label, what it decides, the check of a value (raises, else returns it as stored), its words."""

    label: str
    help: str
    kind: str
    check: Callable[[Any], Any]
    words: Callable[[Any], str]


def _days(value: Any, *, least: int = 0, most: int = FARTHEST) -> list[int]:
    if not isinstance(value, list) or any(isinstance(one, bool) or not isinstance(one, int) for one in value):
        raise WrongValueError("须为整数，用顿号隔开。")
    if any(not least <= one <= most for one in value):
        raise WrongValueError(f"每个数须在 {least} 至 {most} 之间。")
    if len(value) > LONGEST_LIST or len(set(value)) != len(value):
        raise WrongValueError(f"至多 {LONGEST_LIST} 个，不能重复。")
    return value


def _ahead(value: Any) -> list[int]:
    return sorted(_days(value), reverse=True)


def _after(value: Any) -> list[int]:
    return sorted(_days(value, least=1))


def _months(value: Any) -> list[int]:
    return sorted(_days(value, least=1, most=24), reverse=True)


def _working(value: Any) -> list[int]:
    return sorted(_days(value, least=1, most=60))


def _around(value: Any) -> dict[str, list[int]]:
    _keys(value, {"before", "after"})
    return {"before": _ahead(value["before"]), "after": _after(value["after"])}


def _keys(value: Any, wanted: set[str], *, all_of_them: bool = True) -> None:
    if not isinstance(value, dict) or not (set(value) == wanted if all_of_them else set(value) <= wanted):
        raise WrongValueError(f"须有 {'、'.join(sorted(wanted))}。")


def _ladder(value: Any) -> dict[str, int]:
    _keys(value, set(RUNGS), all_of_them=False)
    _days(list(dict.fromkeys(value.values())), least=1)
    held = [value[rung] for rung in RUNGS if rung in value]
    if held != sorted(held):
        raise WrongValueError("须逐级上升：上一级不早于下一级。")
    return {rung: value[rung] for rung in RUNGS if rung in value}


def _decisions(value: Any) -> dict[str, int]:
    _keys(value, set(DECISION_WORDS), all_of_them=False)
    _days(list(dict.fromkeys(value.values())), least=1, most=24)
    return {name: value[name] for name in DECISION_WORDS if name in value}


def _hours(value: Any) -> dict[str, str]:
    if value == {}:
        return {}
    _keys(value, {"from", "to"})
    try:
        begin, end = time.fromisoformat(value["from"]), time.fromisoformat(value["to"])
    except (TypeError, ValueError) as error:
        raise WrongValueError("须为时间，如 21:00。") from error
    if begin == end:
        raise WrongValueError("起止相同就没有可以发的时间；不设静默请都留空。")
    return {"from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"}


def _recipients(value: Any) -> dict[str, list[str]]:
    _keys(value, set(FAMILY_WORDS))
    found = {}
    for family, label in FAMILY_WORDS.items():
        known = [role for role in ROLE_WORDS if family not in OFFICE_FAMILIES or role in (Role.SUPERVISOR, Role.LEADER)]
        if not isinstance(value[family], list) or not value[family] or set(value[family]) - set(known):
            raise WrongValueError(f"“{label}”须从{'、'.join(ROLE_WORDS[role] for role in known)}中选至少一个。")
        found[family] = [role for role in known if role in value[family]]
    return found


def _list_words(unit: str) -> Callable[[Any], str]:
    return lambda value: f"{'、'.join(map(str, value))} {unit}" if value else "不提醒"


def _around_words(value: Mapping[str, list[int]]) -> str:
    ahead, late = _list_words("天"), _list_words("天")
    return f"提前 {ahead(value['before'])}，逾期后 {late(value['after'])}"


def _ladder_words(value: Mapping[str, int]) -> str:
    rungs = [f"{ROLE_WORDS[role]}第 {value[role]} 天起" for role in RUNGS if role in value]
    return "，".join(["承办人每次", *rungs])


def _decision_words(value: Mapping[str, int]) -> str:
    return "，".join(f"{DECISION_WORDS[name]}提前 {months} 个月" for name, months in value.items()) or "不提醒"


def _hour_words(value: Mapping[str, str]) -> str:
    return f"{value['from']} 至 {value['to']} 不发" if value else "不设静默时段"


def _recipient_words(value: Mapping[str, list[str]]) -> str:
    return "；".join(
        f"{label}：{'、'.join(ROLE_WORDS[role] for role in value[name])}" for name, label in FAMILY_WORDS.items()
    )


SHAPES: dict[str, Shape] = {
    "reminder.due_days": Shape(
        "时限前提醒", "到期前几天提醒，0 为当天；逢休息日提前到前一个工作日。", "days", _ahead, _list_words("天")
    ),
    "reminder.overdue_days": Shape("逾期后提醒", "逾期第几天提醒，间隔逐次加大。", "days", _after, _list_words("天")),
    "reminder.ladder": Shape(
        "逐级上报", "逾期第几天起同时提醒上一级；留空为不提醒该级。", "ladder", _ladder, _ladder_words
    ),
    "reminder.recipients": Shape(
        "提前提醒发给谁",
        "到期之前的提醒发给哪些人；逾期之后按“逐级上报”。",
        "recipients",
        _recipients,
        _recipient_words,
    ),
    "reminder.receipt_days": Shape("签收", "签收时限前、后几天提醒。", "around", _around, _around_words),
    "reminder.report_days": Shape("报送", "报送时限前、后几天提醒。", "around", _around, _around_words),
    "reminder.waiting_working_days": Shape(
        "等待答复", "延期申请、职责异议提出后第几个工作日提醒答复的人。", "days", _working, _list_words("个工作日")
    ),
    "reminder.validity_months": Shape(
        "政策有效期，按月", "有效期满前几个月提醒。", "days", _months, _list_words("个月")
    ),
    "reminder.validity_days": Shape("政策有效期，按天", "有效期满前几天提醒。", "days", _ahead, _list_words("天")),
    "reminder.expired_days": Shape(
        "到期未作决定", "政策到期后第几天提醒尚未作出决定。", "days", _after, _list_words("天")
    ),
    "validity.decisions": Shape(
        "到期前的决定", "有效期满前几个月应评估、提出意见、报请决定。", "decisions", _decisions, _decision_words
    ),
    "reminder.quiet_hours": Shape("静默时段", "这段时间不发每日提醒。", "hours", _hours, _hour_words),
}
