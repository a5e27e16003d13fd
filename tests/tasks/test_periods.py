"""Reporting periods: their bounds, names and days."""

from datetime import date

import pytest

from core.workdays import WorkCalendar
from tasks.periods import Period, periods, start_of

pytestmark = pytest.mark.pure
WORKED = WorkCalendar().on_or_after


def of(cadence, first, last, **more):
    return periods(cadence, first, last, day_of_month=5, next_working_day=WORKED, **more)


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        ("weekly", Period(date(2025, 9, 15), date(2025, 9, 21), "2025年第38周", date(2025, 9, 22))),
        # the 5th of October lies in the National Day week: the first working day after it
        ("monthly", Period(date(2025, 9, 1), date(2025, 9, 30), "2025年9月", date(2025, 10, 9))),
        ("quarterly", Period(date(2025, 7, 1), date(2025, 9, 30), "2025年第3季度", date(2025, 10, 9))),
        ("half_yearly", Period(date(2025, 7, 1), date(2025, 12, 31), "2025年下半年", date(2026, 1, 5))),
        ("yearly", Period(date(2025, 1, 1), date(2025, 12, 31), "2025年", date(2026, 1, 5))),
    ],
)
def test_the_period_of_today_is_there_from_its_first_day(cadence, expected):
    assert of(cadence, date(2025, 9, 18), date(2025, 9, 18)) == [expected]


def test_what_was_missed_in_the_meantime_is_caught_up():
    found = of("monthly", date(2025, 11, 20), date(2026, 2, 1))
    assert [one.label for one in found] == ["2025年11月", "2025年12月", "2026年1月", "2026年2月"]


def test_a_single_report_runs_to_the_matters_own_date():
    assert of("once", date(2025, 9, 1), date(2025, 9, 2), due_on=date(2025, 12, 31)) == [
        Period(date(2025, 9, 1), date(2025, 12, 31), "一次性报送", date(2025, 12, 31))
    ]
    assert of("once", date(2025, 9, 1), date(2025, 9, 2)) == []
    assert of("once", date(2025, 9, 1), date(2025, 9, 2), due_on=date(2025, 8, 1)) == []


def test_without_a_cadence_nothing_is_asked():
    assert of("none", date(2025, 9, 1), date(2026, 9, 1)) == []
    assert start_of("none", date(2025, 9, 1)) is None


def test_nothing_is_asked_before_the_matter_begins():
    assert of("monthly", date(2025, 9, 1), date(2025, 8, 31)) == []


def test_a_day_of_the_month_past_the_28th_stays_in_the_month():
    found = periods("monthly", date(2026, 1, 1), date(2026, 1, 1), day_of_month=31, next_working_day=lambda day: day)
    assert found[0].due_on == date(2026, 2, 28)
