"""Millions of rows made by the database itself, one statement a table and government, on PostgreSQL and SQLite.

A row is written as SQL expressions over its running number `n`; every column that is not named gets the model's own
default, so that a new column reaches the data. Ids are given out here, which makes parents known to their children.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from core import clock
from departments.models import Jurisdiction
from policies.models import Measure
from tasks.models import Assignment, ProgressReport, Task, TaskEvent

YEARS = 8
UNITS_A_TASK = 4
OPEN_PERCENT = 8
REPORTS_OF_AN_OPEN_ASSIGNMENT = 3
# of the latest reports: still to be sent
EXPECTED_PERCENT = 30
# an odd multiplier and a power of two: the fraction looks random and is the same in every run
FACTOR, MODULUS = 2654435761, 4294967296


def spread(number: str, modulus: int) -> str:
    """Return the SQL of a value below `modulus` that looks random and is the same in every run."""
    return f"((({number}) * {FACTOR} % {MODULUS}) * {modulus} / {MODULUS})"


def days_before(day: date, days: str) -> str:
    """Return the SQL of a day so many days before another."""
    if connection.vendor == "postgresql":
        return f"(DATE '{day}' - ({days})::integer)"
    return f"date('{day}', '-' || ({days}) || ' days')"


def literal(value: Any) -> str:
    """Return a plain value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE") if connection.vendor == "postgresql" else str(int(value))
    if isinstance(value, date) and connection.vendor == "postgresql":
        return f"DATE '{value}'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def fill(model: type[Any], count: int, joined: str = "", /, **expressions: str) -> int:
    """Insert the rows that `joined` (over `s`, the numbers from 0 to below `count`) gives; return how many."""
    blank = model()
    columns, values = [], []
    for field in model._meta.concrete_fields:
        given = expressions.get(field.attname)
        if given is None:
            own = field.get_db_prep_save(getattr(blank, field.attname), connection)
            given = literal(getattr(own, "obj", own))
        columns.append(connection.ops.quote_name(field.column))
        values.append(given)
    sql = (
        f"WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {count - 1}) "
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM s {joined}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        if connection.vendor != "postgresql":
            cursor.execute("SELECT changes()")
            return int(cursor.fetchone()[0])
        return int(cursor.rowcount)


def highest(model: type[Any]) -> int:
    """Return the highest id of a table."""
    return model.objects.aggregate(most=Max("pk"))["most"] or 0


def numbers(name: str, count: int) -> str:
    """Return a join with the numbers below a small count."""
    return f"CROSS JOIN ({' UNION ALL '.join(f'SELECT {n} AS {name}' for n in range(count))}) AS each_{name}"


class Crowd:
    """The measures, tasks, parts, reports and events of one government."""

    def __init__(self, government: Jurisdiction, count: int, today: date, units: list[int]) -> None:
        self.government, self.count, self.today = government, count, today
        self.units, self.first_unit = len(units), min(units)
        self.now = literal(_stored(clock.real_now()))
        self.first_measure, self.first_task = highest(Measure) + 1, highest(Task) + 1
        self.first_part, self.first_report = highest(Assignment) + 1, highest(ProgressReport) + 1
        self.is_open = f"{spread('n', 100)} < {OPEN_PERCENT}"
        # steps of their own: with the same step what is open would always be of one age, and nothing overdue
        any_age = spread("31 * n + 7", YEARS * 365 - 300)
        self.age = f"CASE WHEN {self.is_open} THEN {spread('31 * n + 7', 300)} ELSE 300 + {any_age} END"
        self.issued = days_before(today, self.age)
        is_postgres = connection.vendor == "postgresql"
        self.issued_at = f"CAST({self.issued} AS timestamptz)" if is_postgres else f"{self.issued} || ' 01:00:00'"
        self.due = days_before(today, f"{self.age} - 200 - {spread('57 * n + 13', 130)}")

    def measures(self, versions: list[int]) -> int:
        """Make one measure a task, spread over the policies; ids of policies and versions run on."""
        words = "'推进第' || (n + 1) || '项举措落实'"
        return fill(
            Measure, self.count, id=f"{self.first_measure} + n", title=words,
            policy_version_id=f"{min(versions)} + n % {len(versions)}", position=f"n / {len(versions)} + 1",
            number=f"CAST(n / {len(versions)} + 1 AS varchar(20))", state="'confirmed'", span_start="0", span_end="4",
            text=f"{words} || '，完善机制，压实责任，按期完成。'",
        )  # fmt: skip

    def tasks(self, policies: list[int]) -> int:
        """Make the tasks: eight years of them, a few of a hundred open, some of these past their date."""
        return fill(
            Task, self.count, id=f"{self.first_task} + n", jurisdiction_id=str(self.government.pk),
            number=f"'{self.government.number_prefix}-' || ({10**6} + n)", title="'推进第' || (n + 1) || '项举措落实'",
            source="'measure'", policy_id=f"{min(policies)} + n % {len(policies)}",
            measure_id=f"{self.first_measure} + n", cadence="'monthly'", due_basis="'measure'", due_precision="'day'",
            state=f"CASE WHEN {self.is_open} THEN 'in_progress' ELSE 'closed' END", due_on=self.due,
            original_due_on=self.due, issued_on=self.issued, created_at=self.issued_at, registered_at=self.issued_at,
            issued_at=self.issued_at, completed_on=f"CASE WHEN {self.is_open} THEN NULL ELSE {self.due} END",
        )  # fmt: skip

    def assignments(self) -> int:
        """Make four units' parts of each task."""
        unit = f"(({spread('n + 29', self.units)} + k) % {self.units})"
        lead, co, first = "'lead'", "'co'", (literal(True), literal(False))
        return fill(
            Assignment, self.count, numbers("k", UNITS_A_TASK), id=f"{self.first_part} + {UNITS_A_TASK} * n + k",
            task_id=f"{self.first_task} + n", department_id=f"{self.first_unit} + {unit}",
            printed_name=f"'市第' || ({unit} + 1) || '局'", role=f"CASE WHEN k = 0 THEN {lead} ELSE {co} END",
            is_first_lead=f"CASE WHEN k = 0 THEN {first[0]} ELSE {first[1]} END",
            state=f"CASE WHEN {self.is_open} THEN 'working' ELSE 'confirmed' END",
        )  # fmt: skip

    def reports(self) -> int:
        """Make the last three months' reports of what is open, of the latest some still to be sent."""
        ends = [(self.today.replace(day=1) - timedelta(days=1 + 31 * back)).replace(day=28)
                for back in range(REPORTS_OF_AN_OPEN_ASSIGNMENT)]  # fmt: skip

        def by_month(values: list[Any]) -> str:
            return f"CASE {' '.join(f'WHEN back = {n} THEN {literal(one)}' for n, one in enumerate(values))} END"

        waits = f"(back = 0 AND {spread(f'{UNITS_A_TASK} * n + k + 5', 100)} < {EXPECTED_PERCENT})"
        every = f"{REPORTS_OF_AN_OPEN_ASSIGNMENT} * ({UNITS_A_TASK} * n + k) + back"
        return fill(
            ProgressReport, self.count,
            f"{numbers('k', UNITS_A_TASK)} {numbers('back', len(ends))} WHERE {self.is_open}",
            id=f"{self.first_report} + {every}", assignment_id=f"{self.first_part} + {UNITS_A_TASK} * n + k",
            period_start=by_month([end.replace(day=1) for end in ends]),
            period_end=by_month(ends),
            due_on=by_month([end + timedelta(days=8) for end in ends]),
            period_label=by_month([f"{end.year}年{end.month}月" for end in ends]),
            state=f"CASE WHEN {waits} THEN 'expected' ELSE 'accepted' END",
            percent=f"CASE WHEN {waits} THEN NULL ELSE 50 END",
            on_schedule=f"CASE WHEN {waits} THEN NULL ELSE {literal(True)} END",
        )  # fmt: skip

    def events(self) -> int:
        """Make a history of two acts a task."""
        first = highest(TaskEvent) + 1
        return fill(
            TaskEvent, self.count, numbers("k", 2), id=f"{first} + 2 * n + k", task_id=f"{self.first_task} + n",
            action="CASE WHEN k = 0 THEN 'task.issue' ELSE 'task.begin' END", at=self.issued_at, by_name="'督查员'",
            to_state="CASE WHEN k = 0 THEN 'issued' ELSE 'in_progress' END",
        )  # fmt: skip


def finish() -> None:
    """Let the tables go on numbering after what was filled in, and the planner know what lies in them."""
    tables = [Measure, Task, Assignment, ProgressReport, TaskEvent]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(sql)
        cursor.execute("ANALYZE")


def _stored(moment: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(moment))
