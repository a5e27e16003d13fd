"""Every list of the project, page or REST, costs the same number of queries for few rows and for many.

The lists are taken from the URL configuration: an address without parts that the matrix opens to somebody. A new list
is measured as soon as it has its row there.
"""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Role
from accounts.services import issue_token
from audit.services import record
from core import clock
from departments.models import Roster, RosterMember
from notifications.services import notify
from tasks.models import Dispute, Evidence, Extension, Task, Transfer, Urging
from tasks.services.linking import link_tasks
from tests.access.collected import rows
from tests.access.endpoints import endpoints
from tests.access.rows import PARTS, Row
from tests.answers import close
from tests.cast import Cast, make_person, make_unit
from tests.factories.policies import add_deadline, add_target, make_measure, make_policy
from tests.factories.tasks import make_report, make_task

# rows added before each measurement; both sizes are more than the lists' own thresholds of showing something at all
FEW, MANY = 2, 5
WITHOUT_PARTS = {one.name: one for one in endpoints() if not one.dummies}
LISTS = [
    row
    for _, row in rows()
    if row.method == "GET" and row.name in WITHOUT_PARTS and any(row.expected[part] == 200 for part in PARTS)
]
_numbers = count(1)


def grow(cast: Cast, times: int) -> None:
    """Add one more of everything that lists show, `times` over."""
    for _ in range(times):
        number = next(_numbers)
        people_and_units(cast, number)
        policies(cast, number)
        matters(cast, number)


def people_and_units(cast: Cast, number: int) -> None:
    """A unit in a roster, its clerk, a token, a message and an entry of the log."""
    here = cast.jurisdiction
    unit = make_unit(here, f"市第{number}局")
    roster = Roster.objects.create(jurisdiction=here, name=f"第{number}组单位")
    RosterMember.objects.create(roster=roster, department=unit)
    make_person(f"unit-{number}", f"第{number}局联络员", Role.CLERK, here, unit)
    for person in (cast.clerk, cast.supervisor):
        issue_token(owner=person, name=f"脚本{number}", scopes=["tasks:read"], days=30, by=person)
    reachable = [cast.clerk, cast.supervisor, cast.leader, cast.administrator, cast.auditor]
    notify(jurisdiction=here, recipients=reachable, subject=f"第{number}号通知", body="请办理", key=f"n{number}")
    record("departments.create", unit, jurisdiction=here)


def policies(cast: Cast, number: int) -> None:
    """A policy whose measure has two units, a deadline and a target."""
    policy = make_policy(cast.jurisdiction, f"关于第{number}项工作和河道的措施", expires_on=date(2027, 1, 1))
    measure = make_measure(policy, (cast.lead_unit, "lead"), (cast.co_unit, "co"))
    add_deadline(measure, "年底前", clock.today() + timedelta(days=number))
    add_target(measure, "新增床位500张", 500, "张")


def matters(cast: Cast, number: int) -> None:
    """A late matter with all that hangs on it; a draft, a waiting, a claimed, a kept one, and two that are linked."""
    here, today = cast.jurisdiction, clock.today()
    task = make_task(here, lead=cast.lead_unit, co=[cast.co_unit], due_on=today - timedelta(days=number))
    lead, co = (task.assignments.get(department=unit) for unit in (cast.lead_unit, cast.co_unit))
    sent = make_report(lead, today, state="submitted")
    make_report(co, today)
    Evidence.objects.create(
        report=sent, name="表.pdf", size=1, checksum="0" * 64, file=f"evidence/{number}.pdf",
        uploaded_by=cast.clerk, uploaded_at=clock.now(),
    )  # fmt: skip
    Urging.objects.create(
        assignment=lead, number=number, level="blue", text="请抓紧", issued_at=clock.now(), issued_on=today,
        issued_by=cast.supervisor,
    )  # fmt: skip
    Extension.objects.create(
        assignment=lead, reason="汛期", progress="七成", due_on_before=today, due_on_asked=today + timedelta(days=90),
        state="submitted", asked_at=clock.now(), asked_by=cast.clerk,
    )  # fmt: skip
    Dispute.objects.create(assignment=co, reason="非本局职责", raised_at=clock.now(), raised_by=cast.co_clerk)
    waiting = make_task(here, lead=cast.lead_unit, co=[cast.co_unit], due_on=today)
    waiting.assignments.update(state="pending_receipt", receipt_due_on=today)
    make_task(here, lead=cast.lead_unit, state="drafted", number="")
    claimed = make_task(here, lead=cast.lead_unit, state="completion_submitted")
    claimed.assignments.update(state="done_claimed")
    kept = make_task(here, lead=cast.lead_unit, state="closed")
    Task.objects.filter(pk=kept.pk).update(closed_at=clock.now(), archived_at=clock.now())
    link_tasks(tasks=[make_task(here, lead=cast.lead_unit) for _ in range(2)], by=None)
    Transfer.objects.create(
        jurisdiction=here, department=cast.counties[0], unit_name="东湖区", reason="改革", effective_on=today,
        done_on=today, done_at=clock.now(),
    )  # fmt: skip


def asker(row: Row) -> str:
    """Return the part that sees most of the list: the office, else the lead unit's clerk, else who may."""
    allowed = [part for part in PARTS if row.expected[part] == 200]
    return next((part for part in ("supervisor", "clerk") if part in allowed), allowed[0])


def cost(cast: Cast, row: Row) -> int:
    """Return how many statements a second request for a list takes, when what a process keeps is kept."""
    client = APIClient()
    client.force_login(getattr(cast, asker(row)))
    address = reverse(row.name) + row.query
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer: Any = client.get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)
            close(answer)
        assert answer.status_code == 200, (row.name, answer.status_code)
    return len(asked.captured_queries)


@pytest.mark.slow
@pytest.mark.parametrize("few_and_many", [(FEW, MANY)], ids=["2-7"])
def test_every_list_costs_the_same_queries_for_few_rows_and_for_many(cast, settings, tmp_path, few_and_many):
    settings.MEDIA_ROOT = tmp_path
    few, many = few_and_many
    grow(cast, few)
    before = {row.name + row.query: cost(cast, row) for row in LISTS}
    grow(cast, many)
    after = {row.name + row.query: cost(cast, row) for row in LISTS}
    grown = {name: (before[name], after[name]) for name in before if after[name] > before[name]}
    assert grown == {}, "list: queries for few rows, for many"


def test_the_lists_of_the_url_configuration_are_measured():
    measured = {row.name for row in LISTS}
    assert measured >= {
        "tasks:overdue", "tasks:urgings", "tasks:reviews", "tasks:list", "tasks:kept", "tasks:unattended",
        "dispute-list", "extension-list", "assignment-list", "report-list", "urging-list", "audit:log",
        "audit-entry-list", "accounts:people", "notifications:inbox",
    }  # fmt: skip
