"""Lights in SQL: the same truth as `tasks.lights`, for lists, filters, orders and counts in one query.

`with_light` annotates `light` (red…grey), `light_rank` (0 most urgent), `light_reason`, `light_since`, `percent` and
`planned` (both 0–100 or None); for a whole task they are those of its first lead, whose part is joined as `lead`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least, NullIf
from django.db.models.lookups import IsNull

from departments.models import Jurisdiction
from departments.rules import rules_of
from departments.selectors import calendars_from
from tasks.lights import CODES, RANKS, Code, Facts, Light, Reason, Thresholds
from tasks.models import Assignment, AssignmentQuerySet, ProgressReport, TaskQuerySet, Urging
from tasks.models.assignment import OPEN_ASSIGNMENT_STATES, STANDING_ASSIGNMENT_STATES, AssignmentState
from tasks.models.report import SENT_REPORT_STATES, UNSENT_REPORT_STATES
from tasks.models.task import OPEN_TASK_STATES, TaskState


class Days(Func):
    """Whole days from the second date to the first: the two databases subtract dates differently."""

    # PostgreSQL: a date minus a date is a number of days
    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite keeps dates as text."""
        left, right = self.get_source_expressions()
        first, given = compiler.compile(left)
        second, more = compiler.compile(right)
        return f"CAST(julianday({first}) - julianday({second}) AS INTEGER)", (*given, *more)


def thresholds_of(jurisdictions: Iterable[Jurisdiction], today: date) -> dict[int, Thresholds]:
    """Return the governments' thresholds on a day, by government id; two queries."""
    return thresholds_by_id([jurisdiction.pk for jurisdiction in jurisdictions], today)


def thresholds_by_id(governments: Collection[int], today: date) -> dict[int, Thresholds]:
    """Return the same for governments named by their ids."""
    if not governments:
        return {}
    calendars = calendars_from(governments, today)
    return {
        pk: Thresholds(
            near_until=calendars[pk].add(today, found["light.near_working_days"]),
            behind_points=found["light.behind_points"],
        )
        for pk, found in rules_of(governments, ("light.near_working_days", "light.behind_points"), today).items()
    }


def tasks_with_lead(tasks: TaskQuerySet) -> TaskQuerySet:
    """Name the first lead's standing part `lead`; it is joined only where a condition asks for it."""
    standing = Q(assignments__state__in=STANDING_ASSIGNMENT_STATES)
    return tasks.annotate(lead=FilteredRelation("assignments", condition=Q(assignments__is_first_lead=True) & standing))


def tasks_of_light(
    tasks: TaskQuerySet, codes: Collection[str], today: date, thresholds: Callable[[], Mapping[int, Thresholds]]
) -> TaskQuerySet:
    """Keep the tasks that show one of these lights; of tasks read without their lights red is asked for by itself."""
    if "light" in tasks.query.annotations:
        return tasks.filter(Q(light__in=codes))
    if set(codes) == {Code.RED}:
        return tasks_with_lead(tasks).filter(_red("lead__", "", today), state__in=OPEN_TASK_STATES)
    return tasks_with_light(tasks, today, thresholds()).filter(Q(light_reason__in=_reasons(codes)))


def parts_of_light(
    parts: AssignmentQuerySet, codes: Collection[str], today: date, thresholds: Callable[[], Mapping[int, Thresholds]]
) -> AssignmentQuerySet:
    """Keep the parts that show one of these lights, as `tasks_of_light`."""
    if "light" in parts.query.annotations:
        return parts.filter(Q(light__in=codes))
    if set(codes) == {Code.RED}:
        return parts.open().filter(_red("", "task__", today))
    return assignments_with_light(parts, today, thresholds()).filter(Q(light_reason__in=_reasons(codes)))


def latest_first(tasks: TaskQuerySet, today: Any) -> TaskQuerySet:
    """Keep the red ones of tasks read without their lights, since when they are late first; `today` may be open."""
    own, missed = "lead__", _missed(_unsent("lead__pk"), today)
    since = Case(
        When(due_on__lt=today, then=F("due_on")),
        When(_some(missed), then=Subquery(missed.order_by("due_on").values("due_on")[:1])),
        default=F(f"{own}receipt_due_on"),
        output_field=DateField(),
    )
    red = tasks_with_lead(tasks).filter(_red(own, "", today), state__in=OPEN_TASK_STATES)
    return red.order_by(since.asc(), "pk")


