"""Data of the size of a province: governments, units, policies, tasks, assignments and reports over eight years.

Rows are made with `bulk_create`, so that a change of a model reaches them; nothing is random between two runs with
the same numbers (a linear congruence spreads values), so figures can be compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from accounts.models import Membership, Role, User
from core import clock
from departments.models import Department, DepartmentName, Jurisdiction, NameKind
from policies.models import Measure, MeasureState, Policy, PolicyState, PolicyVersion, SourceFile
from tasks.models import Assignment, AssignmentState, ProgressReport, ReportState, Task, TaskState

BATCH = 5000
YEARS = 8
UNITS_A_TASK = 4
OPEN_PERCENT = 8
LARGEST_SHARE = 0.2
REPORTS_OF_AN_OPEN_ASSIGNMENT = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made; the first government holds a fifth of it."""

    assignments: int = 1_000_000
    governments: int = 20
    policies: int = 5_000
    units: int = 300


def spread(number: int, modulus: int) -> int:
    """Return a value below `modulus` that looks random and is the same in every run."""
    return (number * 2654435761 % 4294967296) * modulus >> 32


def generate(size: Size) -> dict[str, int]:
    """Make everything in an empty database and return the number of rows by kind."""
    today = clock.today()
    counts = {"governments": size.governments}
    for index in range(size.governments):
        share = LARGEST_SHARE if index == 0 else (1 - LARGEST_SHARE) / (size.governments - 1)
        government = Jurisdiction.objects.create(name=f"规模市{index + 1:02d}", number_prefix=f"规{index + 1:02d}")
        for kind, made in _government(government, size, share, today, index).items():
            counts[kind] = counts.get(kind, 0) + made
    return counts


def _government(government: Jurisdiction, size: Size, share: float, today: date, index: int) -> dict[str, int]:
    units = _units(government, max(UNITS_A_TASK, round(size.units * share)), index)
    tasks_wanted = round(size.assignments * share / UNITS_A_TASK)
    versions = _policies(government, max(1, round(size.policies * share)), today)
    measures = _store(Measure, _measures(versions, tasks_wanted))
    tasks = _store(Task, _tasks(government, measures, today))
    assignments = _store(Assignment, _assignments(tasks, units))
    reports = _store(ProgressReport, _reports(assignments, today))
    return {
        "units": len(units),
        "policies": len(versions),
        "measures": len(measures),
        "tasks": len(tasks),
        "assignments": len(assignments),
        "reports": len(reports),
    }


def _store(model: type[Any], rows: Iterable[Any]) -> list[Any]:
    stored: list[Any] = []
    waiting: Iterator[Any] = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        stored += model.objects.bulk_create(batch)
    return stored


def _units(government: Jurisdiction, count: int, index: int) -> list[Department]:
    units = _store(
        Department,
        (Department(jurisdiction=government, name=f"市第{n + 1}局", position=n) for n in range(count)),
    )
    _store(
        DepartmentName,
        (
            DepartmentName(jurisdiction=government, department=unit, name=unit.name, kind=NameKind.OFFICIAL)
            for unit in units
        ),
    )
    people = _store(
        User,
        (
            User(
                username=f"scale-{index}-{n}",
                password="!",
                name=f"{unit.name}联络员",
                email=f"s{index}-{n}@scale.example",
            )
            for n, unit in enumerate(units)
        ),
    )
    supervisor = User.objects.create(username=f"scale-{index}-ducha", password="!", name="督查员")
    _store(
        Membership,
        (
            Membership(user=user, jurisdiction=government, department=unit, role=Role.CLERK)
            for user, unit in zip(people, units, strict=True)
        ),
    )
    Membership.objects.create(user=supervisor, jurisdiction=government, role=Role.SUPERVISOR)
    return units


def _policies(government: Jurisdiction, count: int, today: date) -> list[PolicyVersion]:
    now = clock.real_now()
    source = SourceFile.objects.create(
        jurisdiction=government,
        checksum="0" * 64,
        filename="规模.txt",
        format="text",
        size=0,
        text="规模数据",
        uploaded_at=now,
    )

    def one(n: int) -> Policy:
        issued = today - timedelta(days=spread(n, YEARS * 365))
        return Policy(
            jurisdiction=government,
            title=f"关于推进第{n + 1}项工作的若干措施",
            issued_on=issued,
            expires_on=issued + timedelta(days=365 * 3),
            state=PolicyState.PUBLISHED,
            created_at=now,
        )

    policies = _store(Policy, map(one, range(count)))
    return _store(
        PolicyVersion,
        (
            PolicyVersion(
                policy=policy,
                number=1,
                source_file=source,
                span_start=0,
                span_end=4,
                parser_version="scale",
                created_at=now,
            )
            for policy in policies
        ),
    )


def _measures(versions: list[PolicyVersion], count: int) -> Iterator[Measure]:
    for n in range(count):
        yield Measure(
            policy_version=versions[n % len(versions)],
            position=n // len(versions) + 1,
            number=str(n // len(versions) + 1),
            title=f"推进第{n + 1}项举措落实",
            text=f"推进第{n + 1}项举措落实，完善机制，压实责任，按期完成。",
            span_start=0,
            span_end=4,
            state=MeasureState.CONFIRMED,
        )


def _tasks(government: Jurisdiction, measures: list[Measure], today: date) -> Iterator[Task]:
    now = clock.real_now()
    for n, measure in enumerate(measures):
        # steps of their own: with the same step what is open would always be of one age, and nothing overdue
        is_open = spread(n, 100) < OPEN_PERCENT
        age = spread(31 * n + 7, 300) if is_open else 300 + spread(31 * n + 7, YEARS * 365 - 300)
        issued = today - timedelta(days=age)
        due = issued + timedelta(days=200 + spread(57 * n + 13, 130))
        yield Task(
            jurisdiction=government,
            number=f"{government.number_prefix}{issued.year}-{n + 1:06d}",
            title=measure.title,
            source="measure",
            policy=measure.policy_version.policy,
            measure=measure,
            state=TaskState.IN_PROGRESS if is_open else TaskState.CLOSED,
            due_on=due,
            original_due_on=due,
            due_basis="measure",
            due_precision="day",
            created_at=now,
            registered_at=now,
            issued_at=now,
            issued_on=issued,
            completed_on=None if is_open else due,
        )


def _assignments(tasks: list[Task], units: list[Department]) -> Iterator[Assignment]:
    for n, task in enumerate(tasks):
        first = spread(n + 29, len(units))
        for k in range(UNITS_A_TASK):
            unit = units[(first + k) % len(units)]
            yield Assignment(
                task=task,
                department=unit,
                printed_name=unit.name,
                role="lead" if k == 0 else "co",
                is_first_lead=k == 0,
                state=AssignmentState.WORKING if task.state == TaskState.IN_PROGRESS else AssignmentState.CONFIRMED,
            )


def _reports(assignments: list[Assignment], today: date) -> Iterator[ProgressReport]:
    for assignment in assignments:
        if assignment.state != AssignmentState.WORKING:
            continue
        for back in range(REPORTS_OF_AN_OPEN_ASSIGNMENT):
            end = (today.replace(day=1) - timedelta(days=1 + 31 * back)).replace(day=28)
            yield ProgressReport(
                assignment=assignment,
                period_start=end.replace(day=1),
                period_end=end,
                period_label=f"{end.year}年{end.month}月",
                due_on=end + timedelta(days=8),
                state=ReportState.ACCEPTED if back else ReportState.EXPECTED,
                percent=50 if back else None,
            )
