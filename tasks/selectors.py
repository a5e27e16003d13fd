"""Reading matters for lists and pages: rows with their light, queues, and what stands on one matter's page.

Everything begins with `permissions.visible_to`; `rows` is what the ledger, the overdue list, the REST interface and the
boards share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from accounts.access import access_of
from core import clock
from tasks import lighting
from tasks.lights import Thresholds
from tasks.models import (
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Evidence,
    Extension,
    IndicatorReading,
    ProgressReport,
    ReportState,
    Task,
    TaskQuerySet,
    TaskState,
    Urging,
)
from tasks.models.assignment import GONE_ASSIGNMENT_STATES
from tasks.models.extension import OPEN_EXTENSION_STATES
from tasks.models.report import SENT_REPORT_STATES
from tasks.permissions import Visitor, visible_to

# an overdue matter urged within so many days waits for the unit, not for the supervisor
URGED_LATELY_DAYS = 7


def thresholds_for(user: Visitor) -> dict[int, Thresholds]:
    """Return today's thresholds of the governments a person does business in."""
    return lighting.thresholds_by_id(sorted(access_of(user).business), clock.today())


def lazy_thresholds(user: Visitor) -> Callable[[], dict[int, Thresholds]]:
    """Return a function that reads them on its first call: most lists of late matters never ask."""
    return cache(lambda: thresholds_for(user))


def found(user: Visitor) -> TaskQuerySet:
    """Return the tasks a person may see for conditions only; `tasks.reading` reads the rows of a page by their keys."""
    return lighting.tasks_with_lead(visible_to(user))


def rows(user: Visitor) -> TaskQuerySet:
    """Return the tasks a person may see as the ledger shows them.

    Besides the light (`tasks.lighting`): `lead_name`, `lead_id` (department), `unit_count`, `last_label` and
    `last_sent_on` (the first lead's latest report), `late_days` comes from `light_since`.
    """
    return with_columns(lighting.tasks_with_light(visible_to(user), clock.today(), thresholds_for(user)))


