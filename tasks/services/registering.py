"""立项 and 交办: a number for a task, a look at what will happen, and then all of it or nothing."""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from audit.services import unit_of_work
from core import clock, words
from core.exceptions import DomainError
from departments.models import Department, Jurisdiction
from departments.rules import rule
from departments.selectors import work_calendar
from notifications.services import notify
from tasks.models import Assignment, NumberSequence, Task, TaskState
from tasks.search import index_tasks, open_to_units
from tasks.services.acting import locked, move
from tasks.services.drafting import units_as_written
from tasks.services.expecting import expect_reports_of
from tasks.services.people import people_of
from tasks.services.sources import Undecided, Units
from tasks.transitions import Subject


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a task cannot be issued."""

    task: Task
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class UnitPreview:
    """What one unit gets: its parts, and whom the notice reaches."""

    department: Department
    parts: tuple[Assignment, ...]
    people: tuple[User, ...]

    @property
    def leading(self) -> int:
        """Return how many of the parts make it first lead."""
        return sum(part.is_first_lead for part in self.parts)


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What issuing would do: tasks with their due dates, what each unit gets, who is told, what stands in the way.

    `empty_rosters` are collective units nobody is on yet: they hold nothing back, and they get nothing.
    """

    tasks: tuple[Task, ...]
    units: tuple[UnitPreview, ...]
    problems: tuple[Problem, ...]
    empty_rosters: tuple[str, ...]
    receipt_due_on: date | None

    @property
    def people(self) -> tuple[User, ...]:
        """Return everybody who is told, once each."""
        return tuple({user.pk: user for unit in self.units for user in unit.people}.values())

    @property
    def unreached(self) -> tuple[Department, ...]:
        """Return the units that nobody would be told in."""
        return tuple(unit.department for unit in self.units if not unit.people)

    @property
    def undated(self) -> tuple[Task, ...]:
        """Return the tasks without a due date."""
        return tuple(task for task in self.tasks if task.due_on is None)


def preview(tasks: Iterable[Task]) -> IssuePreview:
    """Return what issuing these tasks would do, changing nothing."""
    chosen = _with_units(tasks)
    by_unit: dict[int, list[Assignment]] = {}
    departments: dict[int, Department] = {}
    for task in chosen:
        for part in task.assignments.all():
            departments[part.department_id] = part.department
            by_unit.setdefault(part.department_id, []).append(part)
    people = people_of(list(departments), clock.today())
    ordered = sorted(departments.values(), key=lambda unit: (unit.position, unit.pk))
    return IssuePreview(
        tasks=tuple(chosen),
        units=tuple(UnitPreview(unit, tuple(by_unit[unit.pk]), tuple(people.get(unit.pk, ()))) for unit in ordered),
        problems=tuple(problem for task in chosen for problem in problems_of(task)),
        empty_rosters=tuple(dict.fromkeys(name for task in chosen for name in units_as_written(task).empty_rosters)),
        receipt_due_on=_receipt_day(chosen[0].jurisdiction) if chosen else None,
    )


def problems_of(task: Task) -> list[Problem]:
    """Return what stands in the way of issuing a task: no first lead, or a unit that is not in the register."""
    found = []
    if task.state not in (TaskState.DRAFTED, TaskState.REGISTERED):
        message = f"“{task.title}”{task.get_state_display()}，不能交办。"
        found.append(Problem(task, "tasks.forbidden_transition", message))
    if not any(part.is_first_lead for part in task.assignments.all()):
        found.append(Problem(task, "tasks.no_lead", f"“{task.title}”没有第一牵头单位，请指定一个。"))
    written = units_as_written(task)
    if written.unresolved:
        message = f"“{task.title}”所列{'、'.join(written.unresolved)}尚未对应到单位，请先在单位名册中处理。"
        found.append(Problem(task, "tasks.unresolved_unit", message))
    found += [
        Problem(task, "tasks.successor_unclear", f"“{task.title}”：{one.message}。")
        for one in undecided_of(task, written)
    ]
    return found


def undecided_of(task: Task, written: Units | None = None) -> list[Undecided]:
    """Return the duties of units that are gone and for which nobody has put a successor on the task yet."""
    undecided = (written or units_as_written(task)).undecided
    settled = (
        {name for part in task.assignments.all() for name in part.printed_name.split("、")} if undecided else set()
    )
    return [one for one in undecided if one.responsibility.printed_name not in settled]


def register(*, tasks: Iterable[Task], by: User | None) -> list[Task]:
    """Give each draft its number, in the order given; all or nothing."""
    with unit_of_work():
        done = []
        for task in tasks:
            draft = locked(task)
            number = _next_number(draft.jurisdiction) if draft.state == TaskState.DRAFTED else draft.number
            move(Subject.TASK, draft, "register", task=draft, by=by, number=number, registered_at=clock.now())
            done.append(draft)
        index_tasks(done)
        return done


