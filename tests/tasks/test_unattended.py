"""People leave and nothing hangs in silence: the office and the administrators read what nobody works on."""

from datetime import date

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Membership
from accounts.services.people import set_active
from accounts.services.roles import end_role, hand_over
from tasks.unattended import unattended, why_of
from tests.cast import make_unit
from tests.factories.tasks import make_part, make_task

TODAY = date(2025, 9, 18)
API = "/api/v1/assignments/unattended/"


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def task(cast):
    return make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 12, 1))


def hanging(cast):
    return [(part.department.name, why_of(part)) for part in unattended(cast.supervisor, cast.jurisdiction)]


def test_a_part_hangs_when_its_units_last_person_leaves_and_no_more_once_somebody_takes_over(cast, task):
    assert hanging(cast) == []
    end_role(membership=Membership.objects.get(user=cast.co_clerk), on=TODAY, by=cast.administrator)
    assert hanging(cast) == [("市财政局", "nobody")]
    Membership.objects.create(
        user=cast.outsider, jurisdiction=cast.jurisdiction, department=cast.co_unit, role="clerk", valid_from=TODAY
    )
    assert hanging(cast) == []


def test_a_disabled_account_works_for_nobody(cast, task):
    set_active(person=cast.co_clerk, active=False, by=cast.administrator, reason="离职")
    assert hanging(cast) == [("市财政局", "nobody")]


def test_a_part_whose_signer_left_is_named_though_the_unit_has_others(cast, task):
    task.assignments.filter(department=cast.lead_unit).update(received_by=cast.clerk)
    assert hanging(cast) == []
    end_role(membership=Membership.objects.get(user=cast.clerk), on=TODAY, by=cast.administrator)
    assert hanging(cast) == [("市发展改革委", "left")]


def test_a_hand_over_leaves_the_unit_served(cast, task):
    hand_over(
        person=cast.co_clerk, successor=cast.outsider, jurisdiction=cast.jurisdiction, on=TODAY, by=cast.administrator
    )
    assert hanging(cast) == []


@pytest.mark.parametrize("fields", [{"state": "closed"}, {"state": "suspended"}, {"state": "drafted", "number": ""}])
def test_what_is_over_resting_or_not_issued_hangs_on_nobody(cast, fields):
    make_task(cast.jurisdiction, lead=cast.counties[0], **fields)
    assert hanging(cast) == []


def test_administrators_read_the_number_and_not_the_matter(client, cast):
    task = make_task(cast.jurisdiction, lead=cast.counties[0], title="内部事项", due_on=date(2025, 12, 1))
    make_task(cast.other_jurisdiction, lead=make_unit(cast.other_jurisdiction, "市规划局"), title="别处的事项")
    for user, title in ((cast.supervisor, True), (cast.leader, True), (cast.administrator, False)):
        client.force_login(user)
        text = client.get(reverse("tasks:unattended")).content.decode()
        assert task.number in text
        assert "单位没有联络员和负责人" in text
        assert ("内部事项" in text) == title
        assert "别处的事项" not in text
        api = APIClient()
        api.force_login(user)
        rows = api.get(API).json()["results"]
        assert [(row["number"], row["title"], row["why"]) for row in rows] == [
            (task.number, "内部事项" if title else None, "nobody")
        ]
    assert not unattended(cast.clerk, cast.jurisdiction).exists()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_report_takes_the_same_queries_for_one_row_and_for_twenty(client, cast, rows, django_assert_num_queries):
    task = make_task(cast.jurisdiction)
    for number in range(rows):
        make_part(task, make_unit(cast.jurisdiction, f"市第{number}局"), received_by=cast.clerk)
    client.force_login(cast.supervisor)
    client.get(reverse("tasks:unattended"))
    with django_assert_num_queries(8):
        client.get(reverse("tasks:unattended"))
