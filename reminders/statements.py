"""The set-based statements of planning: which rows of the business meet which step, in one SELECT a subject.

Written in SQL that PostgreSQL and SQLite both read, because neither `INSERT … SELECT` nor a join with the table of
steps can be said with the ORM. Names of tables come from the models, states from their constants.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.models import UNIT_ROLES, Membership, User
from policies.models import Policy
from reminders.models import (
    REMINDED_ASSIGNMENT_STATES,
    REMINDED_TASK_STATES,
    WATCHED_POLICY_STATES,
    Reminder,
    ReminderState,
)
from reminders.rules import Step
from tasks.models import (
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Extension,
    ExtensionState,
    ProgressReport,
    Task,
)
from tasks.models.report import UNSENT_REPORT_STATES

TASK, ASSIGNMENT, REPORT = Task._meta.db_table, Assignment._meta.db_table, ProgressReport._meta.db_table
EXTENSION, DISPUTE, POLICY = Extension._meta.db_table, Dispute._meta.db_table, Policy._meta.db_table
MEMBERSHIP, USER, REMINDER = Membership._meta.db_table, User._meta.db_table, Reminder._meta.db_table


@dataclass(frozen=True, slots=True)
class Source:
    """Where the subjects of one kind of step are found; the texts are SQL over the aliases of `tables`."""

    subject: str
    tables: str
    key: str
    anchor: str
    government: str
    conditions: str
    parameters: tuple[Any, ...]
    unit: str = ""
    version: str = "1"
    # a step that fell before this day was never due; without it every step counts
    since: str = ""
    # the state named by a step has to be the row's
    state: str = ""


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def local_date(column: str) -> str:
    """Return SQL for the Shanghai date of a moment; its offset never changes."""
    if connection.vendor == "postgresql":
        return f"({column} AT TIME ZONE 'Asia/Shanghai')::date"
    return f"date({column}, '+8 hours')"


_OPEN_PART = f"a.state IN ({_marks(REMINDED_ASSIGNMENT_STATES)}) AND t.state IN ({_marks(REMINDED_TASK_STATES)})"
_OPEN_PART_VALUES = (*REMINDED_ASSIGNMENT_STATES, *REMINDED_TASK_STATES)
_PARTS = f"{TASK} t JOIN {ASSIGNMENT} a ON a.task_id = t.id"


def due_source() -> Source:
    """Return the open parts of tasks by due date; after an extension only what falls due from its day on."""
    granted = (
        f"SELECT xa.task_id, MAX({local_date('x.decided_at')}) AS granted_on FROM {EXTENSION} x"
        f" JOIN {ASSIGNMENT} xa ON xa.id = x.assignment_id"
        f" WHERE x.state = '{ExtensionState.GRANTED.value}' GROUP BY xa.task_id"
    )
    return Source(
        subject="assignment",
        tables=f"{_PARTS} LEFT JOIN ({granted}) g ON g.task_id = t.id",
        key="a.id",
        anchor="t.due_on",
        government="t.jurisdiction_id",
        unit="a.department_id",
        version="t.due_version",
        conditions=_OPEN_PART,
        parameters=_OPEN_PART_VALUES,
        since="CASE WHEN t.due_version > 1 THEN COALESCE(g.granted_on, t.issued_on) ELSE t.issued_on END",
    )


def receipt_source() -> Source:
    """Return the parts nobody has signed for, by the day to sign."""
    return Source(
        subject="assignment",
        tables=_PARTS,
        key="a.id",
        anchor="a.receipt_due_on",
        government="t.jurisdiction_id",
        unit="a.department_id",
        conditions=f"a.state = %s AND t.state IN ({_marks(REMINDED_TASK_STATES)})",
        parameters=(AssignmentState.PENDING_RECEIPT, *REMINDED_TASK_STATES),
        since="t.issued_on",
    )


def report_source() -> Source:
    """Return the reports that a unit still has to send, by their day."""
    return Source(
        subject="report",
        tables=f"{REPORT} s JOIN {ASSIGNMENT} a ON a.id = s.assignment_id JOIN {TASK} t ON t.id = a.task_id",
        key="s.id",
        anchor="s.due_on",
        government="t.jurisdiction_id",
        unit="a.department_id",
        conditions=f"s.state IN ({_marks(UNSENT_REPORT_STATES)}) AND {_OPEN_PART}",
        parameters=(*UNSENT_REPORT_STATES, *_OPEN_PART_VALUES),
        since="t.issued_on",
    )


def policy_source() -> Source:
    """Return the policies in force, by their last day."""
    return Source(
        subject="policy",
        tables=f"{POLICY} s",
        key="s.id",
        anchor="s.expires_on",
        government="s.jurisdiction_id",
        conditions=f"s.state IN ({_marks(WATCHED_POLICY_STATES)})",
        parameters=tuple(WATCHED_POLICY_STATES),
        since=local_date("s.published_at"),
    )


def extension_source() -> Source:
    """Return the requests for a later date that wait for an answer, by the day they were asked."""
    return Source(
        subject="extension",
        tables=f"{EXTENSION} s JOIN {ASSIGNMENT} a ON a.id = s.assignment_id JOIN {TASK} t ON t.id = a.task_id",
        key="s.id",
        anchor=local_date("s.asked_at"),
        government="t.jurisdiction_id",
        unit="a.department_id",
        conditions=f"t.state IN ({_marks(REMINDED_TASK_STATES)})",
        parameters=tuple(REMINDED_TASK_STATES),
        state="s.state",
    )


def dispute_source() -> Source:
    """Return the objections that wait for a decision, by the day they were raised."""
    return Source(
        subject="dispute",
        tables=f"{DISPUTE} s JOIN {ASSIGNMENT} a ON a.id = s.assignment_id JOIN {TASK} t ON t.id = a.task_id",
        key="s.id",
        anchor=local_date("s.raised_at"),
        government="t.jurisdiction_id",
        unit="a.department_id",
        conditions="s.state = %s",
        parameters=(DisputeState.OPEN,),
    )


COLUMNS = (
    "jurisdiction_id", "{subject}_id", "recipient_id", "step", "anchor_on", "occurrence_on", "due_version", "reason",
    "planned_at", "state", "last_error",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of the rows to be made, with its parts: the table of steps stands before it."""

    subject: str
    head: str
    select: str
    parameters: tuple[Any, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of the reminder that the SELECT fills."""
        return tuple(name.format(subject=self.subject) for name in COLUMNS)

    def insert(self) -> int:
        """Make the rows, inside a transaction; returns how many are new.

        A row that another planner made meanwhile is left as it is.
        """
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # compiling the statement takes longer than running it
                cursor.execute("SET LOCAL jit = off")
            columns = ", ".join(self.columns)
            cursor.execute(
                f"{self.head} INSERT INTO {REMINDER} ({columns}) {self.select} ON CONFLICT DO NOTHING",
                self.parameters,
            )
            if connection.vendor == "sqlite":
                # its driver counts no rows of a statement that begins with WITH
                cursor.execute("SELECT changes()")
                return int(cursor.fetchone()[0])
            return int(cursor.rowcount)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that `insert` would make."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self.head} {self.select}", self.parameters)
            return [dict(zip(self.columns, row, strict=True)) for row in cursor.fetchall()]


def statements(source: Source, steps: Iterable[Step], *, government: int, today: date, at: datetime) -> list[Statement]:
    """Return what makes the rows of these steps: one statement for the roles of a unit, one for the office's."""
    pairs = [(step, role) for step in steps for role in step.roles]
    unit = [pair for pair in pairs if pair[1] in UNIT_ROLES]
    office = [pair for pair in pairs if pair[1] not in UNIT_ROLES]
    return [
        _statement(source, chosen, place, government=government, today=today, at=at)
        for chosen, place in (
            (unit, "m.department_id = met.unit"),
            (office, "m.jurisdiction_id = met.government"),
        )
        if chosen
    ]


def _statement(
    source: Source, pairs: Sequence[tuple[Step, str]], place: str, *, government: int, today: date, at: datetime
) -> Statement:
    values = [
        value for step, role in pairs for value in (step.name, step.anchor_on, step.occurrence_on, role, step.reason)
    ]
    # sorted, so that all is found before the first row is written: the search for known rows would else wade through
    # the new ones. Subjects first, people afterwards: left to itself PostgreSQL joins every person with every step
    # of the same role.
    head = f"""
        WITH pair (step, anchor_on, occurrence_on, role, reason) AS (VALUES {", ".join([_PAIR] * len(pairs))}),
        met AS MATERIALIZED (
            SELECT {source.government} AS government, {source.key} AS subject, {source.unit or "NULL"} AS unit,
                   {source.version} AS version, pair.*
            FROM {source.tables}
            JOIN pair ON {source.anchor} = pair.anchor_on{_named_state(source)}
            WHERE {source.government} = %s AND {source.conditions}{_since(source)})
    """
    select = f"""
        SELECT met.government, met.subject, m.user_id, met.step, met.anchor_on, met.occurrence_on, met.version,
               met.reason, {_cast("%s", "timestamptz")}, '{ReminderState.PLANNED.value}', ''
        FROM met
        JOIN {MEMBERSHIP} m ON {place} AND m.role = met.role
        JOIN {USER} u ON u.id = m.user_id
        WHERE u.is_active AND (m.valid_from IS NULL OR m.valid_from <= met.occurrence_on)
          AND (m.valid_to IS NULL OR m.valid_to > %s)
          AND NOT EXISTS (
            SELECT 1 FROM {REMINDER} r
            WHERE r.{source.subject}_id = met.subject AND r.step = met.step AND r.occurrence_on = met.occurrence_on
              AND r.due_version = met.version AND r.recipient_id = m.user_id)
        ORDER BY met.subject, met.step, m.user_id
    """
    begin = [today] if source.since else []
    return Statement(
        subject=source.subject,
        head=head,
        select=select,
        parameters=(*values, government, *source.parameters, *begin, at, today),
    )


_PAIR = "(%s, %s, %s, %s, %s)"


def _since(source: Source) -> str:
    """Return the condition that nothing is said of days before the subject was there; a rehearsal's own day is."""
    if not source.since:
        return ""
    never = _cast("'1970-01-01'", "date")
    today = _cast("%s", "date")
    return f" AND (pair.occurrence_on = {today} OR pair.occurrence_on >= COALESCE({source.since}, {never}))"


def _named_state(source: Source) -> str:
    """Return the condition that a step named after a state meets only rows in that state."""
    return f" AND pair.step LIKE {source.state} || '+%%'" if source.state else ""


def _cast(value: str, kind: str) -> str:
    """Return a value with its type where the database asks for one."""
    return f"CAST({value} AS {kind})" if connection.vendor == "postgresql" else value
