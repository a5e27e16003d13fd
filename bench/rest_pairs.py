"""What `bench.rest` compares: the pages of the largest government of the scale data with their bare twins."""

import json

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Count

from accounts.models import Membership, Role, User
from accounts.scopes import SCOPES
from accounts.tokens import issue_token
from bench.rest import Ask, Pair
from core import clock
from departments.models import Jurisdiction
from tasks.models import Assignment, AssignmentState, ProgressReport, ReportState, TaskEvent

WRITES_BEYOND = 40


def pairs(requests: int) -> list[Pair]:
    """Return the pairs; prepares the reports that will be sent."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    government = Jurisdiction.objects.order_by("pk")[0]
    office = Membership.objects.get(jurisdiction=government, role=Role.SUPERVISOR).user
    late = Assignment.objects.open().filter(task__jurisdiction=government, task__due_on__lt=clock.today())
    unit = late.values("department").annotate(n=Count("pk")).order_by("-n")[0]["department"]
    clerk = Membership.objects.filter(department=unit).first()
    assert clerk is not None, "the scale data has a clerk in every unit"
    task = late.filter(department=unit).order_by("pk").first()
    assert task is not None, "the scale data has overdue parts"
    TaskEvent.objects.bulk_create(
        TaskEvent(task_id=task.task_id, action="task.note", at=clock.now(), by_name="甲", text="有进展")
        for _ in range(20)
    )
    mine, theirs = _token(clerk.user), _token(office)
    reports = iter(_drafts(2 * (requests + WRITES_BEYOND)))
    senders: dict[int, dict[str, str]] = {}

    def sends() -> list[Ask]:
        return [_send(next(reports), senders) for _ in range(requests + WRITES_BEYOND)]

    def writes() -> list[Ask]:
        body = json.dumps({"text": "已完成选址，进入施工招标阶段。"})
        return [Ask("POST", f"/bare/write/{task.task_id}/", mine | {"Content-Type": "application/json"}, body)]

    signed = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={_session(office)}"}
    return [
        Pair(
            "单位逾期清单", 1.5, lambda: [Ask("GET", f"/api/v1/assignments/?light=red&department={unit}", mine)],
            lambda: [Ask("GET", f"/bare/overdue/{unit}/", mine)],
        ),
        Pair(
            "一件事项", 1.5, lambda: [Ask("GET", f"/api/v1/tasks/{task.task_id}/", mine)],
            lambda: [Ask("GET", f"/bare/task/{task.task_id}/", mine)],
        ),
        Pair(
            "办理经过", 1.5, lambda: [Ask("GET", f"/api/v1/tasks/{task.task_id}/events/", mine)],
            lambda: [Ask("GET", f"/bare/events/{task.task_id}/", mine)],
        ),
        Pair("进展报送", 3.0, sends, writes),
        Pair(
            "督查看板", 1.5, lambda: [Ask("GET", "/board/", signed)],
            lambda: [Ask("GET", f"/bare/board/{government.pk}/", signed)],
        ),
        Pair(
            "台账第1页与远处一页", 1.5, lambda: [Ask("GET", _far(theirs), theirs)],
            lambda: [Ask("GET", "/api/v1/assignments/", theirs)],
        ),
    ]  # fmt: skip


def _token(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_token(user=user, name='bench', scopes=sorted(SCOPES))[1]}"}


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store.save()
    return str(store.session_key)


def _far(signed: dict[str, str]) -> str:
    """Return the address of a page a thousand pages on, or at two thirds of fewer."""
    from base64 import b64encode
    from urllib.parse import quote

    keys = Assignment.objects.order_by("-pk").values_list("pk", flat=True)
    key = keys[min(25_000, keys.count() * 2 // 3)]
    return "/api/v1/assignments/?cursor=" + quote(b64encode(f"p={key}".encode()).decode())


def _drafts(count: int) -> list[ProgressReport]:
    rows = ProgressReport.objects.filter(
        state=ReportState.EXPECTED, assignment__state__in=[AssignmentState.RECEIVED, AssignmentState.WORKING],
    ).select_related("assignment")  # fmt: skip
    # the largest government's first, then what others have
    found = list(rows.order_by("assignment__task__jurisdiction", "pk")[:count])
    ProgressReport.objects.filter(pk__in=[row.pk for row in found]).update(
        state=ReportState.DRAFT, progress="已完成选址，进入施工招标阶段。", percent=50, on_schedule=True,
        next_steps="组织招标。", promise_kept="kept",
    )  # fmt: skip
    return found


def _send(report: ProgressReport, senders: dict[int, dict[str, str]]) -> Ask:
    unit = report.assignment.department_id
    if unit not in senders:
        clerk = Membership.objects.filter(department=unit, role=Role.CLERK).select_related("user")[0]
        senders[unit] = _token(clerk.user)
    headers = senders[unit] | {"If-Match": f'"{report.version}"', "Idempotency-Key": f"bench-{report.pk}"}
    return Ask("POST", f"/api/v1/reports/{report.pk}/submit/", headers | {"Content-Type": "application/json"}, "{}")
