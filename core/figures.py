"""What a chart shows, said in words and as a table: for readers without the picture and for 看数据.

Shapes of `data`, all values numbers or None (not known):
- trend: {"labels": [...], "values": [...], "unit": "件"}: one line over time
- plan:  {"labels": [...], "fact": [...], "plan": [...], "unit": "亿元"}: a fact against its dashed plan
- bars:  {"labels": [...], "values": [...], "plans": [...], "unit": "%"}: done against due, one bar a row
"""

from collections.abc import Mapping
from typing import Any

from core import words

SERIES = {"trend": ("values",), "plan": ("fact", "plan"), "bars": ("values", "plans")}
HEADS = {"trend": ("时间", "数量"), "plan": ("时间", "实际", "计划"), "bars": ("项目", "完成", "应达")}


def _figure(value: Any, unit: str) -> str:
    return "无数据" if value is None else words.quantity(value, unit)


def _line_summary(data: Mapping[str, Any], name: str) -> str:
    known = [(when, value) for when, value in zip(data["labels"], data[name], strict=True) if value is not None]
    if not known:
        return "无数据"
    (start, first), (end, latest) = known[0], known[-1]
    return f"{start} {_figure(first, data['unit'])}，{end} {_figure(latest, data['unit'])}"


def summary(kind: str, label: str, data: Mapping[str, Any]) -> str:
    """Return the chart's sentence for `aria-label`: its name and the figures that carry it."""
    if kind == "bars":
        rows = zip(data["labels"], data["values"], data["plans"], strict=True)
        told = "；".join(
            f"{name} 完成 {_figure(done, data['unit'])}、应达 {_figure(due, data['unit'])}" for name, done, due in rows
        )
    else:
        told = _line_summary(data, SERIES[kind][0])
        if kind == "plan":
            told += f"；计划 {_line_summary(data, 'plan')}"
    return f"{label}：{told}"


def table(kind: str, data: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the head and the rows of the chart's figures, the unit in the head."""
    first, *others = HEADS[kind]
    columns = [data["labels"], *(data[name] for name in SERIES[kind])]
    return [first, *(f"{word}（{data['unit']}）" for word in others)], list(zip(*columns, strict=True))
