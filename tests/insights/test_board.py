"""The board: every figure is the number of rows behind it."""

from datetime import date

from insights.board import Board
from insights.onepage import OnePage
from tasks.models import TaskState
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)


def test_lights_are_counted_for_the_own_government_only(cast):
    make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 9, 1), issued_on=date(2025, 3, 1))
    make_task(cast.jurisdiction, lead=cast.co_unit, due_on=date(2026, 9, 1), issued_on=date(2025, 9, 10))
    make_task(cast.other_jurisdiction, lead=cast.stranger_unit, due_on=date(2025, 9, 1), issued_on=date(2025, 3, 1))
    counts = Board(cast.jurisdiction, TODAY).counts()
    assert (counts["red"], counts["green"], sum(counts.values())) == (1, 1, 2)


def test_the_trend_counts_what_was_past_its_date_on_each_day(cast):
    make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 9, 10), issued_on=date(2025, 3, 1))
    make_task(
        cast.jurisdiction,
        lead=cast.lead_unit,
        due_on=date(2025, 9, 10),
        issued_on=date(2025, 3, 1),
        state=TaskState.CLOSED,
        completed_on=date(2025, 9, 15),
    )
    days, values = Board(cast.jurisdiction, TODAY).trend()
    by_day = dict(zip(days, values, strict=True))
    assert len(days) == 30
    assert by_day[date(2025, 9, 10)] == 0
    assert by_day[date(2025, 9, 12)] == 2
    assert by_day[TODAY] == 1


def test_a_matter_of_two_units_counts_in_each_and_red_units_come_first(cast):
    make_task(cast.jurisdiction, lead=cast.other_unit, due_on=date(2026, 9, 1), issued_on=date(2025, 9, 10))
    make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1), issued_on=date(2025, 3, 1)
    )
    rows = Board(cast.jurisdiction, TODAY).by_unit()
    assert {row.name for row in rows[:2]} == {"市发展改革委", "市财政局"}
    assert rows[0].counts["red"] == 1
    assert rows[2].name == "市水利局"


def test_the_late_list_says_since_when_and_what_was_last_reported(cast):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 9, 1), issued_on=date(2025, 3, 1))
    part = task.assignments.get()
    make_report(part, date(2025, 7, 1), state="accepted", submitted_on=date(2025, 8, 4))
    [late] = Board(cast.jurisdiction, TODAY).late_tasks(10)
    assert (late.word, late.lead, late.last_report, late.last_urging) == ("逾期 17 天", "市发展改革委", "7月", "无")


def test_the_leaders_page_counts_each_late_matter_once_by_its_first_lead(cast):
    make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 15), issued_on=date(2025, 3, 1)
    )
    [row] = OnePage(cast.jurisdiction, TODAY).red_units()
    assert (row.name, row.open, row.late, row.change) == ("市发展改革委", 1, 1, 1)
