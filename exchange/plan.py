"""What an edited ledger would change, cell by cell; nothing is stored here.

A row is found by its id, which the seal vouches for. Only the open columns may differ. A row whose record somebody
changed since the export is a conflict wherever its cells differ from what stands now.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.access import access_of
from accounts.models import User
from core import clock
from core.cells import typed
from core.sheets import Row, Wrong, read_sheet
from departments.models import Department
from departments.selectors import plain_name
from exchange.ledger import CADENCES, COLUMNS, Line, lines_of
from exchange.workbook import OPEN_COLUMNS, TITLES, is_sealed, open_reports
from tasks.models import ProgressReport, Task
from tasks.models.task import UNISSUED_TASK_STATES
from tasks.permissions import visible_to
from tasks.services.reporting import LONGEST

FIXED = [column for column in COLUMNS if column.fixed]
IDS = ("系统编号", "版本", "报送编号", "报送版本")
TASK_COLUMNS, REPORT_COLUMNS = OPEN_COLUMNS[:3], OPEN_COLUMNS[3:]
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: where it stands, what is stored and what it shall be, as words and as the value for the service."""

    row: int
    number: str
    column: str
    old: str
    new: str
    value: Any = None


@dataclass
class Step:
    """What one row changes on its task and on the own unit's report."""

    task: int
    version: int
    report: ProgressReport | None
    changes: list[Change] = field(default_factory=list)


