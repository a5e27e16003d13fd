"""The workflow as a table: which act leads from which state to which, and who may do it. Pure.

States and acts are plain strings, equal to the values of the models' choices (a test holds them together). An act with
no source state creates its subject. `Who.SYSTEM` marks what follows from another act and is asked of nobody.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What has a state."""

    TASK = "task"
    ASSIGNMENT = "assignment"
    REPORT = "report"
    EXTENSION = "extension"
    URGING = "urging"
    DISPUTE = "dispute"


class Who(StrEnum):
    """In which part somebody acts; clerk and unit head are those of the unit concerned, on a task of its first lead."""

    CLERK = "clerk"
    UNIT_HEAD = "unit_head"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table; `sources` is empty for an act that creates, `reasoned` asks for words."""

    subject: Subject
    act: str
    word: str
    sources: frozenset[str]
    target: str
    who: frozenset[Who]
    reasoned: bool = False

    @property
    def code(self) -> str:
        """Return the action code of history and audit log, as `report.submit`."""
        return f"{self.subject}.{self.act}"


# a subject before it exists
NOWHERE = ""

STATES: dict[Subject, tuple[str, ...]] = {
    Subject.TASK: (
        "drafted", "registered", "issued", "in_progress", "completion_submitted", "verified", "closed",
        "returned", "suspended", "cancelled", "transferred", "reopened",
    ),
    Subject.ASSIGNMENT: (
        "pending_receipt", "received", "disputed", "working", "done_claimed", "confirmed", "withdrawn", "handed_over",
    ),
    Subject.REPORT: ("expected", "draft", "unit_review", "submitted", "accepted", "returned", "excused"),
    Subject.EXTENSION: ("unit_review", "submitted", "forwarded", "granted", "refused", "withdrawn"),
    Subject.URGING: ("proposed", "issued", "replied", "declined"),
    Subject.DISPUTE: ("open", "kept", "changed", "withdrawn"),
}  # fmt: skip

UNIT = (Who.CLERK, Who.UNIT_HEAD)
OFFICE = (Who.SUPERVISOR, Who.LEADER)
RUNNING = ("issued", "in_progress", "returned", "reopened")
UNFINISHED_PART = ("pending_receipt", "received", "disputed", "working", "done_claimed")


def _rows(subject: Subject, *rows: tuple[str, str, Collection[str], str, Collection[Who], bool]) -> list[Transition]:
    return [
        Transition(subject, act, word, frozenset(sources), target, frozenset(who), reasoned)
        for act, word, sources, target, who, reasoned in rows
    ]


TABLE: tuple[Transition, ...] = tuple(
    _rows(
        Subject.TASK,
        ("draft", "拟办", (), "drafted", [Who.SUPERVISOR], False),
        ("register", "立项", ["drafted"], "registered", [Who.SUPERVISOR], False),
        ("issue", "交办", ["registered"], "issued", [Who.SUPERVISOR], False),
        ("begin", "开始办理", ["issued", "reopened"], "in_progress", [Who.SYSTEM], False),
        (
            "submit_completion", "申请办结", ["in_progress", "returned", "reopened"],
            "completion_submitted", UNIT, False,
        ),
        ("return_completion", "退回", ["completion_submitted"], "returned", [Who.SUPERVISOR], True),
        ("verify", "核验办结", ["completion_submitted"], "verified", [Who.SUPERVISOR], False),
        # the supervisor or the leader: the government's rule task.closing says who
        ("close", "销号", ["verified"], "closed", OFFICE, False),
        (
            "close_unfinished", "未完成关闭", [*RUNNING, "completion_submitted", "suspended"],
            "closed", [Who.LEADER], True,
        ),
        ("suspend", "中止", RUNNING, "suspended", OFFICE, True),
        ("resume", "恢复办理", ["suspended"], "in_progress", OFFICE, True),
        ("cancel", "撤销", ["drafted", "registered"], "cancelled", OFFICE, True),
        ("cancel", "撤销", [*RUNNING, "suspended"], "cancelled", [Who.LEADER], True),
        ("transfer", "移交", ["registered", *RUNNING, "suspended"], "transferred", [Who.LEADER], True),
        ("reopen", "重新督办", ["verified"], "reopened", OFFICE, True),
        ("reopen", "重新督办", ["closed"], "reopened", [Who.LEADER], True),
    )
    + _rows(
        Subject.ASSIGNMENT,
        ("assign", "列为责任单位", (), "pending_receipt", [Who.SUPERVISOR], False),
        ("receive", "签收", ["pending_receipt"], "received", UNIT, False),
        ("dispute", "提出职责异议", ["pending_receipt", "received"], "disputed", UNIT, True),
        ("keep", "维持职责", ["disputed"], "received", [Who.SUPERVISOR], True),
        ("begin", "开始办理", ["received"], "working", [Who.SYSTEM], False),
        ("claim_done", "报完成", ["received", "working"], "done_claimed", UNIT, False),
        ("return_done", "退回继续办理", ["done_claimed"], "working", [Who.SUPERVISOR], True),
        ("confirm", "确认完成", ["done_claimed"], "confirmed", [Who.SUPERVISOR], False),
        ("reopen", "重新办理", ["confirmed"], "working", [Who.SYSTEM], False),
        ("withdraw", "撤出", UNFINISHED_PART, "withdrawn", [Who.SUPERVISOR], True),
        ("hand_over", "移交", UNFINISHED_PART, "handed_over", [Who.SUPERVISOR], True),
    )
    + _rows(
        Subject.REPORT,
        ("expect", "应报送", (), "expected", [Who.SYSTEM], False),
        ("draft", "起草", ["expected", "returned"], "draft", UNIT, False),
        ("send_to_review", "送单位审签", ["draft"], "unit_review", UNIT, False),
        ("recall", "撤回修改", ["unit_review"], "draft", UNIT, False),
        ("send_back", "退给承办人", ["unit_review"], "draft", [Who.UNIT_HEAD], True),
        ("approve", "审签报送", ["unit_review"], "submitted", [Who.UNIT_HEAD], False),
        # with the unit's review switched on only the head submits without it
        ("submit", "报送", ["draft"], "submitted", UNIT, False),
        ("accept", "审核通过", ["submitted"], "accepted", [Who.SUPERVISOR], False),
        ("return", "退回补报", ["submitted"], "returned", [Who.SUPERVISOR], True),
        ("excuse", "免报", ["expected", "draft", "unit_review", "returned"], "excused", [Who.SUPERVISOR], True),
        ("require", "恢复报送", ["excused"], "expected", [Who.SUPERVISOR], True),
    )
    + _rows(
        Subject.EXTENSION,
        ("ask", "申请延期", (), "unit_review", [Who.CLERK], True),
        ("ask", "申请延期", (), "submitted", UNIT, True),
        ("approve", "审核同意", ["unit_review"], "submitted", [Who.UNIT_HEAD], False),
        ("withdraw", "撤回申请", ["unit_review", "submitted", "forwarded"], "withdrawn", UNIT, False),
        ("forward", "报领导", ["submitted"], "forwarded", [Who.SUPERVISOR], False),
        ("grant", "批准延期", ["submitted"], "granted", [Who.SUPERVISOR], False),
        ("grant", "批准延期", ["forwarded"], "granted", [Who.LEADER], False),
        ("refuse", "驳回延期", ["submitted"], "refused", [Who.SUPERVISOR], True),
        ("refuse", "驳回延期", ["forwarded"], "refused", [Who.LEADER], True),
    )
    + _rows(
        Subject.URGING,
        ("propose", "提请催办", (), "proposed", [Who.SUPERVISOR, Who.SYSTEM], False),
        ("issue", "催办", (), "issued", OFFICE, False),
        ("approve", "同意催办", ["proposed"], "issued", [Who.LEADER], False),
        ("decline", "不予催办", ["proposed"], "declined", [Who.LEADER], True),
        ("reply", "回复催办", ["issued"], "replied", UNIT, True),
    )
    + _rows(
        Subject.DISPUTE,
        ("raise", "提出职责异议", (), "open", UNIT, True),
        ("keep", "维持", ["open"], "kept", [Who.SUPERVISOR], True),
        ("change", "调整", ["open"], "changed", [Who.SUPERVISOR], True),
        ("withdraw", "撤回交办", ["open"], "withdrawn", [Who.SUPERVISOR], True),
    )
)  # fmt: skip


def rows(subject: Subject, state: str) -> Iterator[Transition]:
    """Return every row that leads away from a state; NOWHERE gives the acts that create."""
    for row in TABLE:
        if row.subject == subject and (state in row.sources or (state == NOWHERE and not row.sources)):
            yield row


def find(subject: Subject, act: str, state: str, who: Collection[Who]) -> Transition | None:
    """Return the row by which one of `who` may do the act from the state, None if there is none."""
    return next((row for row in rows(subject, state) if row.act == act and row.who & set(who)), None)


def possible(subject: Subject, act: str, state: str) -> bool:
    """Say whether anybody at all may do the act from the state."""
    return any(row.act == act for row in rows(subject, state))


def acts_open_to(subject: Subject, state: str, who: Collection[Who]) -> list[Transition]:
    """Return what one of `who` may do from the state, in the table's order."""
    return [row for row in rows(subject, state) if row.sources and row.who & set(who)]


def word(subject: Subject, act: str) -> str:
    """Return the office's verb for an act; KeyError for an act that is not in the table."""
    for row in TABLE:
        if row.subject == subject and row.act == act:
            return row.word
    raise KeyError(f"{subject}.{act}")
