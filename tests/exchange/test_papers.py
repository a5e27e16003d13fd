"""Official paper: asked for, made by a worker, kept unchanged, and seen only by those it is for."""

import hashlib
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from core import clock
from exchange.models import Paper
from exchange.services import papers
from tasks.models import Urging
from tests.factories.tasks import make_part, make_task
from work.models import Job
from work.running import run

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def office(cast):
    client = Client()
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def late(cast):
    """A matter of two units, seventeen days late."""
    return make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1), issued_on=date(2025, 3, 3)
    )


def urge(task, number=1, **fields) -> Urging:
    part = task.assignments.get(is_first_lead=True)
    values = {"level": "yellow", "text": "请抓紧办理。", "issued_at": clock.now(), "issued_on": TODAY} | fields
    return Urging.objects.create(assignment=part, number=number, term_on=date(2025, 9, 23), **values)


@pytest.fixture
def post(office, django_capture_on_commit_callbacks):
    """Ask for papers and let the worker run; returns the page of the job."""

    def act(name, *args, query="", **data):
        with django_capture_on_commit_callbacks(execute=True):
            answer = office.post(reverse(name, args=args) + query, data)
        assert answer.status_code == 302, answer.content.decode()
        return office.get(answer.url).content.decode()

    return act


def words_of(paper: Paper) -> str:
    with paper.file.open("rb") as file:
        document = Document(BytesIO(file.read()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_urgings_of_one_unit_and_day_become_one_letter(post, cast, late):
    other = make_task(cast.jurisdiction, lead=cast.lead_unit, title="推进旧改", issued_on=date(2025, 3, 3))
    elsewhere = make_task(cast.jurisdiction, lead=cast.other_unit, title="整治河湖", issued_on=date(2025, 3, 3))
    picked = [urge(late).pk, urge(other).pk, urge(elsewhere).pk]
    page = post("exchange:papers-make", "urging", urging=picked)
    assert "已制发催办函 2 份。" in page
    both, single = Paper.objects.order_by("position")
    assert (both.department, single.department) == (cast.lead_unit, cast.other_unit)
    assert {one.task for one in both.about.all()} == {late, other}
    assert "关于催办2件督办事项的函" in words_of(both)
    assert "2025年9月23日前书面回复" in words_of(single)


def test_a_paper_bears_the_next_number_of_its_kind_and_year(post, late):
    post("exchange:papers-make", "order", task=late.pk)
    post("exchange:papers-make", "order", task=late.pk)
    assert [one.number for one in Paper.objects.order_by("pk")] == ["云督办〔2025〕1号", "云督办〔2025〕2号"]


def test_what_is_archived_is_what_was_made(post, office, late):
    post("exchange:papers-make", "order", task=late.pk)
    paper = Paper.objects.get()
    data = office.get(reverse("exchange:paper", args=[paper.pk])).content
    assert hashlib.sha256(data).hexdigest() == paper.checksum
    assert len(data) == paper.size


def test_the_circular_counts_each_matter_once_with_its_first_lead(post, cast, late):
    make_task(
        cast.jurisdiction, lead=cast.lead_unit, state="verified", completed_on=date(2025, 9, 10),
        issued_on=date(2025, 3, 3),
    )  # fmt: skip
    urge(late)
    post("exchange:circular", start="2025-09-01", end="2025-09-18")
    said = words_of(Paper.objects.get())
    assert "在办事项1件，其中逾期1件；本期交办0件，办结1件。" in said
    assert "17天" in said


@pytest.mark.parametrize(("start", "end"), [("2025-09-18", "2025-09-01"), ("2025-09-01", "2025-09-30"), ("", "x")])
def test_a_period_that_cannot_be_is_said_on_the_page(office, cast, start, end):
    answer = office.post(reverse("exchange:circular"), {"start": start, "end": end})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_hand_over_becomes_a_sheet_for_three_signatures(post, cast, late):
    part = late.assignments.get(department=cast.co_unit)
    part.state, part.succeeded_by = "handed_over", make_part(late, cast.other_unit)
    part.save()
    post("exchange:papers-make", "transfer", part=part.pk)
    said = words_of(Paper.objects.get())
    assert "监交人（签字）" in said
    assert (cast.co_unit.name in said, cast.other_unit.name in said) == (True, True)


def test_the_ledger_goes_out_as_paper_with_its_conditions_in_words(post, office, cast, late):
    make_task(cast.jurisdiction, lead=cast.other_unit, title="整治河湖", due_on=date(2026, 9, 1), issued_on=TODAY)
    post("exchange:ledger-make", query="?light=red", form="docx")
    said = words_of(Paper.objects.get())
    assert "灯：红" in said
    assert late.number in said
    assert "整治河湖" not in said


def test_the_ledger_in_the_background_holds_what_its_reader_sees(
    client, cast, late, django_capture_on_commit_callbacks
):
    client.force_login(cast.outsider)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("exchange:ledger-make"), {"form": "xlsx"})
    job = Job.objects.get()
    assert (job.state, job.total, job.summary) == ("done", 0, "共 0 件。")
    assert client.get(reverse("work:file", args=[job.pk])).status_code == 200


def test_a_worker_that_died_and_begins_again_makes_nothing_twice(post, late):
    post("exchange:papers-make", "order", task=late.pk)
    Job.objects.update(state="waiting")
    run(Job.objects.get().pk)
    assert Paper.objects.count() == 1
    assert Job.objects.get().done == 1


def test_what_cannot_be_made_is_named_and_the_rest_is_made(cast, late, django_capture_on_commit_callbacks):
    other = make_task(cast.jurisdiction, lead=cast.lead_unit, issued_on=TODAY)
    job = papers.order_papers(tasks=[late.pk, other.pk], jurisdiction=cast.jurisdiction, by=cast.supervisor)
    late.issued_on = None
    late.save()
    run(job.pk)
    job.refresh_from_db()
    assert job.failures == [{"what": "督办单第 1 份", "why": "事项不存在或尚未交办。"}]
    assert (job.state, job.done, Paper.objects.count()) == ("done", 2, 1)


def test_who_left_the_office_gets_no_paper_made(cast, late):
    job = papers.order_papers(tasks=[late.pk], jurisdiction=cast.jurisdiction, by=cast.supervisor)
    cast.supervisor.memberships.all().update(valid_to=date(2025, 1, 1))
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "发起人已不在督查室任职，文书没有制发。")


@pytest.mark.parametrize(
    ("part", "kinds"), [("clerk", {"order", "urging"}), ("co_clerk", {"order"}), ("outsider", set())]
)
def test_a_unit_sees_its_letters_and_the_orders_it_is_on(post, cast, late, part, kinds):
    post("exchange:papers-make", "order", task=late.pk)
    post("exchange:papers-make", "urging", urging=urge(late).pk)
    post("exchange:circular", start="2025-09-01", end="2025-09-18")
    client = Client()
    client.force_login(getattr(cast, part))
    page = client.get(reverse("exchange:papers")).content.decode()
    seen = {one.kind for one in Paper.objects.all() if reverse("exchange:paper", args=[one.pk]) in page}
    assert seen == kinds


def test_nothing_to_make_is_said_and_nothing_is_started(office, cast):
    answer = office.post(reverse("exchange:papers-make", args=["urging"]), {}, follow=True)
    assert "没有可制发催办函的事项" in answer.content.decode()
    assert not Job.objects.exists()
