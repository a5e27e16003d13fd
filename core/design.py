"""Made-up matters for the sheet of components; nothing here is used by any other page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core import clock

LIGHTS = [
    {"light": "red", "word": "逾期 6 天"},
    {"light": "yellow", "word": "滞后"},
    {"light": "yellow", "word": "退回补报"},
    {"light": "blue", "word": "临期"},
    {"light": "green", "word": "正常"},
    {"light": "grey", "word": "未启动"},
    {"light": "grey", "word": "无期限"},
]
STATES = ["待签收", "办理中", "申请办结", "已办结", "中止", "职责异议"]
COUNTS = {"red": 37, "yellow": 78, "blue": 131, "green": 642, "grey": 118}
TREND = {
    "labels": [f"{8 + (day > 11)}月{day + 20 if day < 12 else day - 11}日" for day in range(30)],
    "values": [24, 25, 27, 26, 29, 31, 30, 32, 34, 33, 37, 44, 43, 42, 41, *[40, 38, 37] * 5],
    "unit": "件",
}
PLAN = {
    "labels": [f"{month}月" for month in range(1, 13)],
    "fact": [210, 214, 222, 231, 240, 251, 262, 274, 296.4, None, None, None],
    "plan": [212, 229, 246, 263, 280, 297, 314, 331, 348, 365, 382, 400],
    "unit": "亿元",
}
BARS = {
    "labels": ["政府工作报告", "高质量发展措施", "现代物流业意见", "营商环境方案"],
    "values": [68, 71, 49, 77],
    "plans": [72, 72, 55, 72],
    "unit": "%",
}


class ExampleForm(forms.Form):
    """One field of each kind."""

    progress = forms.CharField(
        label="进展", widget=forms.Textarea(attrs={"rows": 3}), help_text="写做成了什么，附数字和日期"
    )
    share = forms.IntegerField(label="完成比例", max_value=100)
    on_schedule = forms.ChoiceField(
        label="是否达到序时", choices=[("yes", "达到"), ("no", "未达到")], widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(label="牵头单位", choices=[("1", "市发展改革委"), ("2", "市财政局")], required=False)
    urgent = forms.BooleanField(label="同时短信通知", required=False)


def components(density: str) -> dict[str, Any]:
    """Return the context of the sheet."""
    now = clock.now()
    form = ExampleForm({"progress": "东湖大桥9月9日通车。", "share": "180", "on_schedule": "no", "unit": "1"})
    form.is_valid()
    return {
        "lights": LIGHTS,
        "states": STATES,
        "counts": COUNTS,
        "roles": ["lead", "co", "support", "implementing", "joint"],
        "form": form,
        "trend": TREND,
        "plan": PLAN,
        "bars": BARS,
        "page_of_rows": Paginator(range(1006), 50).page(1),
        "now": now,
        "next_year": clock.today() + timedelta(days=400),
        "densities": [
            {"label": "舒适", "url": "?state=", "current": density != "compact"},
            {"label": "紧凑", "url": "?state=compact", "current": density == "compact"},
        ],
        "queues": [
            {"label": "待我处理", "url": "?queue=mine", "count": 17, "current": True},
            {"label": "逾期未报", "url": "?queue=late", "count": 1, "current": False},
            {"label": "全部", "url": "?queue=all", "count": 1006, "current": False},
        ],
        "rows": [
            {**LIGHTS[0], "title": "老旧小区改造年度任务开工", "number": "云督2025-0233", "unit": "市住房城乡建设局"},
            {**LIGHTS[1], "title": "加快基础设施建设", "number": "云督2025-0111", "unit": "市交通运输局"},
            {**LIGHTS[4], "title": "健全就业优先政策", "number": "云督2025-0126", "unit": "市人力资源社会保障局"},
        ],
        "entries": [
            {
                "at": now,
                "icon": "file-earmark-text",
                "act": "补报",
                "who": "市交通运输局，更新8月投资数据",
                "detail": "待审核。所报 78%，附投资统计表",
                "quote": "",
            },
            {
                "at": now - timedelta(days=7),
                "icon": "arrow-return-left",
                "act": "退回补报",
                "who": "督查员",
                "detail": "",
                "quote": "累计投资仍为7月数据，请补8月统计表。",
            },
        ],
        "theirs": {"author": "市财政局联络员", "at": now, "values": [("完成比例", "79%")], "value": "theirs"},
        "mine": {"author": "您", "at": now, "values": [("完成比例", "80%")], "value": "mine"},
        "cells": [
            {"number": str(number), "url": f"?measure={number}", "kind": kind, "current": number == 10}
            for number, kind in enumerate(["ask", "done", "done", "open", "done", "done"] * 2, start=1)
        ],
    }
