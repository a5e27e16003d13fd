"""Many people at once on PostgreSQL: 200 mixed writes of 20 hands, and nothing is lost or done twice."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, connections

from accounts.models import User
from audit.models import Chain, Entry
from core import clock
from core.exceptions import DomainError
from tasks.models import Assignment, ProgressReport, Task, TaskEvent, Urging
from tasks.services import receipts, registering, reporting, urging
from tests.cast import make_cast
from tests.factories.tasks import make_report, make_task

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS, WRITES = 20, 200


@pytest.fixture(autouse=True)
def _only_on_postgres():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite serialises its writers: this needs a real PostgreSQL")


def in_parallel(acts):
    """Run the acts by many hands at once; return how each one ended, by the name of its outcome."""

    def one(act):
        close_old_connections()
        try:
            act()
        except DomainError as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(HANDS) as hands:
        return Counter(hands.map(one, acts))


def test_two_hundred_mixed_writes_lose_nothing():
    cast, dice = make_cast(), random.Random(4)
    tasks = [make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], state="issued") for _ in range(10)]
    parts = list(Assignment.objects.select_related("task", "department"))
    Assignment.objects.filter(department=cast.lead_unit).update(state="pending_receipt")
    reports = [make_report(p, clock.today()) for p in parts if p.department_id == cast.co_unit.pk]
    to_sign = [p for p in parts if p.department_id == cast.lead_unit.pk]

    def user(person):
        return User.objects.get(pk=person.pk)

    def urge():
        urging.urge(assignment=dice.choice(parts), level="blue", by=user(cast.supervisor))

    def save():
        report = ProgressReport.objects.select_related("assignment__task").get(pk=dice.choice(reports).pk)
        text = {"progress": f"进展 {dice.random()}"}
        reporting.save_draft(report=report, by=user(cast.co_clerk), version=report.version, values=text)

    def sign():
        receipts.sign(assignment=dice.choice(to_sign), by=user(cast.clerk))

    def number():
        task = make_task(cast.jurisdiction, lead=cast.lead_unit, state="drafted", number="")
        registering.register(tasks=[task], by=user(cast.supervisor))

    acts = [dice.choice((urge, save, sign, number)) for _ in range(WRITES)]
    asked = Counter(act.__name__ for act in acts)
    ended = in_parallel(acts)

    assert set(ended) <= {"done", "request.stale", "tasks.forbidden_transition"}
    assert Urging.objects.count() == asked["urge"]
    for part in parts:
        numbers = sorted(part.urgings.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    # every task numbered exactly once, no number twice, no gap
    given = sorted(Task.objects.filter(state="registered").values_list("number", flat=True))
    assert [int(number[-4:]) for number in given] == list(range(1, asked["number"] + 1))
    # each part signed for at most once, and its task set going with it
    signed = TaskEvent.objects.filter(action="assignment.receive").values_list("assignment", flat=True)
    assert len(signed) == len(set(signed)) == Assignment.objects.filter(received_by=cast.clerk).count()
    # every save that was let through counted the version up by one
    saved = ended["done"] - asked["urge"] - asked["number"] - len(signed)
    assert sum(report.version - 1 for report in ProgressReport.objects.all()) == saved
    # the log has every act, in one unbroken chain
    chain = Chain.objects.get(jurisdiction_id=cast.jurisdiction.pk)
    assert list(Entry.objects.order_by("position").values_list("position", flat=True)) == list(
        range(1, chain.length + 1)
    )
    assert len(tasks) == 10


def test_of_two_who_save_the_same_version_one_is_stopped():
    cast = make_cast()
    task = make_task(cast.jurisdiction, lead=cast.lead_unit)
    report = make_report(task.assignments.get(), clock.today(), state="draft")

    def save(person, text):
        def act():
            row = ProgressReport.objects.select_related("assignment__task").get(pk=report.pk)
            reporting.save_draft(report=row, by=User.objects.get(pk=person.pk), version=1, values={"progress": text})

        return act

    ended = in_parallel([save(cast.clerk, "甲"), save(cast.head, "乙")])
    assert ended == {"done": 1, "request.stale": 1}