@dataclass
class Plan:
    """What a ledger will do, what somebody else changed meanwhile, and what is wrong."""

    steps: list[Step] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changes(self) -> list[Change]:
        """Every cell that changes, in the order of the sheet."""
        return [change for step in self.steps for change in step.changes]

    @property
    def may_run(self) -> bool:
        """Whether there is something to do and nothing in the way."""
        return bool(self.steps) and not self.wrong and not self.conflicts

    @property
    def digest(self) -> str:
        """A fingerprint of what will be done, and on which versions."""
        said = [
            [step.task, step.version, [[one.column, one.old, one.new] for one in step.changes]] for step in self.steps
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Stored:
    lines: dict[int, Line]
    reports: dict[int, ProgressReport]
    supervised: frozenset[int]
    units: dict[tuple[int, str], Department]


def plan_import(data: bytes, user: User) -> Plan:
    """Return what a workbook would change; the number of queries does not depend on its rows."""
    rows = read_sheet(data, TITLES, required=(*IDS, "校验"))
    plan, named = Plan(), dict[int, Row]()
    for row in rows:
        key = _whole(row, "系统编号")
        if key is None or not is_sealed(typed(row.values.get("校验")), key, *(_whole(row, name) for name in IDS[1:])):
            row.complain(
                "校验", "编号、版本与校验不符：不是导出的行，或编号列被改动。请重新导出；新事项请用“新立事项”登记。"
            )
        elif key in named:
            row.complain("系统编号", f"与第{named[key].number}行是同一事项。")
        else:
            named[key] = row
    stored = _stored(named, user)
    for key, row in named.items():
        if key in stored.lines:
            _compare(plan, row, stored.lines[key], stored)
        else:
            row.complain("系统编号", "没有这件事项，或您不能查看。")
    plan.wrong = [one for row in rows for one in row.wrong]
    return plan


def _whole(row: Row, column: str) -> int | None:
    found = typed(row.values.get(column))
    return (
        int(found) if found.isascii() and found.isdecimal() and len(found) < 19 and int(found) <= LARGEST_ID else None
    )


def _stored(keys: Iterable[int], user: User) -> _Stored:
    found = visible_to(user).filter(pk__in=list(keys)).order_by("pk")
    lines = {line.id: line for some in lines_of(found) for line in some}
    governments = {line.jurisdiction_id for line in lines.values()}
    units = Department.objects.filter(jurisdiction__in=governments, valid_to=None)
    named = {(unit.jurisdiction_id, plain_name(unit.name)): unit for unit in units}
    return _Stored(lines, open_reports(lines, user), frozenset(access_of(user).supervised), named)


def _compare(plan: Plan, row: Row, line: Line, stored: _Stored) -> None:
    today, report = clock.today(), stored.reports.get(line.id)
    task_moved = _whole(row, "版本") != line.version
    report_moved = (_whole(row, "报送编号"), _whole(row, "报送版本")) != (
        (report.pk, report.version) if report else (None, None)
    )
    if not task_moved:
        for column in FIXED:
            if column.title in row.values and typed(row.values[column.title]) != typed(column.value(line, today)):
                row.complain(column.title, f"此列不可修改，应为“{typed(column.value(line, today))}”。")
    changes = [change for title, read in READERS.items() if (change := read(row, title, line, stored)) is not None]
    moved = [one for one in changes if (task_moved if one.column in TASK_COLUMNS else report_moved)]
    plan.conflicts += moved
    if not changes and not row.wrong:
        plan.unchanged += 1
    elif kept := [one for one in changes if one not in moved]:
        plan.steps.append(Step(line.id, line.version, report, kept))


def _may_shape(row: Row, title: str, line: Line, stored: _Stored) -> bool:
    if line.jurisdiction_id not in stored.supervised:
        row.complain(title, "只有督查员可以修改此列。")
    elif line.state not in UNISSUED_TASK_STATES:
        row.complain(title, "事项已交办，此列不能再改；时限通过延期申请调整。")
    else:
        return True
    return False


def _lead(row: Row, title: str, line: Line, stored: _Stored) -> Change | None:
    new, old = row.text(title, longest=400), "、".join(line.leads)
    if new == old or not _may_shape(row, title, line, stored):
        return None
    unit = stored.units.get((line.jurisdiction_id, plain_name(new)))
    if unit is None:
        row.complain(title, f"“{new}”不是本级现有单位的规范名称；请填写一个单位。" if new else "不能清空牵头单位。")
        return None
    return Change(row.number, line.number or line.title, title, old, unit.name, unit)


def _due(row: Row, title: str, line: Line, stored: _Stored) -> Change | None:
    before = len(row.wrong)
    new: date | None = row.day(title)
    if len(row.wrong) > before or new == line.due_on or not _may_shape(row, title, line, stored):
        return None
    return Change(row.number, line.number or line.title, title, typed(line.due_on), typed(new), new)


def _cadence(row: Row, title: str, line: Line, stored: _Stored) -> Change | None:
    before = len(row.wrong)
    new = row.choice(title, CADENCES)
    if len(row.wrong) > before or new == line.cadence or not _may_shape(row, title, line, stored):
        return None
    if not new:
        row.complain(title, f"不能清空，须为{'、'.join(map(str, CADENCES.values()))}之一。")
        return None
    return Change(row.number, line.number or line.title, title, CADENCES.get(line.cadence, ""), CADENCES[new], new)


def _progress(row: Row, title: str, line: Line, stored: _Stored) -> Change | None:
    report = stored.reports.get(line.id)
    new = row.text(title, longest=LONGEST)
    old = report.progress if report else ""
    change = Change(row.number, line.number, title, old, new, new)
    return _of_report(row, report, change) if new != typed(old) else None


def _percent(row: Row, title: str, line: Line, stored: _Stored) -> Change | None:
    report = stored.reports.get(line.id)
    new, old = row.text(title), typed(report.percent) if report else ""
    if new == old:
        return None
    if new and not (new.isascii() and new.isdecimal() and len(new) < 4 and int(new) <= 100):
        row.complain(title, "须为 0 至 100 的整数。")
        return None
    return _of_report(row, report, Change(row.number, line.number, title, old, new, int(new) if new else None))


def _of_report(row: Row, report: ProgressReport | None, change: Change) -> Change | None:
    if report is None:
        row.complain(change.column, "本单位在此事项上没有待填的报送。")
        return None
    return change


READERS: dict[str, Callable[[Row, str, Line, _Stored], Change | None]] = {
    "牵头单位": _lead, "现行时限": _due, "报送周期": _cadence, "本期进展": _progress, "完成比例": _percent,
}  # fmt: skip
FIELDS = {"本期进展": "progress", "完成比例": "percent"}


def task_of(step: Step) -> Task:
    """Return the task of a step as it stands now."""
    return Task.objects.get(pk=step.task)
