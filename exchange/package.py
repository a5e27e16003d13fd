"""卷宗: all of one matter in one archive: papers as Word, files, history as CSV and JSON, checksums.

What another unit has not sent and what happens inside a unit is not part of it, whoever takes it.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import PurePath
from typing import IO, Any

from core import clock, words
from exchange.cells import cell
from exchange.documents import paper
from exchange.documents.order import order_sheet
from tasks.models import CONTENT_STATES, Evidence, Extension, ProgressReport, Task, TaskEvent, Urging

HEAD = ("时间", "动作", "单位任务", "原状态", "新状态", "操作人", "操作人单位", "内容")
# in memory up to here, then in a file
SPOOL = 8 * 1024 * 1024
CHECKSUMS = "校验.sha256"


def package(task: Task) -> IO[bytes]:
    """Return the archive (.zip) of a task, opened at its beginning; `sha256sum -c 校验.sha256` checks it unpacked."""
    out = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 the response closes it
    sums: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            archive.writestr(name, data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")

        put(f"督办单{task.number}.docx", order_sheet(task))
        put(f"办理情况{task.number}.docx", record_sheet(task))
        events = _events(task)
        put("办理记录.csv", _as_csv(events))
        put("办理记录.json", _as_json(task, events))
        for name, data in _files(task):
            put(name, data)
        archive.writestr(CHECKSUMS, "\n".join(sums) + "\n")
    out.seek(0)
    return out


def record_sheet(task: Task) -> bytes:
    """Return what became of a task as .docx: its facts, reports, extensions, urgings."""
    sheet = paper.new_paper()
    paper.title(sheet, "办  理  情  况")
    paper.table(
        sheet,
        [
            ("编    号", task.number),
            ("督办事项", task.title),
            ("状    态", f"{task.get_state_display()} {task.get_closing_reason_display()}".strip()),
            ("原定时限", words.long_day(task.original_due_on)),
            ("现行时限", words.long_day(task.due_on)),
            ("办结日期", words.long_day(task.completed_on)),
        ],
    )
    for line in [*_reports(task), *_extensions(task), *_urgings(task)]:
        paper.body(sheet, line)
    out = io.BytesIO()
    sheet.save(out)
    return out.getvalue()


def _reports(task: Task) -> list[str]:
    rows = ProgressReport.objects.filter(assignment__task=task, state__in=CONTENT_STATES)
    return [
        f"{row.period_label}，{row.assignment.department.name}，{row.get_state_display()}，"
        f"完成比例{'—' if row.percent is None else row.percent}%。{row.progress}"
        + (f"存在问题：{row.problems}" if row.problems else "")
        for row in rows.select_related("assignment__department").order_by("period_end", "pk")
    ]


def _extensions(task: Task) -> list[str]:
    rows = Extension.objects.filter(assignment__task=task).exclude(state="unit_review")
    return [
        f"延期申请：{words.long_day(row.due_on_before)}延至{words.long_day(row.due_on_asked)}，"
        f"{row.get_state_display()}。{row.reason}"
        for row in rows.order_by("pk")
    ]


def _urgings(task: Task) -> list[str]:
    rows = Urging.objects.issued().filter(assignment__task=task).select_related("assignment__department")
    return [
        f"催办第{row.number}号，{row.get_level_display()}，{row.assignment.department.name}：{row.text}"
        + (f"回复：{row.reply}" if row.reply else "")
        for row in rows.order_by("pk")
    ]


def _events(task: Task) -> list[dict[str, Any]]:
    rows = TaskEvent.objects.filter(task=task, is_internal=False).select_related("assignment__department")
    return [
        {
            "at": clock.local(row.at).isoformat(timespec="seconds"),
            "action": row.action,
            "unit": row.assignment.department.name if row.assignment else "",
            "from": row.from_state,
            "to": row.to_state,
            "by": row.by_name,
            "by_unit": row.unit_name,
            "text": row.text,
        }
        for row in rows.order_by("at", "pk")
    ]


def _as_csv(events: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([cell(value) for value in event.values()] for event in events)
    return ("\ufeff" + out.getvalue()).encode()


def _as_json(task: Task, events: list[dict[str, Any]]) -> bytes:
    facts = {
        "number": task.number, "title": task.title, "state": task.state, "original_due_on": task.original_due_on,
        "due_on": task.due_on, "completed_on": task.completed_on, "archived_at": task.archived_at,
    }  # fmt: skip
    return json.dumps({"task": facts, "events": events}, ensure_ascii=False, indent=2, default=str).encode()


def _files(task: Task) -> list[tuple[str, bytes]]:
    found = []
    if task.source_document:
        with task.source_document.open("rb") as file:
            found.append((f"来源文件/{PurePath(task.source_document.name or '').name}", file.read()))
    rows = Evidence.objects.filter(report__assignment__task=task, report__state__in=CONTENT_STATES)
    for row in rows.select_related("report__assignment__department").order_by("pk"):
        folder = f"佐证/{row.report.period_label}，{row.report.assignment.department.name}"
        with row.file.open("rb") as file:
            found.append((f"{folder}/{row.pk}-{PurePath(row.name).name}", file.read()))
    return found