def _reasons(codes: Collection[str]) -> list[str]:
    return [reason.value for reason, code in CODES.items() if code in codes]


def _unsent(part: str) -> Any:
    return ProgressReport.objects.filter(assignment=OuterRef(part), state__in=UNSENT_REPORT_STATES)


def _red(own: str, task: str, today: Any) -> Q:
    """What is late, of rows that are open."""
    unsent = _unsent(f"{own}pk")
    unsigned = Q(**{f"{own}state": AssignmentState.PENDING_RECEIPT, f"{own}receipt_due_on__lt": today})
    return Q(**{f"{task}due_on__lt": today}) | unsigned | Q(_some(_missed(unsent, today)))


def tasks_with_light(tasks: TaskQuerySet, today: Any, thresholds: Mapping[Any, Thresholds]) -> TaskQuerySet:
    """Annotate tasks with their lights; governments without thresholds get none for near and behind.

    `today`, the governments and their thresholds may be left open (`core.prepared`).
    """
    lit: TaskQuerySet = _annotate(
        tasks_with_lead(tasks),
        today,
        thresholds,
        part="lead",
        task="",
        is_open=Q(state__in=OPEN_TASK_STATES),
        returned=Q(state=TaskState.RETURNED),
    )
    return lit


def assignments_with_light(
    assignments: AssignmentQuerySet, today: Any, thresholds: Mapping[Any, Thresholds]
) -> AssignmentQuerySet:
    """Annotate units' parts with their lights; values may be left open as for `tasks_with_light`."""
    lit: AssignmentQuerySet = _annotate(
        assignments,
        today,
        thresholds,
        part="",
        task="task__",
        is_open=Q(state__in=OPEN_ASSIGNMENT_STATES, task__state__in=OPEN_TASK_STATES),
        returned=Q(pk__in=[]),
    )
    return lit


def _annotate(
    rows: Any,
    today: Any,
    thresholds: Mapping[Any, Thresholds],
    *,
    part: str,
    task: str,
    is_open: Q,
    returned: Q,
) -> Any:
    part_id = f"{part}__pk" if part else "pk"
    own = f"{part}__" if part else ""
    reports = ProgressReport.objects.filter(assignment=OuterRef(part_id))
    latest = reports.filter(state__in=SENT_REPORT_STATES).order_by("-period_end")[:1]
    unsent = reports.filter(state__in=UNSENT_REPORT_STATES)
    missed = _missed(unsent, today)
    unanswered = Urging.objects.unanswered().filter(assignment=OuterRef(part_id))
    due, issued = f"{task}due_on", f"{task}issued_on"
    rows = rows.annotate(
        percent=Subquery(latest.values("percent")),
        said_on_schedule=Subquery(latest.values("on_schedule")),
        planned=_planned(today, due, issued),
    )
    unsigned = Q(**{f"{own}state": AssignmentState.PENDING_RECEIPT})
    conditions: dict[Reason, Any] = {
        Reason.NOT_OPEN: ~is_open,
        Reason.OVERDUE: Q(**{f"{due}__lt": today}),
        Reason.REPORT_MISSED: _some(missed),
        Reason.RECEIPT_LATE: unsigned & Q(**{f"{own}receipt_due_on__lt": today}),
        Reason.RETURNED: returned | Q(_some(unsent.exclude(return_reason=""))),
        Reason.URGED: _some(unanswered),
        Reason.BEHIND: Q(said_on_schedule=False) | points_behind(thresholds, f"{task}jurisdiction"),
        Reason.NEAR: _near(thresholds, due, f"{task}jurisdiction"),
        Reason.UNSIGNED: unsigned,
        Reason.NO_DATE: Q(**{f"{due}__isnull": True}),
    }
    since = {
        Reason.NOT_OPEN: None,
        Reason.OVERDUE: F(due),
        Reason.REPORT_MISSED: Subquery(missed.order_by("due_on").values("due_on")[:1]),
        Reason.RECEIPT_LATE: F(f"{own}receipt_due_on"),
    }
    # each is read off the conditions by itself: built on one another they would repeat the conditions eleven times
    return rows.annotate(
        light_reason=_first(conditions, {one: one.value for one in Reason}, CharField()),
        light=_first(conditions, {one: code.value for one, code in CODES.items()}, CharField()),
        light_rank=_first(conditions, {one: RANKS[code] for one, code in CODES.items()}, IntegerField()),
        light_since=Case(
            *(When(conditions[one], then=value) for one, value in since.items()), output_field=DateField()
        ),
    )


