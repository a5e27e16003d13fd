"""Tasks in the full text search: number, title, quotation; each finds what it may see, narrowed as documents are."""

import random
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies.models import SearchParagraph
from policies.search.finding import Asked, search
from tasks.models import Task, TaskState
from tasks.search import TASK, index_tasks
from tasks.services.drafting import draft_tasks, register_by_hand
from tasks.services.registering import register, register_and_issue
from tasks.services.shaping import discard, name_first_lead
from tests.factories.policies import make_measure, make_policy
from tests.factories.tasks import make_task
from tests.policies.test_search import WORDS


def found(user, words: str, **asked) -> list[str]:
    """Return the titles of the tasks a person finds."""
    governments = set(user.memberships.values_list("jurisdiction", flat=True))
    return [hit.shown.title for hit in search(user, governments, Asked(words, kind=TASK, **asked)).hits]


@pytest.fixture
def matter(cast):
    """A matter by hand that is drafted only."""
    return register_by_hand(
        jurisdiction=cast.jurisdiction, source="meeting", title="整治城中河道", lead=cast.lead_unit, co=[cast.co_unit],
        quotation="年内整治河道12条。\n由市发展改革委牵头。",
        source_note="市政府常务会议", source_date=date(2024, 3, 1),
        by=cast.supervisor,
    )  # fmt: skip


@pytest.mark.parametrize("words", ["城中河道", "整治河道12条", "市发展改革委牵头", "常务会议"])
def test_a_task_is_found_by_its_title_quotation_and_source_from_its_draft_on(cast, matter, words):
    assert found(cast.supervisor, words) == ["整治城中河道"]


def test_a_task_is_found_by_its_number_from_registration_on(cast, matter):
    [done] = register(tasks=[matter], by=cast.supervisor)
    assert found(cast.supervisor, done.number) == [f"{done.number} 整治城中河道"]
    assert SearchParagraph.objects.filter(kind=TASK, text__contains="城中").count() == 1


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [("supervisor", 1, 1), ("leader", 1, 1), ("clerk", 0, 1), ("head", 0, 1), ("co_clerk", 0, 1), ("outsider", 0, 0),
     ("auditor", 0, 0), ("administrator", 0, 0), ("stranger", 0, 0), ("stranger_supervisor", 0, 0)],
)  # fmt: skip
def test_units_find_what_was_issued_to_them_and_nothing_else(cast, matter, part, before, after):
    user = getattr(cast, part)
    assert len(found(user, "城中河道")) == before
    register_and_issue(tasks=[matter], by=cast.supervisor)
    assert len(found(user, "城中河道")) == after
    everywhere = search(user, [cast.jurisdiction.pk, cast.other_jurisdiction.pk], Asked("城中河道"))
    assert len(everywhere.hits) == after


def test_government_year_unit_and_status_narrow(cast, matter):
    for narrowed in ({"year": 2024}, {"unit": cast.lead_unit}, {"unit": cast.co_unit}, {"state": "drafted"}):
        assert found(cast.supervisor, "城中河道", **narrowed), narrowed
    for other in ({"year": 2025}, {"unit": cast.other_unit}, {"state": "closed"}, {"state": "published"}):
        assert not found(cast.supervisor, "城中河道", **other), other
    assert not search(cast.supervisor, [cast.other_jurisdiction.pk], Asked("城中河道")).hits


def test_the_year_of_a_task_from_a_document_is_the_documents(cast):
    policy = make_policy(cast.jurisdiction, issued_on=date(2022, 5, 1))
    make_measure(policy, (cast.lead_unit, "lead"))
    [task] = draft_tasks(policy=policy, by=cast.supervisor)
    assert found(cast.supervisor, "养老服务", year=2022) == [task.title]


def test_a_draft_thrown_away_is_found_no_more(cast, matter):
    discard(task=matter, by=cast.supervisor)
    assert not SearchParagraph.objects.filter(kind=TASK).exists()
    assert found(cast.supervisor, "城中河道") == []


def test_naming_another_lead_is_found_under_the_new_unit(cast, matter):
    name_first_lead(task=matter, department=cast.other_unit, by=cast.supervisor)
    assert found(cast.supervisor, "城中河道", unit=cast.other_unit)


def test_twenty_thousand_tasks_are_found_as_a_like_scan_finds_them(cast):
    rng = random.Random(11)

    def words(least: int, most: int) -> str:
        return "".join(rng.choices(WORDS, k=rng.randint(least, most))).strip() or "市"

    rows = [
        Task(
            jurisdiction=cast.jurisdiction, number=f"云督2026-{number:05d}", title=words(5, 30), quotation=words(5, 40),
            source="other", state=TaskState.ISSUED, created_at="2026-01-05T09:00:00+08:00",
        )
        for number in range(20_000)
    ]  # fmt: skip
    Task.objects.bulk_create(rows, batch_size=500)
    call_command("reindex_search", verbosity=0)
    texts = [text for row in rng.sample(rows, 40) for text in (f"{row.number} {row.title}", row.quotation)]
    queries = [text[at : at + rng.randint(1, 6)] for text in texts for at in [rng.randrange(len(text))]]
    for query in [*queries, "市", "云督2026-00012", "gd", "%", "_", "；"]:
        asked = query.strip()
        if not asked:
            continue
        scanned = {
            row.pk for row in rows
            if asked.lower() in f"{row.number} {row.title}".lower() or asked.lower() in row.quotation.lower()
        }  # fmt: skip
        held = SearchParagraph.objects.filter(kind=TASK).holding(asked)
        assert set(held.values_list("object_id", flat=True)) == scanned, asked
        page = search(cast.supervisor, [cast.jurisdiction.pk], Asked(asked, kind=TASK))
        assert page.count == (rows_found if (rows_found := held.count()) <= 1000 else None)


def _kinds_of(asked) -> list[str]:
    """Return the statements without those that `executemany` repeats for each row."""
    return [query["sql"] for query in asked if "fts" not in query["sql"] and "tsv" not in query["sql"]]


def test_indexing_asks_the_database_the_same_for_one_task_and_for_twenty(cast):
    tasks = [make_task(cast.jurisdiction, lead=cast.lead_unit) for _ in range(20)]
    with CaptureQueriesContext(connection) as one:
        index_tasks(tasks[:1])
    with CaptureQueriesContext(connection) as twenty:
        index_tasks(tasks)
    assert len(_kinds_of(twenty)) == len(_kinds_of(one))
    assert SearchParagraph.objects.filter(kind=TASK).count() == 20


def test_the_page_offers_tasks_and_their_states_and_links_to_them(cast, matter):
    client = Client()
    client.force_login(cast.supervisor)
    page = client.get(
        reverse("policies:search"), {"q": "城中河道", "kind": "task", "state": "drafted"}
    ).content.decode()
    assert reverse("tasks:detail", args=[matter.pk]) in page
    assert '<option value="drafted" selected>拟办</option>' in page
    assert 'label="督办事项"' in page
