"""Working days: the State Council's notices, overrides, and years without a notice."""

from datetime import date

import pytest

from core.workdays import WorkCalendar

PLAIN = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 9, 28), True),  # a make-up Sunday
        (date(2025, 10, 1), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),  # a make-up Saturday
        (date(2026, 1, 1), False),
    ],
)
def test_days_follow_the_yearly_notice(day, working):
    assert PLAIN.is_working(day) is working
    assert not PLAIN.is_provisional(day)


def test_a_year_without_a_notice_is_the_plain_week_and_says_so():
    assert PLAIN.is_working(date(2031, 10, 1))
    assert PLAIN.is_provisional(date(2031, 10, 1))


def test_an_override_wins_and_is_not_provisional():
    calendar = WorkCalendar({date(2031, 10, 1): False})
    assert not calendar.is_working(date(2031, 10, 1))
    assert not calendar.is_provisional(date(2031, 10, 1))


def test_working_days_are_counted_from_the_day_after():
    assert PLAIN.add(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert PLAIN.add(date(2025, 10, 9), -1) == date(2025, 9, 30)
    assert PLAIN.between(date(2025, 9, 30), date(2025, 10, 9)) == 1
    assert PLAIN.between(date(2025, 10, 9), date(2025, 9, 30)) == 0
    assert PLAIN.on_or_before(date(2025, 10, 5)) == date(2025, 9, 30)
    assert PLAIN.on_or_after(date(2025, 10, 5)) == date(2025, 10, 9)


def test_a_calendar_without_any_working_day_is_an_error_and_no_endless_walk():
    class NeverWorking(WorkCalendar):
        def is_working(self, day: date) -> bool:
            return False

    with pytest.raises(ValueError, match="工作日历"):
        NeverWorking().on_or_after(date(2025, 1, 1))
