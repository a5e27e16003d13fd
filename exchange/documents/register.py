"""督办台账 as paper: A4 on its long side, the head repeated on every page."""

from typing import Any

from core import words
from exchange.documents import paper
from exchange.ledger import COLUMNS, lines_of
from tasks.models import TaskQuerySet

# columns of the ledger that the paper has room for, with their widths in mm (225 together)
SHOWN = {"编号": 30, "事项": 58, "牵头单位": 30, "其他单位": 40, "原定时限": 25, "现行时限": 25, "状态": 17}
MOST = 2000


def register(tasks: TaskQuerySet, *, government: str, conditions: str, number: str) -> tuple[bytes, int]:
    """Return the ledger of tasks as .docx and how many rows it has; at most 2000, a longer one is for Excel."""
    from core import clock

    today = clock.today()
    lines = [line for chunk in lines_of(tasks) for line in chunk]
    columns = [column for column in COLUMNS if column.title in SHOWN]
    rows = [[_text(column.value(line, today)) for column in columns] for line in lines]
    sheet = paper.new_paper(wide=True)
    paper.title(sheet, f"{government}督办台账")
    paper.body(sheet, f"{number}。条件：{conditions or '全部'}；数据截至{words.long_day(today)}，共 {len(rows)} 件。")
    paper.listing(sheet, [c.title for c in columns], rows, [SHOWN[c.title] for c in columns], paper.SIZE_5)
    return paper.to_bytes(sheet), len(rows)


def _text(value: Any) -> str:
    return words.iso_day(value) if hasattr(value, "isoformat") else "" if value is None else str(value)
