"""The ledger of tasks as rows, for Excel and CSV: one row a task, read in chunks so that memory stays flat."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any

from core import clock
from departments.models import Department
from exchange.cells import cell
from policies.models import UnitRole
from tasks.models import Assignment, Cadence, DueBasis, TaskQuerySet, TaskSource, TaskState

# rows read at once; two queries each
CHUNK = 2000
# as they stand in a line, in the order in which they are read
READ = (
    "pk", "version", "number", "title", "source", "policy__title", "measure__number", "original_due_on", "due_on",
    "due_basis", "state", "issued_on", "completed_on", "cadence", "jurisdiction_id",
)  # fmt: skip
SOURCES, STATES = dict(TaskSource.choices), dict(TaskState.choices)
BASES, CADENCES = dict(DueBasis.choices), dict(Cadence.choices)


@dataclass(slots=True)
class Line:
    """What the ledger says of one task; `leads` has the first lead first."""

    id: int
    version: int
    number: str
    title: str
    source: str
    policy: str | None
    measure: str | None
    original_due_on: date | None
    due_on: date | None
    due_basis: str
    state: str
    issued_on: date | None
    completed_on: date | None
    cadence: str
    jurisdiction_id: int
    leads: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger: its head, its width in characters and how it is read off a line.

    `fixed` columns say what belongs to the record; others change with the day or with names. `plain` ones hold dates,
    numbers and our own words only: nothing a spreadsheet would run.
    """

    title: str
    width: int
    value: Callable[[Line, date], Any]
    fixed: bool = False
    plain: bool = False


def _late_days(line: Line, today: date) -> int | None:
    ended = line.completed_on or today
    return (ended - line.due_on).days if line.due_on and ended > line.due_on else None


COLUMNS = (
    Column("编号", 16, lambda line, _: line.number, fixed=True),
    Column("事项", 40, lambda line, _: line.title, fixed=True),
    Column("来源", 12, lambda line, _: SOURCES.get(line.source, ""), fixed=True, plain=True),
    Column("政策文件", 36, lambda line, _: line.policy or ""),
    Column("举措", 8, lambda line, _: line.measure or ""),
    Column("牵头单位", 22, lambda line, _: "、".join(line.leads)),
    Column("其他单位", 40, lambda line, _: "、".join(line.others)),
    Column("原定时限", 12, lambda line, _: line.original_due_on, fixed=True, plain=True),
    Column("现行时限", 12, lambda line, _: line.due_on, plain=True),
    Column("时限依据", 12, lambda line, _: BASES.get(line.due_basis, ""), plain=True),
    Column("状态", 10, lambda line, _: STATES.get(line.state, ""), fixed=True, plain=True),
    Column("逾期天数", 10, _late_days, plain=True),
    Column("交办日期", 12, lambda line, _: line.issued_on, fixed=True, plain=True),
    Column("办结日期", 12, lambda line, _: line.completed_on, fixed=True, plain=True),
    Column("报送周期", 10, lambda line, _: CADENCES.get(line.cadence, ""), plain=True),
)
_READ_OFF = [(column.value, column.plain) for column in COLUMNS]
HEADS = [column.title for column in COLUMNS]


def lines_of(tasks: TaskQuerySet) -> Iterator[list[Line]]:
    """Yield the tasks as lines, chunk by chunk, in the order of the queryset."""
    names = dict(Department.objects.values_list("pk", "name"))
    found = tasks.values_list(*READ).iterator(chunk_size=CHUNK)
    for chunk in batched(found, CHUNK):
        lines = [Line(*values[: len(READ)]) for values in chunk]
        _add_units({line.id: line for line in lines}, names)
        yield lines


def _add_units(lines: dict[int, Line], names: dict[int, str]) -> None:
    leads: dict[int, list[tuple[bool, int, str]]] = defaultdict(list)
    standing = Assignment.objects.standing().filter(task__in=list(lines)).order_by()
    for key, task, unit, role, is_first in standing.values_list("pk", "task", "department", "role", "is_first_lead"):
        leads[task].append((role != UnitRole.LEAD, -key if is_first else key, names[unit]))
    for task, units in leads.items():
        for is_other, _, name in sorted(units):
            (lines[task].others if is_other else lines[task].leads).append(name)


def batched(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield the values in lists of a size, the last one shorter."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def cells_of(line: Line, today: date) -> list[Any]:
    """Return the cells of one line, in the order of COLUMNS."""
    return [value(line, today) if plain else cell(value(line, today)) for value, plain in _READ_OFF]


def ledger_rows(tasks: TaskQuerySet) -> Iterator[list[Any]]:
    """Yield the rows of a ledger, one list of cell values a task, without the head."""
    today = clock.today()
    for lines in lines_of(tasks):
        for line in lines:
            yield cells_of(line, today)


def to_csv(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield the ledger as CSV, two thousand rows at once, with a byte order mark: spreadsheets read it as UTF-8."""
    out = StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(HEADS)
    for some in batched(rows, 2000):
        writer.writerows(some)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()