def _next_number(jurisdiction: Jurisdiction) -> str:
    """Return the next number of this year; the locked row of the sequence lets one caller through at a time."""
    today = clock.today()
    NumberSequence.objects.get_or_create(jurisdiction=jurisdiction, year=today.year)
    row = NumberSequence.objects.select_for_update().get(jurisdiction=jurisdiction, year=today.year)
    pattern = rule(jurisdiction, "task.number", today)
    number = ""
    # a number that a person or another pattern gave out already is passed over
    while not number or Task.objects.filter(jurisdiction=jurisdiction, number=number).exists():
        row.last += 1
        number = _formatted(pattern, jurisdiction.number_prefix, today.year, row.last)
    row.save(update_fields=["last"])
    return number


def _formatted(pattern: str, prefix: str, year: int, sequence: int) -> str:
    try:
        named = {field for _, field, _, _ in string.Formatter().parse(pattern) if field is not None}
        if "sequence" not in named or named - {"prefix", "year", "sequence"}:
            raise ValueError(pattern)
        return pattern.format(prefix=prefix, year=year, sequence=sequence)[:30]
    except (ValueError, IndexError, KeyError) as error:
        raise DomainError(
            "tasks.number_rule", "编号规则有误，请管理员核对规则“task.number”。", pattern=pattern
        ) from error


def issue(*, tasks: Iterable[Task], by: User | None) -> list[Task]:
    """Issue registered tasks: units have to sign, reports are expected, people are told. All or nothing.

    Raises `DomainError` with the code of the first problem and `params["problems"]` with all of them.
    """
    with unit_of_work():
        chosen = _with_units([locked(task) for task in tasks])
        problems = [problem for task in chosen for problem in problems_of(task)]
        if problems:
            raise DomainError(problems[0].code, _why_not(problems), problems=problems)
        if chosen:
            _issue(chosen, by)
            _tell_units(chosen)
        return chosen


def register_and_issue(*, tasks: Iterable[Task], by: User | None) -> list[Task]:
    """Number the drafts among these tasks and issue all of them, or nothing at all."""
    with unit_of_work():
        chosen = list(tasks)
        register(tasks=[task for task in chosen if task.state == TaskState.DRAFTED], by=by)
        return issue(tasks=chosen, by=by)


def _why_not(problems: Sequence[Problem]) -> str:
    rest = f"另有 {len(problems) - 1} 处问题。" if len(problems) > 1 else ""
    return f"没有交办任何事项：{problems[0].message}{rest}"


def _issue(tasks: Sequence[Task], by: User | None) -> None:
    today = clock.today()
    receipt_days = {task.jurisdiction_id: task.jurisdiction for task in tasks}
    due = {pk: _receipt_day(jurisdiction) for pk, jurisdiction in receipt_days.items()}
    parts = [part for task in tasks for part in task.assignments.all()]
    for part in parts:
        part.receipt_due_on = due[part.task.jurisdiction_id]
    Assignment.objects.bulk_update(parts, ["receipt_due_on"], batch_size=200)
    for task in tasks:
        move(Subject.TASK, task, "issue", task=task, by=by, issued_at=clock.now(), issued_on=today)
    open_to_units(tasks)
    expect_reports_of(parts, on=today)


def _receipt_day(jurisdiction: Jurisdiction) -> date:
    today = clock.today()
    return work_calendar(jurisdiction).add(today, rule(jurisdiction, "receipt.working_days", today))


def _with_units(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks in the order given with their standing parts at hand; three queries."""
    ids = [task.pk for task in tasks]
    rows = Task.objects.filter(pk__in=ids).select_related("jurisdiction", "policy", "measure")
    found = {task.pk: task for task in rows.prefetch_related("assignments__department")}
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def _tell_units(tasks: Sequence[Task]) -> None:
    """One notice a person for everything issued at once, not one a task."""
    shown = preview(tasks)
    by_person: dict[int, tuple[User, dict[int, Task]]] = {}
    for unit in shown.units:
        for user in unit.people:
            _, theirs = by_person.setdefault(user.pk, (user, {}))
            theirs.update({part.task_id: task for part in unit.parts for task in tasks if task.pk == part.task_id})
    until = f"请于{words.day(shown.receipt_due_on)}前签收"
    for user, theirs in by_person.values():
        listed = list(theirs.values())
        notify(
            jurisdiction=listed[0].jurisdiction,
            recipients=[user],
            subject=f"新交办 {len(listed)} 件事项，{until}",
            body="\n".join(f"{task.number} {task.title}，期限 {words.day(task.due_on)}" for task in listed),
            key=f"task.issue:{tasks[0].pk}",
            link=_link(listed),
            priority=shown.receipt_due_on,
        )


def _link(tasks: Sequence[Task]) -> str:
    return reverse("tasks:detail", args=[tasks[0].pk]) if len(tasks) == 1 else reverse("tasks:list") + "?queue=receipt"
