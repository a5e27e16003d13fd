"""Full text search: it finds what a LIKE scan finds, shows nobody what is not his, and marks the words."""

import random
import time

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from policies.models import Measure, SearchParagraph
from policies.search import index
from policies.search.finding import Asked, excerpt, search
from policies.search.newest import WINDOW, newest
from policies.search.text import LONGEST, LONGEST_QUERY, phrase, stretches
from policies.services import checking
from tests.policies.builder import ROADS, WATER, document

WORDS = (
    "市县区政府发展改革财政水利教育投资建设项目完成推进加快提升年月日元亿万，。、；（）()“”《》—%.-ABCgdp0123456789 　①"
)


def found(user, words: str, **asked) -> list[str]:
    """Return the titles of what a person finds."""
    jurisdictions = set(user.memberships.values_list("jurisdiction", flat=True))
    return [hit.shown.title for hit in search(user, jurisdictions, Asked(words, **asked)).hits]


def put(cast, kind, object_id, lines) -> None:
    """Put one object of the own government into the index."""
    index.put(kind=kind, entries=[index.Entry(object_id, cast.jurisdiction, lines)])


def publish(policy, cast) -> None:
    """Confirm and publish everything."""
    checking.confirm_undoubted(policy=policy, by=cast.supervisor)
    checking.reject(measure=Measure.objects.current().get(number="3"), version=1, reason="不督办", by=cast.supervisor)
    checking.publish(policy=policy, version=policy.version, by=cast.supervisor)


def test_measures_and_documents_are_found_by_any_words_of_theirs(policy, cast):
    assert found(cast.supervisor, "河道12条") == ["2 整治河湖"]
    assert found(cast.supervisor, "云政发〔2026〕5号") == [policy.title]
    assert found(cast.supervisor, "夯实基础") == [policy.title]
    assert set(found(cast.supervisor, "市")) == {"1 加快道路建设", "2 整治河湖", "3 改造老旧小区", policy.title}
    assert found(cast.supervisor, "没有的话") == []
    assert found(cast.supervisor, "  ") == []


@pytest.mark.parametrize("part", ["clerk", "outsider", "leader", "auditor", "administrator", "stranger_supervisor"])
def test_what_is_under_check_is_found_by_overseers_only(policy, cast, part):
    assert bool(found(getattr(cast, part), "河道")) is (part == "leader")


def test_units_find_what_is_published_and_confirmed(policy, cast):
    publish(policy, cast)
    assert found(cast.clerk, "河道12条") == ["2 整治河湖"]
    assert found(cast.clerk, "老旧小区") == [policy.title]
    assert found(cast.stranger, "河道") == []


def test_conditions_narrow_and_hits_are_ordered(policy, take_in, cast):
    take_in(document(WATER, title="治水方案", doc_number="云水发〔2026〕1号"), data=b"2")
    assert len(found(cast.supervisor, "河道12条")) == 2
    assert found(cast.supervisor, "河道", kind="measure", year=2026, unit=cast.other_unit, state="in_review")
    assert not found(cast.supervisor, "河道", year=2020)
    assert not found(cast.supervisor, "河道", kind="policy")
    assert not found(cast.supervisor, "河道", unit=cast.co_unit)
    assert not found(cast.supervisor, "河道", state="published")
    assert found(cast.supervisor, "治水方案", order="best")[0] == "治水方案"


def test_a_changed_document_is_found_by_its_new_words_once_published(policy, take_in, cast):
    publish(policy, cast)
    take_in(document(ROADS))
    assert found(cast.clerk, "河道12条") == ["2 整治河湖"]
    policy.refresh_from_db()
    checking.publish(policy=policy, version=policy.version, by=cast.supervisor)
    assert found(cast.clerk, "河道12条") == []


def test_twenty_thousand_paragraphs_are_found_as_a_like_scan_finds_them(cast):
    rng = random.Random(7)
    lines = ["".join(rng.choices(WORDS, k=rng.randint(5, 60))) for _ in range(20_000)]
    put(cast, "measure", 1, lines)
    queries = [line[at : at + rng.randint(1, 6)] for line in rng.sample(lines, 60) for at in [rng.randrange(len(line))]]
    queries += ["市", "财政", "水利教", "gd", "GDP", "%", "_", "“”", "①", "12", "，加快", "\\", "'", '"']
    for query in queries:
        words = query.strip()
        if not words:
            continue
        scanned = set(SearchParagraph.objects.filter(text__icontains=words).values_list("pk", flat=True))
        assert set(SearchParagraph.objects.all().holding(words).values_list("pk", flat=True)) == scanned, words


def test_paragraphs_beyond_the_longest_are_found_at_every_seam(cast):
    text = "".join(chr(0x4E00 + at % 20_000) for at in range(3 * LONGEST))
    put(cast, "measure", 1, [text])
    for at in range(0, len(text) - LONGEST_QUERY, 997):
        words = text[at : at + LONGEST_QUERY]
        assert SearchParagraph.objects.all().holding(words).exists()


def test_putting_again_replaces_and_removing_leaves_nothing(cast):
    for words in ("甲乙丙", "丁戊己"):
        put(cast, "measure", 5, [words])
    assert [row.text for row in SearchParagraph.objects.all()] == ["丁戊己"]
    assert not SearchParagraph.objects.all().holding("乙丙").exists()
    index.remove(kind="measure", object_ids=[5])
    assert not SearchParagraph.objects.exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM policies_paragraph_fts")
            assert cursor.fetchone() == (0,)


