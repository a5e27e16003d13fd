"""The timeline: bars where the dates are, the same in words and as a table."""

from datetime import date

import pytest
from django.urls import reverse

from insights.timeline import LEFT, WIDTH, Span, timeline
from tests.factories.policies import make_policy
from tests.factories.tasks import make_task

TODAY = date(2025, 9, 18)


def span(pk=1, due_on=date(2025, 12, 31), **more):
    values = {
        "id": pk, "number": f"云督2025-{pk:04d}", "title": "修路", "lead": "市交通运输局",
        "light": "green", "word": "正常",
        "issued_on": date(2025, 3, 1), "original_due_on": due_on, "due_on": due_on, "completed_on": None,
    } | more  # fmt: skip
    return Span(**values)


def test_a_bar_runs_from_issue_to_deadline_within_the_drawing():
    drawn = timeline([span()], today=TODAY)
    assert drawn is not None
    [bar] = drawn.bars
    assert bar.x == LEFT
    assert LEFT < bar.x + bar.width <= WIDTH
    assert bar.original_x is None
    assert drawn.today_x is not None
    assert bar.x < drawn.today_x < bar.x + bar.width


def test_an_extended_deadline_shows_the_original_one_and_completion_its_day():
    drawn = timeline([span(original_due_on=date(2025, 8, 31), completed_on=date(2025, 9, 10))], today=TODAY)
    assert drawn is not None
    [bar] = drawn.bars
    marks = [bar.original_x, bar.done_x, bar.due_x]
    assert None not in marks
    assert marks == sorted(marks, key=lambda x: x or 0)


def test_matters_stand_by_deadline_and_those_without_one_last():
    drawn = timeline([span(1, None), span(2, date(2026, 1, 1)), span(3, date(2025, 10, 1))], today=TODAY)
    assert drawn is not None
    assert [bar.span.id for bar in drawn.bars] == [3, 2, 1]
    assert "3 件事项，2 件有期限" in drawn.said
    assert "最近的期限 2025年10月1日" in drawn.said


def test_a_validity_of_many_years_does_not_press_the_bars_into_a_corner():
    near = timeline([span()], today=TODAY, expires_on=date(2026, 3, 1))
    far = timeline([span()], today=TODAY, expires_on=date(2035, 1, 1))
    assert near is not None
    assert far is not None
    assert near.end_x is not None
    assert far.end_x is None


@pytest.mark.parametrize("years", [1, 3, 10, 60])
def test_the_months_have_room_for_their_words(years):
    drawn = timeline([span(issued_on=date(2025 - years, 1, 1))], today=TODAY)
    assert drawn is not None
    assert 1 <= len(drawn.ticks) <= 15


def test_without_any_date_there_is_nothing_to_draw():
    assert timeline([], today=TODAY) is None
    assert timeline([span(due_on=None, issued_on=None)], today=TODAY) is None


def test_the_page_draws_and_lists_what_the_reader_may_see(client, cast, settings):
    settings.DUBAN_TODAY = TODAY.isoformat()
    policy = make_policy(cast.jurisdiction)
    make_task(cast.jurisdiction, lead=cast.lead_unit, policy=policy, title="修路", due_on=date(2025, 12, 31))
    make_task(cast.jurisdiction, lead=cast.co_unit, policy=policy, title="架桥", due_on=date(2025, 11, 30))
    address = reverse("insights:timeline", args=[policy.pk])
    client.force_login(cast.supervisor)
    page = client.get(address).content.decode()
    assert "<svg" in page
    assert 'role="img"' in page
    assert page.index("架桥") < page.index("修路")
    client.force_login(cast.clerk)
    assert "架桥" not in client.get(address).content.decode()
