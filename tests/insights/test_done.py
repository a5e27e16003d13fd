"""我的办理记录: one's own acts by day, and nobody else's."""

from datetime import date

import pytest
from django.urls import reverse

from insights.board import Board
from tasks.models import TaskEvent
from tests.factories.tasks import at, make_task

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def task(cast):
    found = make_task(cast.jurisdiction, lead=cast.lead_unit, title="修路")
    for day, action, by in (
        (date(2025, 9, 17), "assignment.receive", cast.clerk),
        (date(2025, 9, 18), "report.submit", cast.clerk),
        (date(2025, 9, 18), "task.note", cast.supervisor),
    ):
        TaskEvent.objects.create(task=found, action=action, at=at(day), by=by, by_name=by.name)
    return found


def test_a_person_reads_the_own_acts_by_day_newest_first(client, cast, task):
    client.force_login(cast.clerk)
    page = client.get(reverse("insights:done")).content.decode()
    assert page.index("9月18日 星期四") < page.index("9月17日 星期三")
    assert "报送 1 次" in page
    assert "签收 1 次" in page
    assert "批注" not in page


def test_days_and_words_narrow_the_record(client, cast, task):
    client.force_login(cast.clerk)
    page = client.get(reverse("insights:done") + "?end=2025-09-17").content.decode()
    assert "签收 1 次" in page
    assert "报送 1 次" not in page
    assert "没有符合条件" in client.get(reverse("insights:done") + "?q=架桥").content.decode()
    assert (
        "不得早于起始日期" in client.get(reverse("insights:done") + "?start=2025-09-18&end=2025-09-01").content.decode()
    )


def test_the_board_words_every_act_of_the_history(cast, task):
    assert ("task.note", "批注", 1) in Board(cast.jurisdiction, TODAY).changes()