def _some(rows: Any) -> Any:
    """Say that there are rows; asked row by row, where PostgreSQL would make a table of all governments' first."""
    return IsNull(Subquery(rows.values("pk")[:1]), False)


def _missed(unsent: Any, today: Any) -> Any:
    """Keep what should have been sent before today; a later report that was sent makes good for those before it."""
    later = ProgressReport.objects.filter(
        assignment=OuterRef("assignment"), state__in=SENT_REPORT_STATES, period_end__gte=OuterRef("period_end")
    )
    return unsent.filter(~Exists(later), due_on__lt=today)


def _first(conditions: Mapping[Reason, Any], values: Mapping[Reason, Any], output: Any) -> Case:
    """Return the value of the first reason that holds."""
    return Case(
        *(When(condition, then=Value(values[reason])) for reason, condition in conditions.items()),
        default=Value(values[Reason.ON_SCHEDULE]),
        output_field=output,
    )


def _planned(today: Any, due: str, issued: str) -> Any:
    """As `lights.planned_percent`: 100 from the due day on, also where no day lies between."""
    whole = Days(F(due), F(issued))
    now = today if hasattr(today, "as_sql") else Value(today, output_field=DateField())
    passed = Days(now, F(issued))
    share = passed * Value(100) / NullIf(whole, Value(0))
    return Case(
        When(Q(**{f"{due}__isnull": True}) | Q(**{f"{issued}__isnull": True}), then=None),
        When(Q(**{f"{due}__lte": today}) | Q(**{f"{due}__lte": F(issued)}), then=Value(100)),
        default=Greatest(Value(0), Least(Value(100), share)),
        output_field=IntegerField(),
    )


def points_behind(thresholds: Mapping[Any, Thresholds], jurisdiction: str) -> Q:
    """Return the condition that a row with `planned` and `percent` stands too far behind the calendar."""
    condition = Q(pk__in=[])
    for pk, known in thresholds.items():
        condition |= Q(**{jurisdiction: pk}, planned__gte=F("percent") + known.behind_points)
    return condition


def _near(thresholds: Mapping[Any, Thresholds], due: str, jurisdiction: str) -> Q:
    condition = Q(pk__in=[])
    for pk, known in thresholds.items():
        condition |= Q(**{jurisdiction: pk, f"{due}__lte": known.near_until})
    return condition


def light_of(row: Any) -> Light:
    """Return the light of an annotated row."""
    return Light(Reason(row.light_reason), row.light_since)


def counts_by_light(rows: QuerySet[Any]) -> dict[str, int]:
    """Return how many annotated rows show each light, all five named; one query."""
    found = rows.order_by().values("light").annotate(rows=Count("pk", distinct=True))
    counted = {row["light"]: row["rows"] for row in found}
    return {code.value: counted.get(code.value, 0) for code in RANKS}


def facts_of(assignment: Assignment, *, whole: bool = False) -> Facts:
    """Gather by hand what the light of one part is read from, of the whole matter when it is its first lead's.

    For one object where no annotated row is at hand; `today` comes in when the facts are read.
    """
    task = assignment.task
    reports = list(assignment.reports.order_by("-period_end"))
    latest = next((report for report in reports if report.state in SENT_REPORT_STATES), None)
    unsent = [report for report in reports if report.state in UNSENT_REPORT_STATES]
    owed = [report for report in unsent if latest is None or report.period_end > latest.period_end]
    open_part = whole or assignment.state in OPEN_ASSIGNMENT_STATES
    return Facts(
        is_open=open_part and task.state in OPEN_TASK_STATES,
        due_on=task.due_on,
        issued_on=task.issued_on,
        signed=assignment.state != AssignmentState.PENDING_RECEIPT,
        receipt_due_on=assignment.receipt_due_on,
        missed_on=min((report.due_on for report in owed if report.due_on), default=None),
        returned=any(report.was_returned for report in unsent) or (whole and task.state == TaskState.RETURNED),
        urged=assignment.urgings.filter(pk__in=Urging.objects.unanswered()).exists(),
        percent=latest.percent if latest else None,
        on_schedule=latest.on_schedule if latest else None,
    )
