"""Which objects of the log systems outside hear of, and which of them a caller may see: one query a kind.

What a unit drafts for itself, what the desk does to a document before it is published and proposals for the office
stay inside, as they do on the pages. Of everything else only that it happened is told: what a record says is read
from the record, so that nothing leaves the house which the caller may not read at that moment.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.access import access_of
from accounts.models import User
from core.access import Access
from departments.models import Department, Roster
from policies import permissions as policies
from tasks import permissions as tasks
from tasks.models import Assignment

# dates that came: noted once by `outward.services.days`, in the log like any act
DAYS = {
    "task.overdue": "已逾期",
    "report.missed": "逾期未报",
    "policy.expiring": "临近到期",
    "policy.expired": "已到期",
}
# what administrators do here, in the words of the log
ACTS = {
    "subscribed": "新增推送订阅", "subscription_corrected": "修改推送订阅",
    "subscription_secret_changed": "更换签名密钥",
    "subscription_paused": "暂停推送", "subscription_resumed": "恢复推送", "push_sent_again": "重发推送",
    "tried": "试推送",
    "calendar_made": "生成日历地址", "calendar_renewed": "更换日历地址", "calendar_dropped": "停用日历地址",
}  # fmt: skip
SENT_REPORT_ACTS = frozenset(
    {
        "report.expect", "report.submit", "report.approve", "report.accept", "report.return", "report.excuse",
        "report.require", "report.missed",
    }
)  # fmt: skip
OFFICE_ACTS = frozenset({"urging.propose", "urging.decline"})
PUBLISHED_ACTS = ("policies.published", "policies.validity_", "policy.")


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a visible object: the task it belongs to and the unit whose part it is."""

    task: int | None = None
    unit: int | None = None


Reader = Callable[[User, Collection[int]], Iterable[tuple[int, int | None, int | None]]]
Gate = Callable[[Access, int, str, Found], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """An object type: its name outside, where it is read, the scope a token needs, and two questions of visibility."""

    name: str
    address: str
    scope: str
    read: Reader
    admits: Gate


def _always(_access: Access, _government: int, _action: str, _found: Found) -> bool:
    return True


def _office(access: Access, government: int, _action: str, _found: Found) -> bool:
    return government in access.overseen


def _not_proposed(access: Access, government: int, action: str, _found: Found) -> bool:
    return action not in OFFICE_ACTS or government in access.overseen


def _report(access: Access, _government: int, action: str, found: Found) -> bool:
    return action in SENT_REPORT_ACTS or found.unit in access.unit_ids


def _policy(access: Access, government: int, action: str, _found: Found) -> bool:
    return action.startswith(PUBLISHED_ACTS) or government in access.overseen


def _tasks(user: User, ids: Collection[int]) -> Any:
    rows = tasks.visible_to(user).filter(pk__in=ids).order_by()
    return ((pk, pk, None) for pk in rows.values_list("pk", flat=True))


def _assignments(user: User, ids: Collection[int]) -> Any:
    # a unit whose part was withdrawn does not see the matter any more, but must hear that it was
    own = Q(department__in=access_of(user).unit_ids, task__issued_on__isnull=False)
    rows = Assignment.objects.filter(Q(task__in=tasks.visible_to(user)) | own, pk__in=ids)
    return rows.order_by().values_list("pk", "task_id", "department_id")


def _of_part(visible: Callable[[Any], Any]) -> Reader:
    def read(user: User, ids: Collection[int]) -> Any:
        rows = visible(user).filter(pk__in=ids).order_by()
        return rows.values_list("pk", "assignment__task_id", "assignment__department_id")

    return read


def _plain(visible: Callable[[Any], Any]) -> Reader:
    def read(user: User, ids: Collection[int]) -> Any:
        rows = visible(user).filter(pk__in=ids).order_by()
        return ((pk, None, None) for pk in rows.values_list("pk", flat=True))

    return read


def _rosters(user: Any) -> Any:
    return Roster.objects.filter(jurisdiction__in=access_of(user).any)


KINDS: Mapping[str, Kind] = {
    "tasks.task": Kind("task", "tasks", "tasks:read", _tasks, _always),
    "tasks.assignment": Kind("assignment", "assignments", "tasks:read", _assignments, _always),
    "tasks.progressreport": Kind(
        "report", "reports", "tasks:read", _of_part(tasks.reports_visible_to), _report
    ),
    "tasks.extension": Kind(
        "extension", "extensions", "tasks:read", _of_part(tasks.extensions_visible_to), _not_proposed
    ),
    "tasks.urging": Kind("urging", "urgings", "tasks:read", _of_part(tasks.urgings_visible_to), _not_proposed),
    "tasks.dispute": Kind("dispute", "disputes", "tasks:read", _of_part(tasks.disputes_visible_to), _always),
    "policies.policy": Kind("policy", "policies", "policies:read", _plain(policies.visible_to), _policy),
    "policies.measure": Kind("measure", "measures", "policies:read", _plain(policies.measures_visible_to), _office),
    "departments.department": Kind(
        "unit", "units", "departments:read", _plain(Department.objects.visible_to), _always
    ),
    "departments.roster": Kind("roster", "rosters", "departments:read", _plain(_rosters), _always),
}  # fmt: skip
