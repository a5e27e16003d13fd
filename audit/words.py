"""The log as a person reads it: what was done, to what, and each value before and after.

An action code is `app.verb`; the object's type says to what. Labels and choices come from the models, so that a log
row needs no app's help; a verb that is not listed is shown as its code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from audit.models import Entry

VERBS = {
    "accepted": "审核通过", "add_name": "增加名称", "add_role": "任职", "archived": "归档", "attach_plaque": "挂牌",
    "cancelled": "撤销", "change_password": "修改密码", "claimed": "报完成", "closed": "销号", "completed": "申请办结",
    "confirmed": "确认", "correct": "修改", "corrected": "更正", "create": "新增", "create_roster": "新增名册",
    "created": "新增", "decided": "决定", "deleted": "删除", "described": "补充说明", "disable": "停用账号",
    "disputed": "提出异议", "dissolve": "撤销单位", "drop_day": "取消工作日调整",
    "drafted": "拟办", "enable": "启用账号", "end_name": "停用名称",
    "end_role": "离任", "excused": "免报", "export": "导出", "exported": "导出", "extended": "延期",
    "finding_resolved": "处理疑问", "follow_unit": "随单位改革转任", "found": "建立政府",
    "granted": "批准", "handed_over": "移交", "hand_over": "交接",
    "ignore_name": "认定不是单位", "imported": "导入", "issued": "交办", "issue_token": "签发令牌",
    "lock_out": "锁定登录",
    "merge": "合并单位", "merged": "合并", "noted": "记录", "plaque": "挂牌", "preference_changed": "修改接收方式",
    "published": "发布", "reconsider_name": "退回待定", "received": "签收", "refused": "驳回", "registered": "立项",
    "reimported": "重新导入", "rename": "更名", "reopened": "重新办理", "replied": "回复", "reported": "报送",
    "reset_password": "重设密码", "resumed": "恢复办理", "returned": "退回", "revoke_token": "吊销令牌",
    "rule_set": "设定规则", "rule_dropped": "撤回规则",
    "rotate_token": "更换令牌",
    "saved": "保存", "set_aliases": "修改别称", "set_day": "调整工作日",
    "set_deputy": "指定代理",
    "set_members": "调整名册成员", "settle_successor": "选定承接单位", "transfer_unit": "机构改革移交",
    "link_successor": "按承接文件办理",
    "settled": "处理投递", "delivery_settled": "处理投递", "sign_in": "登录",
    "sign_out": "退出", "split": "拆分", "step_undone": "撤回一步", "submitted": "报送", "suspended": "中止",
    "file_removed": "到期删除导出文件", "started": "发起后台作业", "save_view": "保存常用视图",
    "drop_view": "删除常用视图",
    "transferred": "移交", "update": "修改", "urged": "催办", "verified": "核验办结", "withdrawn": "撤回",
}  # fmt: skip
# values of the log that are no columns of their object
LABELS = {
    "on": "生效日期", "successors": "承接单位", "members": "成员", "name": "名称", "state": "状态", "scopes": "范围",
    "role": "角色", "unit": "单位", "until": "截止日期", "rows": "行数", "conditions": "条件", "version": "版本",
    "number": "编号", "due_on": "时限", "count": "件数", "from": "自", "to": "至",
    "added": "增加的名称", "ended": "停用的名称", "deputy": "代理谁", "token": "令牌",
    "purpose": "用途", "way": "登录方式", "contact": "联系人", "is_active": "在用", "name_kind": "名称种类",
    "as_written": "原文名称", "people": "人员", "drafts": "拟办", "tasks": "事项", "file": "文件", "aliases": "别称",
}  # fmt: skip
MISSING = "—"
# whole codes with a word of their own, from the apps that have a table of them
_codes: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """One value, before and after, in words."""

    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """What stood before and stands now; only what stands now where nothing stood before."""
        return self.after if self.before == MISSING else f"{self.before} → {self.after}"


def name_actions(words: Mapping[str, str]) -> None:
    """Let an app say what its action codes mean (called when the program starts)."""
    _codes.update(words)


def action_word(action: str) -> str:
    """Return what was done, in words."""
    return _codes.get(action) or VERBS.get(action.rpartition(".")[2], action)


def codes_saying(text: str) -> tuple[list[str], list[str]]:
    """Return the whole codes and the last parts of codes whose word contains a text."""
    return [code for code, word in _codes.items() if text in word], [
        verb for verb, word in VERBS.items() if text in word
    ]


def object_word(object_type: str) -> str:
    """Return what kind of object it was done to, in words."""
    model = _model(object_type)
    return str(model._meta.verbose_name) if model is not None else object_type


def changes_of(entry: Entry) -> list[Change]:
    """Return every value that changed, in the order it was written."""
    model = _model(entry.object_type)
    names = dict.fromkeys([*entry.before, *entry.after])
    found = [
        Change(_label(model, name), _word(model, name, entry.before), _word(model, name, entry.after)) for name in names
    ]
    return [one for one in found if one.before != one.after]


def _model(object_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model] | None, name: str) -> str:
    field = _field(model, name)
    return str(getattr(field, "verbose_name", "")) or LABELS.get(name, name)


def _word(model: type[models.Model] | None, name: str, values: dict[str, Any]) -> str:
    if name not in values:
        return MISSING
    value = values[name]
    choices = dict(getattr(_field(model, name), "flatchoices", None) or [])
    return "、".join(_plain(value, choices)) or MISSING


def _plain(value: Any, choices: dict[Any, Any]) -> Iterator[str]:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        yield "是" if value else "否"
    elif isinstance(value, list):
        for one in value:
            yield from _plain(one, choices)
    elif isinstance(value, dict):
        for key, held in value.items():
            yield f"{LABELS.get(key, key)}：{'、'.join(_plain(held, choices)) or MISSING}"
    else:
        yield str(choices.get(value, value))
