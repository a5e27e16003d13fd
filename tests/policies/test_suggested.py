"""What the desk suggests for a measure that names no unit, and that nothing is registered by itself."""

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from policies.models import Measure, MeasureState, Responsibility
from policies.selectors.suggested import suggested_units
from tests.policies.builder import ROADS, WATER, Paragraph, document

BARE = Paragraph("3", "推进农村公路建设", "继续推进农村公路和道路建设养护。", units=())


@pytest.fixture
def shown(take_in, cast) -> Measure:
    """A measure without units beside two that people confirmed."""
    policy = take_in(document(ROADS, WATER, BARE)).policies[0]
    Measure.objects.filter(policy_version__policy=policy).exclude(number="3").update(
        state=MeasureState.CONFIRMED, confirmed_at=clock.now()
    )
    return Measure.objects.get(policy_version__policy=policy, number="3")


def desk(client: Client, measure: Measure, **query: str) -> str:
    """Return the page of the desk where the measure is open."""
    url = reverse("policies:desk", args=[measure.policy_version.policy_id])
    return client.get(url, {"m": str(measure.pk), **query}).content.decode()


def test_a_measure_without_units_shows_up_to_three_with_what_speaks_for_them(client, cast, shown) -> None:
    client.force_login(cast.supervisor)
    page = desk(client, shown)
    found = suggested_units(shown, cast.jurisdiction)
    assert 1 <= len(found) <= 3
    assert all(0 < one.percent <= 100 and (one.measures or one.duties) for one in found)
    assert "建议单位" in page
    assert all(one.name in page and f"{one.percent}%" in page for one in found)
    assert found[0].measures[0].title[:12] in page
    assert not Responsibility.objects.filter(measure=shown).exists()


def test_a_suggestion_is_taken_over_into_the_form_and_registered_only_when_a_person_saves(client, cast, shown) -> None:
    client.force_login(cast.supervisor)
    name = suggested_units(shown, cast.jurisdiction)[0].name
    page = desk(client, shown, edit="u+", unit=name)
    assert f'value="{name}"' in page
    assert not Responsibility.objects.filter(measure=shown).exists()


def test_a_measure_that_names_its_units_gets_no_suggestion(client, cast, shown) -> None:
    client.force_login(cast.supervisor)
    other = Measure.objects.get(policy_version=shown.policy_version, number="1")
    assert "建议单位" not in desk(client, other)


def test_suggestions_cost_two_queries_once_learned(cast, shown, django_assert_num_queries) -> None:
    suggested_units(shown, cast.jurisdiction)
    with django_assert_num_queries(2):
        suggested_units(shown, cast.jurisdiction)
