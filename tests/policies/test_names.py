"""Names that the register does not know: decided once, settled in every document, by whoever keeps it."""

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Department
from departments.services.naming import Decision
from policies.models import Measure, Responsibility
from policies.selectors.names import waiting_names
from policies.services import checking
from policies.services.resolving import decide_printed_name, settle_waiting
from tests.cast import make_unit
from tests.policies.builder import HOUSING, ROADS, document

NAME = "市住房城市建设局"
URL = reverse("policies:names")


@pytest.fixture
def twice(take_in, policy):
    """The unknown name stands in two documents."""
    other = document(HOUSING, title="另一文件", doc_number="云政发〔2026〕9号")
    return policy, take_in(other).policies[0]


def rows() -> list[tuple[str, bool]]:
    """Return unit and whether it was dropped of every place of the name."""
    places = Responsibility.objects.filter(printed_name=NAME)
    return [(row.registered_name, row.is_dropped) for row in places]


@pytest.fixture
def browser(cast):
    """The supervisor's browser."""
    client = Client()
    client.force_login(cast.supervisor)
    return client


def test_the_queue_names_every_place(twice, cast, browser):
    (waiting,) = waiting_names(cast.jurisdiction)
    assert (waiting.name, len(waiting.places)) == (NAME, 2)
    page = browser.get(URL).content.decode()
    assert "2 处" in page
    assert f"?on=u{waiting.places[0].pk}" in page
    assert "UNDEFINED" not in page
    assert "待登记的名称 1" in browser.get(reverse("policies:checking")).content.decode()


def test_a_name_that_stands_in_many_places_shows_all_of_them(policy, browser):
    row = Responsibility.objects.filter(printed_name=NAME).get()
    more = [
        Responsibility(measure=row.measure, printed_name=NAME, role="co", basis=row.basis, position=50 + order)
        for order in range(11)
    ]
    places = [row, *Responsibility.objects.bulk_create(more)]
    page = browser.get(URL).content.decode()
    assert [place.pk for place in places if f"?on=u{place.pk}" not in page] == []


def test_an_alias_settles_every_place_and_the_doubts_about_it(twice, cast, browser):
    housing = make_unit(cast.jurisdiction, "市住房城乡建设局")
    browser.post(URL, {"name": NAME, "choice": f"d{housing.pk}"})
    assert rows() == [("市住房城乡建设局", False)] * 2
    assert waiting_names(cast.jurisdiction) == []
    assert not Measure.objects.current().get(number="3", policy_version__policy=twice[0]).findings.open().exists()
    assert len(checking.confirm_undoubted(policy=twice[1], by=cast.supervisor)) == 1


def test_a_new_unit_is_created_once_and_answers_for_all(twice, cast, browser):
    browser.post(URL, {"name": NAME, "choice": "create", "kind": "government"})
    assert Department.objects.filter(name=NAME).count() == 1
    assert rows() == [(NAME, False)] * 2


def test_an_ignored_name_is_taken_off_here_and_in_later_documents(twice, take_in, cast):
    count = decide_printed_name(
        jurisdiction=cast.jurisdiction, name=NAME, decision=Decision.IGNORE, by=cast.supervisor, reason="泛指"
    )
    assert count == 2
    take_in(document(HOUSING, title="第三份", doc_number="云政发〔2026〕10号"))
    assert rows() == [("", True)] * 3
    assert waiting_names(cast.jurisdiction) == []


def test_a_unit_registered_meanwhile_is_found_by_asking_again(twice, cast, browser):
    make_unit(cast.jurisdiction, NAME)
    assert settle_waiting(jurisdiction=cast.jurisdiction, by=cast.supervisor) == 2
    assert settle_waiting(jurisdiction=cast.jurisdiction, by=cast.supervisor) == 0


def test_a_refused_decision_says_why_and_changes_nothing(twice, browser):
    for sent in ({"choice": "typed", "unit": "没有这个局"}, {"choice": "create", "kind": "nonsense"}, {}):
        answer = browser.post(URL, {"name": NAME, **sent})
        assert answer.status_code == 422
        assert NAME in answer.content.decode()
    assert rows() == [("", False)] * 2


@pytest.mark.parametrize("part", ["clerk", "leader", "auditor"])
def test_nobody_else_decides(twice, cast, part):
    client = Client()
    client.force_login(getattr(cast, part))
    assert client.post(URL, {"name": NAME, "choice": "ignore"}).status_code == 403


def test_other_governments_keep_their_own_names(twice, cast):
    assert waiting_names(cast.other_jurisdiction) == []
    assert settle_waiting(jurisdiction=cast.other_jurisdiction, by=None) == 0
    assert Measure.objects.current().filter(number=ROADS.number).count() == 1
