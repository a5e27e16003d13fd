"""The workbench's rows: what a unit must do, why, by when, and the verb that does it."""

from datetime import date

import pytest

from core.workdays import WorkCalendar
from insights.todo import Workload, describe_day
from tasks.models import ReportState, Urging, UrgingLevel
from tests.factories.tasks import at, make_report, make_task

TODAY = date(2025, 9, 18)


@pytest.fixture
def load(cast):
    """The lead unit's workload on 18 September 2025."""
    return lambda unit=None, user=None: Workload(
        user=user or cast.clerk,
        jurisdiction=cast.jurisdiction,
        department_ids=[(unit or cast.lead_unit).pk],
        today=TODAY,
    )


@pytest.fixture
def task(cast):
    return make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 12, 31), issued_on=date(2025, 3, 3)
    )


def test_a_report_that_was_not_sent_in_time_comes_first_and_is_red(load, task):
    make_report(task.assignments.get(is_first_lead=True), date(2025, 8, 1), due_on=date(2025, 9, 15))
    [row] = load().today_rows
    assert (row.light, row.word, row.verb) == ("red", "月报逾期 3 天", "填报")
    assert row.day.overdue_days == 3


def test_a_returned_report_says_why_and_asks_for_a_supplement(load, task):
    part = task.assignments.get(is_first_lead=True)
    make_report(part, date(2025, 8, 1), state=ReportState.RETURNED, return_reason="未附清单", due_on=date(2025, 9, 19))
    [row] = load().today_rows
    assert (row.light, row.word, row.verb, row.asked) == ("yellow", "退回补报", "补报", "退回意见：未附清单")


def test_an_urging_waits_until_it_is_answered(load, task, cast):
    part = task.assignments.get(is_first_lead=True)
    urging = Urging.objects.create(
        assignment=part, number=2, level=UrgingLevel.BLUE, text="请说明批次", issued_at=at(TODAY), term_on=TODAY
    )
    [row] = load().today_rows
    assert (row.word, row.verb) == ("催办第2号", "回复")
    urging.replied_at = at(TODAY)
    urging.save()
    assert load().today_rows == []


def test_reports_ahead_stand_in_one_group_by_their_nearest_day(load, task, cast):
    other = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 12, 31))
    for each in (task, other):
        make_report(each.assignments.get(is_first_lead=True), date(2025, 9, 1), due_on=date(2025, 9, 25))
    make_report(task.assignments.get(is_first_lead=True), date(2025, 10, 1), due_on=date(2025, 10, 25))
    nearest, rows = load().next_group
    assert nearest == date(2025, 9, 25)
    assert len(rows) == 2
    assert load().today_rows == []


def test_another_units_duties_are_not_mine(load, task, cast):
    make_report(task.assignments.get(is_first_lead=True), date(2025, 8, 1), due_on=date(2025, 9, 15))
    assert load(unit=cast.co_unit, user=cast.co_clerk).today_rows == []


def test_a_colleagues_draft_shows_who_holds_it(load, task, cast):
    part = task.assignments.get(is_first_lead=True)
    make_report(part, date(2025, 9, 1), state=ReportState.DRAFT, drafted_by=cast.head, due_on=date(2025, 9, 25))
    _, [row] = load().next_group
    assert row.asked == "9月进展，草稿，市发展改革委负责人在写"
    assert row.verb == "续填"


@pytest.mark.pure
def test_overdue_counts_calendar_days_and_remaining_counts_working_days():
    calendar = WorkCalendar()
    assert describe_day(date(2025, 9, 15), TODAY, calendar).overdue_days == 3
    assert describe_day(date(2025, 9, 25), TODAY, calendar).working_days == 5
    assert describe_day(None, TODAY, calendar).on is None
    assert describe_day(date(2031, 3, 3), date(2031, 3, 1), calendar).provisional


def test_the_workload_costs_the_same_for_one_row_and_for_twenty(load, cast, django_assert_max_num_queries):
    for _ in range(20):
        each = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 12, 31))
        make_report(each.assignments.get(is_first_lead=True), date(2025, 8, 1), due_on=date(2025, 9, 15))
    with django_assert_max_num_queries(7):
        assert len(load().today_rows) == 20
