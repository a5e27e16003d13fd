"""The ledger as a workbook that comes back: ids and versions with a seal, locked columns, dates as dates.

Written row by row into a file, so that a hundred thousand rows need no more memory than a hundred.
"""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter

from accounts.access import access_of
from accounts.models import User
from core import clock
from exchange.cells import cell
from exchange.ledger import COLUMNS, Line, cells_of, lines_of
from tasks.models import ProgressReport, TaskQuerySet
from tasks.services.reporting import EDITABLE

# what the unit writes into its open report, and what names the record; none of it stands in the CSV
PROGRESS = (("本期进展", 40), ("完成比例", 10))
RECORD = (("系统编号", 10), ("版本", 6), ("报送编号", 10), ("报送版本", 8), ("校验", 20))
TITLES = [column.title for column in COLUMNS] + [title for title, _ in (*PROGRESS, *RECORD)]
WIDTHS = [column.width for column in COLUMNS] + [width for _, width in (*PROGRESS, *RECORD)]
OPEN_COLUMNS = ("牵头单位", "现行时限", "报送周期", "本期进展", "完成比例")
_OPEN_AT = frozenset(TITLES.index(title) for title in OPEN_COLUMNS)
SEAL_LENGTH = 20


def seal(task: int, version: int, report: int | None, report_version: int | None) -> str:
    """Return the seal of a row: ids typed over or dragged down in Excel do not bear it."""
    words = f"{task}:{version}:{report or ''}:{report_version or ''}"
    return Signer(salt="exchange.ledger").signature(words)[:SEAL_LENGTH]


def is_sealed(found: str, *ids: Any) -> bool:
    """Say whether a seal is the one of these ids."""
    return constant_time_compare(found, seal(*ids))


def open_reports(tasks: Iterable[int], user: User) -> dict[int, ProgressReport]:
    """Return the latest report of the person's own unit that is still to be written, by task."""
    rows = ProgressReport.objects.filter(
        assignment__task__in=list(tasks), assignment__department__in=access_of(user).unit_ids, state__in=EDITABLE
    ).select_related("assignment")
    return {row.assignment.task_id: row for row in rows.order_by("period_end", "pk")}


def bridge_rows(tasks: TaskQuerySet, user: User) -> Iterator[list[Any]]:
    """Yield the rows of the workbook: the ledger's columns, the own report's, the record's."""
    today = clock.today()
    for lines in lines_of(tasks):
        reports = open_reports((line.id for line in lines), user)
        for line in lines:
            yield cells_of(line, today) + _record(line, reports.get(line.id))


def _record(line: Line, report: ProgressReport | None) -> list[Any]:
    key, version = (report.pk, report.version) if report else (None, None)
    written = [cell(report.progress), report.percent] if report else [None, None]
    return [*written, line.id, line.version, key, version, seal(line.id, line.version, key, version)]


def to_excel(rows: Iterable[list[Any]]) -> IO[bytes]:
    """Return an open file with the workbook: a frozen head, everything locked but the columns to fill in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("督办台账")
    sheet.freeze_panes = "A2"
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.autoFilter = sheet.protection.sort = False
    for index, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append(list(_head(sheet)))
    opened = WriteOnlyCell(sheet)
    opened.protection = Protection(locked=False)
    dated = WriteOnlyCell(sheet)
    dated.protection = Protection(locked=False)
    dated.number_format = "yyyy-mm-dd"
    due = TITLES.index("现行时限")
    for row in rows:
        for place in _OPEN_AT:
            written = WriteOnlyCell(sheet, value=row[place])
            written._style = (dated if place == due else opened)._style
            row[place] = written
        sheet.append(row)
    out = TemporaryFile()  # noqa: SIM115 whoever sends it closes it
    book.save(out)
    out.seek(0)
    return out


def _head(sheet: Any) -> Iterator[Any]:
    for place, title in enumerate(TITLES):
        head = WriteOnlyCell(sheet, value=title)
        head.font = Font(bold=True)
        if place in _OPEN_AT:
            head.fill = PatternFill("solid", start_color="FFF3CD")
        yield head