def with_columns(tasks: TaskQuerySet) -> TaskQuerySet:
    """Annotate tasks that have their light with what a ledger row shows besides."""
    standing = Assignment.objects.standing().filter(task=OuterRef("pk")).order_by()
    latest = ProgressReport.objects.filter(assignment=OuterRef("lead__pk"), state__in=SENT_REPORT_STATES).order_by(
        "-period_end"
    )[:1]
    annotated: TaskQuerySet = tasks.annotate(
        lead_name=F("lead__department__name"),
        lead_id=F("lead__department_id"),
        unit_count=Coalesce(
            Subquery(standing.values("task").annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
        ),
        last_label=Subquery(latest.values("period_label")),
        last_sent_on=Subquery(latest.values("submitted_on")),
    ).select_related("measure", "policy", "jurisdiction")
    return annotated


def ordered(tasks: TaskQuerySet, sort: str = "light") -> TaskQuerySet:
    """Order rows: by light (most urgent first, then deadline), due, -due, number, or -id; no date comes last."""
    lit: Any = tasks
    orders: dict[str, tuple[Any, ...]] = {
        "light": ("light_rank", F("due_on").asc(nulls_last=True), "number", "pk"),
        "due": (F("due_on").asc(nulls_last=True), "number", "pk"),
        "-due": (F("due_on").desc(nulls_last=True), "number", "pk"),
        "number": ("number", "pk"),
        "-id": ("-pk",),
    }
    found: TaskQuerySet = lit.order_by(*orders.get(sort, orders["light"]))
    return found


@dataclass(frozen=True, slots=True)
class Queue:
    """A saved view: its name in the address, its word, what it keeps, and for whom it is."""

    name: str
    label: str
    keep: Callable[[Visitor, date], Q]
    office: bool
    unit: bool
    # whether the condition reads what `tasks.lighting` annotates
    lit: bool = False


def _own_part(user: Visitor, **conditions: object) -> Q:
    parts = Assignment.objects.open().filter(task=OuterRef("pk"), department__in=access_of(user).unit_ids, **conditions)
    return Q(Exists(parts))


def _own_reports(user: Visitor, **conditions: object) -> Q:
    reports = ProgressReport.objects.filter(
        assignment__task=OuterRef("pk"), assignment__department__in=access_of(user).unit_ids, **conditions
    ).exclude(assignment__state__in=GONE_ASSIGNMENT_STATES)
    return Q(Exists(reports)) & ~Q(state__in=[TaskState.CLOSED, TaskState.CANCELLED, TaskState.TRANSFERRED])


def _open(user: Visitor, today: date) -> Q:
    return Q(pk__in=Task.objects.open().values("pk"))


def _month(user: Visitor, today: date) -> Q:
    onward = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _open(user, today) & Q(due_on__gte=today, due_on__lt=onward)


def _overdue(user: Visitor, today: date) -> Q:
    return _open(user, today) & Q(due_on__lt=today)


def _unurged(user: Visitor, today: date) -> Q:
    lately = Urging.objects.issued().filter(
        assignment__task=OuterRef("pk"), issued_on__gt=today - timedelta(days=URGED_LATELY_DAYS)
    )
    return _overdue(user, today) & ~Q(Exists(lately))


def _submitted_reports(user: Visitor, today: date) -> Q:
    reports = ProgressReport.objects.filter(assignment__task=OuterRef("pk"), state=ReportState.SUBMITTED)
    return Q(Exists(reports))


def _disputed(user: Visitor, today: date) -> Q:
    return Q(Exists(Dispute.objects.filter(assignment__task=OuterRef("pk"), state=DisputeState.OPEN)))


def _extensions(user: Visitor, today: date) -> Q:
    return Q(Exists(Extension.objects.filter(assignment__task=OuterRef("pk"), state__in=OPEN_EXTENSION_STATES)))


def _contradictory(user: Visitor, today: date) -> Q:
    """What the first lead says against the calendar and against its own evidence."""
    evidence = Evidence.objects.filter(report__assignment=OuterRef("lead__pk"), report__state__in=SENT_REPORT_STATES)
    says_done = Q(percent=100) | Q(lead__state=AssignmentState.DONE_CLAIMED)
    short = _latest_readings().filter(
        Q(target__comparator__in=["<=", "<"], value__gt=F("target__value"))
        | (~Q(target__comparator__in=["<=", "<"]) & Q(value__lt=F("target__value")))
    )
    says_well_while_late = Q(said_on_schedule=True) & lighting.points_behind(thresholds_for(user), "jurisdiction")
    return _open(user, today) & (says_well_while_late | (says_done & (~Q(Exists(evidence)) | Q(Exists(short)))))


def _latest_readings() -> QuerySet[IndicatorReading]:
    """The last value sent for each indicator by the first lead of the outer task."""
    newer = IndicatorReading.objects.filter(
        target=OuterRef("target"),
        report__assignment=OuterRef("report__assignment"),
        report__state__in=SENT_REPORT_STATES,
        report__period_end__gt=OuterRef("report__period_end"),
    )
    return IndicatorReading.objects.filter(
        ~Exists(newer), report__assignment=OuterRef("lead__pk"), report__state__in=SENT_REPORT_STATES
    )


QUEUES: tuple[Queue, ...] = (
    Queue("open", "未办结", _open, office=True, unit=True),
    Queue("overdue", "逾期", _overdue, office=True, unit=True),
    Queue("unurged", "逾期未催", _unurged, office=True, unit=False),
    Queue("month", "本月到期", _month, office=True, unit=True),
    Queue("review", "待审核", _submitted_reports, office=True, unit=False),
    Queue("contradiction", "三者不一致", _contradictory, office=True, unit=False, lit=True),
    Queue(
        "completion", "申请办结",
        lambda user, today: Q(state=TaskState.COMPLETION_SUBMITTED), office=True, unit=False,
    ),
    Queue("dispute", "职责异议", _disputed, office=True, unit=False),
    Queue("extension", "延期待决", _extensions, office=True, unit=False),
    Queue("draft", "拟办", lambda user, today: Q(state__in=["drafted", "registered"]), office=True, unit=False),
    Queue("receipt", "待签收", lambda user, today: _own_part(user, state="pending_receipt"), office=False, unit=True),
    Queue(
        "report", "待填报",
        lambda user, today: _own_reports(user, state__in=["expected", "draft"]), office=False, unit=True,
    ),
    Queue("returned", "退回补报", lambda user, today: _own_reports(user, state="returned"), office=False, unit=True),
    Queue(
        "urged", "催办待复",
        lambda user, today: Q(
            Exists(
                Urging.objects.unanswered().filter(
                    assignment__task=OuterRef("pk"), assignment__department__in=access_of(user).unit_ids
                )
            )
        ), office=False, unit=True,
    ),
    Queue("leading", "我牵头", lambda user, today: _own_part(user, is_first_lead=True), office=False, unit=True),
)  # fmt: skip
QUEUE_NAMES = {queue.name: queue for queue in QUEUES}


def queues_of(user: Visitor) -> list[Queue]:
    """Return the saved views that make sense for a person."""
    access = access_of(user)
    return [queue for queue in QUEUES if (queue.office and access.overseen) or (queue.unit and access.unit_ids)]


def queue_counts(user: Visitor, tasks: TaskQuerySet, names: list[str]) -> dict[str, int]:
    """Return how many rows each of these saved views has; one query a view."""
    today = clock.today()
    return {name: tasks.order_by().filter(QUEUE_NAMES[name].keep(user, today)).count() for name in names}


def work_list(user: Visitor) -> Any:
    """Return the overdue parts a supervisor may urge, with light, days and the last urging; latest first.

    Annotated: as `lighting.assignments_with_light`, `last_label`, `last_urged_on`, `last_level`.
    """
    today, access = clock.today(), access_of(user)
    parts = Assignment.objects.open().filter(task__jurisdiction__in=access.overseen, task__archived_at=None)
    lit: Any = lighting.assignments_with_light(parts, today, thresholds_for(user))
    urged = Urging.objects.issued().filter(assignment=OuterRef("pk")).order_by("-number")[:1]
    latest = ProgressReport.objects.filter(assignment=OuterRef("pk"), state__in=SENT_REPORT_STATES)
    return (
        lit.filter(light="red")
        .annotate(
            last_label=Subquery(latest.order_by("-period_end").values("period_label")[:1]),
            last_urged_on=Subquery(urged.values("issued_on")),
            last_level=Subquery(urged.values("level")),
        )
        .select_related("task__policy", "task__jurisdiction", "department")
    )
