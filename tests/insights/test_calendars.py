"""Four weeks ahead: what is due, what is off, what is made up."""

from datetime import date

import pytest

from core.workdays import WorkCalendar
from insights.calendars import four_weeks

pytestmark = pytest.mark.pure
TODAY = date(2025, 9, 18)


def cells():
    due = [date(2025, 9, 15), date(2025, 9, 25), date(2025, 9, 25), None]
    weeks = four_weeks(due, TODAY, WorkCalendar())
    assert [len(week) for week in weeks] == [7, 7, 7, 7]
    return {cell.day: cell for week in weeks for cell in week}


def test_weeks_start_on_monday_and_mark_today():
    found = cells()
    assert min(found) == date(2025, 9, 15)
    assert [day for day, cell in found.items() if cell.is_today] == [TODAY]


def test_days_past_count_as_late_and_days_ahead_as_due():
    found = cells()
    assert (found[date(2025, 9, 15)].late, found[date(2025, 9, 15)].count) == (1, 0)
    assert (found[date(2025, 9, 25)].late, found[date(2025, 9, 25)].count) == (0, 2)


def test_only_days_that_differ_from_the_plain_week_are_marked():
    found = cells()
    assert found[date(2025, 10, 1)].mark == "休"
    assert found[date(2025, 9, 28)].mark == "班"
    assert found[date(2025, 9, 20)].mark == ""
    assert found[date(2025, 10, 1)].label == "10/1"
