"""Matters and parts by their keys, with their lights: what a page of rows and a single record are made of.

A list finds the keys of its page by plain columns; the rows are then read by queries that are compiled once
(`core.prepared`), and their lights come from the pure rule. `tasks.lighting` says the same in SQL, for conditions,
orders and counts; a test holds the two against each other row by row.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from core.prepared import Prepared, columns
from departments.models import Department
from tasks import lights
from tasks.lights import Facts, Light, Reason, Thresholds
from tasks.models import (
    Assignment,
    AssignmentState,
    Evidence,
    IndicatorReading,
    ProgressReport,
    Task,
    TaskState,
    Urging,
)
from tasks.models.assignment import GONE_ASSIGNMENT_STATES, OPEN_ASSIGNMENT_STATES
from tasks.models.report import SENT_REPORT_STATES, UNSENT_REPORT_STATES
from tasks.models.task import OPEN_TASK_STATES

# thresholds are read only when the light of some row depends on them
Rules = Callable[[], Mapping[int, Thresholds]]
# what stands before urgings and thresholds in the order of reasons
DECIDED = frozenset(
    {Reason.NOT_OPEN, Reason.OVERDUE, Reason.REPORT_MISSED, Reason.RECEIPT_LATE, Reason.RETURNED}
)  # fmt: skip
# no government of ours: nothing is near, and only a unit's own word says that it is behind
NO_THRESHOLDS = Thresholds(near_until=date.min, behind_points=1000)

PART, TASK, REPORT = columns(Assignment), columns(Task), columns(ProgressReport)
UNIT = columns(Department, "id", "jurisdiction_id", "name", "valid_from", "valid_to")
TASK_OF_PART = columns(Task, "id", "jurisdiction_id", "state", "due_on", "issued_on", "cadence")


class _Report(NamedTuple):
    """Of a report what lights and lists need."""

    assignment: int
    period_end: date
    period_label: str
    submitted_on: date | None
    state: str
    due_on: date | None
    percent: int | None
    on_schedule: bool | None
    return_reason: str


def _latest_and_unsent(parts: Any) -> Any:
    later = ProgressReport.objects.filter(
        assignment=OuterRef("assignment"), state__in=SENT_REPORT_STATES, period_end__gt=OuterRef("period_end")
    )
    rows = ProgressReport.objects.filter(
        Q(state__in=UNSENT_REPORT_STATES) | (Q(state__in=SENT_REPORT_STATES) & ~Exists(later)), assignment__in=parts
    )
    return rows.order_by().values_list(*("assignment_id" if name == "assignment" else name for name in _Report._fields))


_reports = Prepared(_latest_and_unsent)
_unanswered = Prepared(
    lambda parts: Urging.objects.unanswered().filter(assignment__in=parts).order_by().values_list("assignment_id")
)
_parts = Prepared(
    lambda keys: (
        Assignment.objects.filter(pk__in=keys).order_by()
        .values_list(*PART, *(f"task__{name}" for name in TASK_OF_PART), *(f"department__{name}" for name in UNIT))
    )
)  # fmt: skip
_tasks = Prepared(
    lambda keys: (
        Task.objects.filter(pk__in=keys).order_by()
        .values_list(*TASK, "policy__title", "measure__number")
    )
)  # fmt: skip
_parts_of_tasks = Prepared(
    lambda tasks: (
        Assignment.objects.filter(task__in=tasks)
        .values_list(*PART, *(f"department__{name}" for name in UNIT))
    )
)  # fmt: skip


_reports_by_key = Prepared(
    lambda keys: (
        ProgressReport.objects.filter(pk__in=keys).order_by()
        .values_list(
            *REPORT,
            *(f"assignment__{name}" for name in PART),
            *(f"assignment__department__{name}" for name in UNIT),
            *(f"assignment__task__{name}" for name in TASK_OF_PART),
        )
    )
)  # fmt: skip
_readings = Prepared(
    lambda keys: IndicatorReading.objects.filter(report__in=keys).order_by("id").values_list(*columns(IndicatorReading))
)
_evidence = Prepared(
    lambda keys: Evidence.objects.filter(report__in=keys).order_by("id").values_list(*columns(Evidence))
)


def parts_by_key(keys: Collection[int], today: date, rules: Rules) -> list[Assignment]:
    """Return parts in the order of their keys, with task, unit and light; at most three queries and the rules'.

    Of the task only what `TASK_OF_PART` names is read, of the unit only `UNIT`.
    """
    found: dict[int, Assignment] = {}
    at, to = len(PART), len(PART) + len(TASK_OF_PART)
    for row in _parts.rows(keys=keys) if keys else []:
        part = Assignment.from_db("default", PART, row[:at])
        part.task = Task.from_db("default", TASK_OF_PART, row[at:to])
        part.department = Department.from_db("default", UNIT, row[to:])
        found[part.pk] = part
    parts = [found[key] for key in keys if key in found]
    light_parts(parts, today, rules)
    return parts


def tasks_by_key(keys: Collection[int], today: date, rules: Rules) -> list[Task]:
    """Return matters in the order of their keys as `selectors.rows` shows them, their parts with units at hand.

    At most four queries and the rules'. `policy_title` and `measure_number` stand beside what `rows` annotates.
    """
    found: dict[int, Task] = {}
    for *row, title, number in _tasks.rows(keys=keys) if keys else []:
        task: Any = Task.from_db("default", TASK, row)
        task.policy_title, task.measure_number = title, number
        found[task.pk] = task
    tasks = [found[key] for key in keys if key in found]
    _give_parts(found)
    light_tasks(tasks, today, rules)
    return tasks


def reports_by_key(keys: Collection[int]) -> list[ProgressReport]:
    """Return reports in the order of their keys, with part, unit, readings and files at hand; three queries."""
    found: dict[int, ProgressReport] = {}
    at, to = len(REPORT), len(REPORT) + len(PART)
    for row in _reports_by_key.rows(keys=keys) if keys else []:
        report = ProgressReport.from_db("default", REPORT, row[:at])
        part = report.assignment = Assignment.from_db("default", PART, row[at:to])
        part.department = Department.from_db("default", UNIT, row[to : to + len(UNIT)])
        part.task = Task.from_db("default", TASK_OF_PART, row[to + len(UNIT) :])
        found[report.pk] = report
    for name, model, query in (("readings", IndicatorReading, _readings), ("evidence", Evidence, _evidence)):
        held: dict[int, list[Any]] = {key: [] for key in found}
        for row in query.rows(keys=keys) if keys else []:
            one: Any = model.from_db("default", columns(model), row)
            if one.report_id in held:
                held[one.report_id].append(one)
        for key, rows in held.items():
            _hold(found[key], name, model.objects.filter(report=key), rows)
    return [found[key] for key in keys if key in found]


def _hold(record: Any, name: str, rows: Any, read: list[Any]) -> None:
    """Leave rows at a record as `prefetch_related` does."""
    rows._result_cache, rows._prefetch_done = read, True
    record.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def _give_parts(tasks: Mapping[int, Task]) -> None:
    by_task: dict[int, list[Assignment]] = {key: [] for key in tasks}
    for row in _parts_of_tasks.rows(tasks=tasks) if tasks else []:
        part = Assignment.from_db("default", PART, row[: len(PART)])
        part.department = Department.from_db("default", UNIT, row[len(PART) :])
        part.task = tasks[part.task_id]
        by_task[part.task_id].append(part)
    for key, parts in by_task.items():
        _hold(tasks[key], "assignments", Assignment.objects.filter(task=key), parts)


def light_parts(parts: Iterable[Assignment], today: date, rules: Rules) -> None:
    """Give parts whose task is at hand what `lighting.assignments_with_light` annotates."""
    listed = list(parts)
    reports = _reports_of(part.pk for part in listed)
    facts = {
        part.pk: _facts(
            part.task,
            part,
            reports.get(part.pk, []),
            is_open=part.state in OPEN_ASSIGNMENT_STATES and part.task.state in OPEN_TASK_STATES,
            returned=False,
        )
        for part in listed
    }
    found = _read(facts, {part.pk: part.task.jurisdiction_id for part in listed}, today, rules)
    for part in listed:
        _annotate(part, found[part.pk], facts[part.pk], today)


def light_tasks(tasks: Iterable[Task], today: date, rules: Rules) -> None:
    """Give matters whose parts are at hand what `selectors.rows` annotates: the light of the first lead, and the rest.

    Annotated besides: `lead_id` and `lead_name` (department), `unit_count`, `last_label`, `last_sent_on`.
    """
    listed: list[Any] = list(tasks)
    leads: dict[int, Assignment] = {}
    for task in listed:
        standing = [part for part in task.assignments.all() if part.state not in GONE_ASSIGNMENT_STATES]
        lead = next((part for part in standing if part.is_first_lead), None)
        if lead is not None:
            leads[task.pk] = lead
        task.unit_count = len(standing)
    reports = _reports_of(lead.pk for lead in leads.values())
    facts, keys = {}, {}
    for task in listed:
        lead = leads.get(task.pk)
        key = lead.pk if lead is not None else -task.pk
        keys[task.pk] = key
        facts[key] = _facts(
            task,
            lead,
            reports.get(key, []),
            is_open=task.state in OPEN_TASK_STATES,
            returned=task.state == TaskState.RETURNED,
        )
        latest = _latest(reports.get(key, []))
        task.lead_id = lead.department_id if lead is not None else None
        task.lead_name = lead.department.name if lead is not None else None
        task.last_label = latest.period_label if latest else None
        task.last_sent_on = latest.submitted_on if latest else None
    found = _read(facts, {keys[task.pk]: task.jurisdiction_id for task in listed}, today, rules)
    for task in listed:
        _annotate(task, found[keys[task.pk]], facts[keys[task.pk]], today)


def _reports_of(parts: Iterable[int]) -> dict[int, list[_Report]]:
    found: dict[int, list[_Report]] = defaultdict(list)
    asked = list(parts)
    for row in map(_Report._make, _reports.rows(parts=asked) if asked else []):
        found[row.assignment].append(row)
    return found


def _latest(reports: Iterable[_Report]) -> _Report | None:
    return next((one for one in reports if one.state in SENT_REPORT_STATES), None)


def _facts(task: Task, part: Assignment | None, reports: list[_Report], *, is_open: bool, returned: bool) -> Facts:
    latest = _latest(reports)
    unsent = [one for one in reports if one.state in UNSENT_REPORT_STATES]
    owed = (one.due_on for one in unsent if latest is None or one.period_end > latest.period_end)
    return Facts(
        is_open=is_open,
        due_on=task.due_on,
        issued_on=task.issued_on,
        signed=part is None or part.state != AssignmentState.PENDING_RECEIPT,
        receipt_due_on=part.receipt_due_on if part is not None else None,
        missed_on=min((day for day in owed if day is not None), default=None),
        returned=returned or any(one.return_reason for one in unsent),
        percent=latest.percent if latest else None,
        on_schedule=latest.on_schedule if latest else None,
    )


def _read(facts: dict[int, Facts], governments: Mapping[int, int], today: date, rules: Rules) -> dict[int, Light]:
    """Return the lights of facts by part; urgings and thresholds are asked for only where they matter."""
    found = {key: lights.read(one, today, NO_THRESHOLDS) for key, one in facts.items()}
    waiting = [key for key, light in found.items() if light.reason not in DECIDED]
    if waiting:
        urged = {key for (key,) in _unanswered.rows(parts=waiting)}
        known = rules()
        for key in waiting:
            own = known.get(governments[key], NO_THRESHOLDS)
            found[key] = Light(Reason.URGED) if key in urged else lights.read(facts[key], today, own)
    return found


def _annotate(row: Any, light: Light, facts: Facts, today: date) -> None:
    row.light_reason = light.reason.value
    row.light = light.code.value
    row.light_rank = lights.RANKS[light.code]
    row.light_since = light.since
    row.percent = facts.percent
    row.planned = lights.planned_percent(facts.issued_on, facts.due_on, today)
