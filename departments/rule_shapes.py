"""The rules of the business as an administrator reads and writes them: word, help, fields, value in words.

The reminders' own rules have their pages in `reminders`; every other key of `departments.rules.EXAMPLES` stands here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from departments.rule_books import WrongValueError

Choices = Mapping[str, str]

ROLES: Choices = {"lead": "牵头", "co": "责任", "joint": "并列", "support": "配合", "implementing": "落实"}
CADENCES: Choices = {
    "none": "不定期", "weekly": "每周", "monthly": "每月", "quarterly": "每季度",
    "half_yearly": "每半年", "yearly": "每年",
}  # fmt: skip
LEVELS: Choices = {"reminder": "提醒", "blue": "蓝色", "yellow": "黄色", "red": "红色"}
CLOSERS: Choices = {"supervisor": "督查员", "leader": "督查室主任、分管领导"}
SOURCES: Choices = {
    "default": "一般事项", "instruction": "领导批示", "meeting": "会议议定", "proposal": "建议提案",
    "other": "其他来源",
    "measure": "政策举措", "target": "政策指标", "inline": "正文分工",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """One rule: `kind` is number, yes, choice, choices, numbers or text."""

    label: str
    help: str
    kind: str
    unit: str = ""
    least: int = 0
    most: int = 400
    choices: Choices = field(default_factory=dict)
    # numbers: the word for no number (JSON null); empty where every name needs one
    empty: str = ""

    def words(self, value: Any) -> str:
        """Return a value as people read it."""
        if self.kind == "yes":
            return "是" if value else "否"
        if self.kind == "choice":
            return self.choices.get(value, str(value))
        if self.kind == "choices":
            return "、".join(self.choices.get(one, one) for one in value) or "无"
        if self.kind == "numbers":
            told = [
                f"{self.choices.get(name, name)} {number} {self.unit}" if number is not None
                else f"{self.choices.get(name, name)}{self.empty}"
                for name, number in value.items()
            ]  # fmt: skip
            return "，".join(told)
        return f"{value} {self.unit}".strip()

    def check(self, value: Any) -> Any:
        """Return the value where it fits; raise `WrongValueError` otherwise."""
        if self.kind == "yes" and not isinstance(value, bool):
            raise WrongValueError("请选择是或否。")
        if self.kind == "number":
            self._number(value)
        if self.kind == "choice" and value not in self.choices:
            raise WrongValueError("请选择一项。")
        if self.kind == "choices" and (not value or set(value) - set(self.choices)):
            raise WrongValueError("请至少选择一项。")
        if self.kind == "numbers":
            if set(value) - set(self.choices):
                raise WrongValueError("没有这一项。")
            if not self.empty and set(value) != set(self.choices):
                raise WrongValueError("每一项都须填写。")
            if self.empty and "default" not in value:
                raise WrongValueError("请填写一般事项。")
            for number in value.values():
                if number is not None or not self.empty:
                    self._number(number)
        if self.kind == "text":
            self._number_format(value)
        return value

    def _number(self, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise WrongValueError(f"须为 {self.least} 至 {self.most} 的整数。")

    @staticmethod
    def _number_format(value: Any) -> None:
        try:
            one, other = (str(value).format(prefix="督", year=2026, sequence=n) for n in (1, 2))
        except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
            raise WrongValueError("只能使用 {prefix}、{year} 和 {sequence:04d}。") from error
        if one == other or "2026" not in one or len(one) > 30:
            raise WrongValueError("须含年度 {year} 和序号 {sequence}，不超过 30 字。")


SHAPES: Mapping[str, Shape] = {
    "receipt.working_days": Shape("签收时限", "交办后几个工作日内签收", "number", "个工作日", 1, 60),
    "light.near_working_days": Shape("临期", "期限前几个工作日起亮蓝灯", "number", "个工作日", 0, 120),
    "light.behind_points": Shape("滞后", "完成比例低于日历应达几个百分点起亮黄灯", "number", "个百分点", 1, 100),
    "report.unit_review": Shape("单位审签", "联络员所报是否先经单位负责人审签", "yes"),
    "report.cadence": Shape("报送周期", "原文没有写明时多久报送一次", "choice", choices=CADENCES),
    "report.day_of_month": Shape("报送日", "次月几日前报送", "number", "日", 1, 28),
    "report.roles": Shape("报送单位", "哪些角色的单位各自报送", "choices", choices=ROLES),
    "extension.leader_days": Shape("延期报领导", "延期超过几天报督查室主任、分管领导决定", "number", "天", 1, 400),
    "urging.term_working_days": Shape(
        "催办回复时限", "各级催办几个工作日内回复", "numbers", "个工作日", 1, 60, choices=LEVELS
    ),
    "task.closing": Shape("销号", "核验办结后由谁销号", "choice", choices=CLOSERS),
    "archive.retention_years": Shape(
        "保管期",
        "归档后保管几年；填“永久”为不销毁，留空同一般事项",
        "numbers",
        "年",
        1,
        400,
        choices=SOURCES,
        empty="永久",
    ),
    "export.keep_days": Shape("导出文件", "后台导出的文件保留几天，到期删除", "number", "天", 1, 400),
    "task.number": Shape("事项编号", "{prefix} 为本级字头，{year} 年度，{sequence:04d} 四位序号", "text"),
}
