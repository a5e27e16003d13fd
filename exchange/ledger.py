"""The ledger of tasks as rows, for Excel and CSV: one row a task, read in chunks so that memory stays flat."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core import clock
from exchange.cells import cell
from tasks.models import Assignment, Task, TaskQuerySet

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger: its head, its width in characters and how it is read off a task."""

    title: str
    width: int
    value: Callable[[Task, date], Any]


def _standing(task: Task) -> list[Assignment]:
    return [one for one in task.assignments.all() if one.state not in ("withdrawn", "handed_over")]


def _leads(task: Task, _today: date) -> str:
    leads = sorted((one for one in _standing(task) if one.role == "lead"), key=lambda one: not one.is_first_lead)
    return "、".join(one.department.name for one in leads)


def _others(task: Task, _today: date) -> str:
    return "、".join(one.department.name for one in _standing(task) if one.role != "lead")


def _late_days(task: Task, today: date) -> int | None:
    ended = task.completed_on or today
    return (ended - task.due_on).days if task.due_on and ended > task.due_on else None


COLUMNS = (
    Column("编号", 16, lambda task, _: task.number),
    Column("事项", 40, lambda task, _: task.title),
    Column("来源", 12, lambda task, _: task.get_source_display()),
    Column("政策文件", 36, lambda task, _: task.policy.title if task.policy else ""),
    Column("举措", 8, lambda task, _: task.measure.number if task.measure else ""),
    Column("牵头单位", 22, _leads),
    Column("其他单位", 40, _others),
    Column("原定时限", 12, lambda task, _: task.original_due_on),
    Column("现行时限", 12, lambda task, _: task.due_on),
    Column("时限依据", 12, lambda task, _: task.get_due_basis_display()),
    Column("状态", 10, lambda task, _: task.get_state_display()),
    Column("逾期天数", 10, _late_days),
    Column("交办日期", 12, lambda task, _: task.issued_on),
    Column("办结日期", 12, lambda task, _: task.completed_on),
)


def ledger_rows(tasks: TaskQuerySet) -> Iterator[list[Any]]:
    """Yield the rows of a ledger, one list of cell values a task, without the head; two queries a chunk."""
    today = clock.today()
    wanted = tasks.select_related("policy", "measure").prefetch_related("assignments__department")
    for task in wanted.iterator(chunk_size=CHUNK):
        yield [cell(column.value(task, today)) for column in COLUMNS]


def to_excel(rows: Iterable[list[Any]]) -> bytes:
    """Return the ledger as a workbook (.xlsx) with a frozen head and dates as dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("督办台账")
    sheet.freeze_panes = "A2"
    for index, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.append(_head(sheet))
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for column in COLUMNS:
        head = WriteOnlyCell(sheet, value=column.title)
        head.font = Font(bold=True)
        cells.append(head)
    return cells


class _Echo:
    """A file that gives back what is written to it: how `csv` streams."""

    def write(self, value: str) -> str:
        return value


def to_csv(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield the ledger as CSV lines with a byte order mark, so that spreadsheets read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow([column.title for column in COLUMNS])
    for row in rows:
        yield writer.writerow(["" if value is None else value for value in row])
