"""The lines of a digest: one a matter, whatever number of steps wait for it, in the order of what to do first."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from reminders import addresses
from reminders.models import ReminderQuerySet


class Group(IntEnum):
    """What to do first; the order is the order in the digest."""

    OVERDUE = 1
    MISSED_REPORT = 2
    RECEIPT = 3
    DUE = 4
    REPORT = 5
    WAITING = 6
    VALIDITY = 7

    @property
    def label(self) -> str:
        """Return the heading."""
        return LABELS[self]


LABELS = {
    Group.OVERDUE: "已逾期",
    Group.MISSED_REPORT: "逾期未报",
    Group.RECEIPT: "待签收",
    Group.DUE: "临近时限",
    Group.REPORT: "待报送",
    Group.WAITING: "待您答复",
    Group.VALIDITY: "政策有效期",
}
# what a waiting reminder says of its matter, as columns of one query
FACTS = (
    "pk",
    "step",
    "reason",
    "anchor_on",
    "assignment_id",
    "assignment__task_id",
    "assignment__task__number",
    "assignment__task__title",
    "assignment__department__name",
    "policy_id",
    "policy__title",
    "report_id",
    "report__period_label",
    "report__assignment__task__number",
    "report__assignment__task__title",
    "report__assignment__department__name",
    "extension_id",
    "extension__assignment__task_id",
    "extension__assignment__task__title",
    "extension__assignment__department__name",
    "dispute_id",
    "dispute__assignment__task_id",
    "dispute__assignment__task__title",
    "dispute__assignment__department__name",
)


@dataclass(slots=True)
class Line:
    """One matter in a digest; `anchor_on` is the date that makes it urgent."""

    group: Group
    title: str
    unit: str
    page: tuple[str, int]
    anchor_on: date
    reason: str
    reminder_ids: list[int] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return where the person does what is asked."""
        return addresses.page(*self.page)


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one group, with how many there are in all."""

    group: Group
    lines: list[Line]
    total: int


def read(reminders: ReminderQuerySet, only: Container[int] | None = None) -> list[Line]:
    """Return the lines of these reminders (of those in `only`), most urgent first; one query whatever the number."""
    lines: dict[tuple[str, int], Line] = {}
    for row in reminders.order_by("occurrence_on", "pk").values(*FACTS):
        if only is not None and row["pk"] not in only:
            continue
        found = _line(row)
        key = _matter(row)
        known = lines.get(key)
        if known is None:
            lines[key] = found
            continue
        # a later step of the same matter says more, an overdue one before a due one
        found.group = min(found.group, known.group)
        found.reminder_ids = [*known.reminder_ids, row["pk"]]
        lines[key] = found
    return sorted(lines.values(), key=lambda line: (line.group, line.anchor_on, line.title))


def sections(lines: Iterable[Line], most: int) -> list[Section]:
    """Return the lines by group, `most` of them in all; the rest is counted."""
    by_group: dict[Group, list[Line]] = {}
    for line in lines:
        by_group.setdefault(line.group, []).append(line)
    found = []
    for group in sorted(by_group):
        shown = by_group[group][:most]
        most -= len(shown)
        found.append(Section(group, shown, len(by_group[group])))
    return found


def _matter(row: Mapping[str, Any]) -> tuple[str, int]:
    """Return what a line stands for: receipt and due date of one part are two matters."""
    for kind in ("policy", "report", "extension", "dispute"):
        if row[f"{kind}_id"] is not None:
            return kind, row[f"{kind}_id"]
    family = "receipt" if row["step"].startswith("receipt") else "due"
    return family, row["assignment_id"]


def _line(row: Mapping[str, Any]) -> Line:
    late = "+" in row["step"]
    if row["policy_id"] is not None:
        parts = (Group.VALIDITY, f"《{row['policy__title']}》", "", ("policy", row["policy_id"]))
    elif row["report_id"] is not None:
        title = f"{row['report__assignment__task__title']}（{row['report__period_label']}）"
        unit, page = row["report__assignment__department__name"], ("report", row["report_id"])
        parts = (Group.MISSED_REPORT if late else Group.REPORT, title, unit, page)
    elif row["assignment_id"] is not None:
        receipt = row["step"].startswith("receipt")
        group = Group.RECEIPT if receipt else Group.OVERDUE if late else Group.DUE
        number, title = row["assignment__task__number"], row["assignment__task__title"]
        page = ("task", row["assignment__task_id"])
        parts = (group, f"{number} {title}".strip(), row["assignment__department__name"], page)
    else:
        kind, word = ("extension", "延期申请") if row["extension_id"] is not None else ("dispute", "职责异议")
        page = ("task", row[f"{kind}__assignment__task_id"])
        title = f"{word}：{row[f'{kind}__assignment__task__title']}"
        parts = (Group.WAITING, title, row[f"{kind}__assignment__department__name"], page)
    group, title, unit, page = parts
    return Line(group, title, unit, page, row["anchor_on"], row["reason"], [row["pk"]])