def test_counts_end_at_one_thousand_and_pages_lead_on(cast):
    lines = [f"第{number}条河道整治" for number in range(1_100)]
    policy = None
    for number, line in enumerate(lines[:30]):
        put(cast, "other", number, [line])
    put(cast, "measure", 1, lines)
    page = search(cast.supervisor, [cast.jurisdiction.pk], Asked("河道整治", kind="measure"))
    assert (policy, page.count_words) == (None, "1,000+")
    assert page.before is not None
    following = search(cast.supervisor, [cast.jurisdiction.pk], Asked("河道整治", kind="measure", before=page.before))
    assert following.before is not None
    assert following.before < page.before


@pytest.fixture
def many(cast):
    """More rows than the window holds: 150 new hits in it, 1,300 old ones beyond it, all of one word."""
    hit, other = "整治河道", "修建道路"
    old = [f"{hit}{number}处" for number in range(1_300)]
    put(cast, "measure", 1, [*old, *[other] * (WINDOW - 150), *[f"{hit}{number}段，河道" for number in range(150)]])


@pytest.mark.parametrize("order", ["newest", "best"])
def test_beyond_the_window_hits_are_the_newest_thousand_and_counted(many, cast, order, monkeypatch):
    ranked: list[int] = []

    def merit(row, words):
        ranked.append(row.pk)
        return row.pk

    monkeypatch.setattr("policies.search.finding._merit", merit)
    scanned = SearchParagraph.objects.filter(text__contains="河道").order_by("-pk").values_list("pk", flat=True)[:1_000]
    page = search(cast.supervisor, [cast.jurisdiction.pk], Asked("河道", kind="measure", order=order))
    assert [hit.paragraph.pk for hit in page.hits] == []
    assert page.count is None
    if order == "best":
        assert sorted(ranked) == sorted(scanned)


@pytest.mark.parametrize(("words", "count"), [("段", 150), ("段，", 150), ("没有的话", 0)])
def test_a_word_that_is_common_among_the_newest_only_is_counted_exactly(many, cast, words, count):
    page = search(cast.supervisor, [cast.jurisdiction.pk], Asked(words, kind="measure"))
    assert page.count == count


def test_every_page_of_many_hits_is_reached_without_gap_or_repeat(many, cast):
    scanned = list(SearchParagraph.objects.filter(text__contains="河道").order_by("-pk").values_list("pk", flat=True))
    base, governments = SearchParagraph.objects.all(), [cast.jurisdiction.pk]
    seen, before = [], None
    while True:
        ids, _ = newest(base, "河道", jurisdictions=governments, before=before, enough=21)
        seen += ids[:20]
        if len(ids) <= 20:
            break
        before = ids[19]
    assert seen == scanned


def test_the_words_are_marked_in_their_surroundings():
    text = "一" * 100 + "<b>GDP增长" + "二" * 200 + "gdp"
    shown = excerpt(text, "gdp")
    assert shown.startswith("…")
    assert "&lt;b&gt;<mark>GDP</mark>增长" in shown
    assert excerpt("没有", "别的") == "没有"


def test_only_characters_that_carry_words_are_indexed():
    assert phrase("(一)GDP，12%") == "一 g d p 1 2"
    assert phrase("，。") == ""
    assert stretches("短") == ["短"]


def test_the_page_shows_hits_conditions_and_nothing_found(policy, cast):
    client = Client()
    client.force_login(cast.supervisor)
    url = reverse("policies:search")
    page = client.get(url, {"q": "河道", "unit": cast.other_unit.pk}).content.decode()
    assert "<mark>河道</mark>" in page
    assert "UNDEFINED" not in page
    assert "没有找到" in client.get(url, {"q": "没有的话"}).content.decode()
    assert "UNDEFINED" not in client.get(url).content.decode()
    assert "<html" not in client.get(url, {"q": "河道"}, headers={"HX-Request": "true"}).content.decode()
    assert client.get(url, {"q": "x" * 500, "year": "abc"}).status_code == 200


def test_a_search_over_twenty_thousand_paragraphs_is_quick(cast):
    rng = random.Random(7)
    lines = ["".join(rng.choices(WORDS, k=60)) for _ in range(20_000)]
    put(cast, "measure", 1, lines)
    started = time.perf_counter()
    for words in ("市", "财政", "完成投资", "没有的话"):
        search(cast.supervisor, [cast.jurisdiction.pk], Asked(words))
    assert time.perf_counter() - started < 4


def test_the_same_search_is_open_over_rest(policy, cast):
    client = Client()
    client.force_login(cast.supervisor)
    url = reverse("search-list")
    body = client.get(url, {"q": "河道12条"}).json()
    assert (body["count"], body["before"], body["results"][0]["title"]) == (1, None, "2 整治河湖")
    assert client.get(url, {"q": "河道", "year": "abc"}).status_code == 400
    assert client.get(url, {"q": "河道", "nonsense": "1"}).status_code == 400
    client.force_login(cast.clerk)
    assert client.get(url, {"q": "河道"}).json()["results"] == []
