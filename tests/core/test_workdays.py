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


@pytest.mark.parametrize(
    ("first", "count", "words"),
    [
        (date(2025, 3, 13), 7, "自2025-03-13起7个工作日，扣除双休日4天，至2025-03-24"),
        (date(2025, 3, 31), 5, "自2025-03-31起5个工作日，扣除清明节3天，至2025-04-08"),
        (date(2025, 4, 25), 2, "自2025-04-25起2个工作日，扣除双休日1天，计入调休上班1天（2025-04-27），至2025-04-28"),
        (date(2025, 3, 13), 1, "自2025-03-13起1个工作日，至2025-03-14"),
        (date(2031, 9, 30), 3, "自2031-09-30起3个工作日，至2031-10-03（2031年放假安排未公布，为暂估）"),
    ],
)
def test_a_count_of_working_days_is_explained_in_words_and_ends_on_the_day_reckoned(first, count, words):
    assert PLAIN.explain(first, PLAIN.add(first, count)) == words


def test_a_day_set_by_the_government_itself_is_named_in_the_explanation():
    calendar = WorkCalendar({date(2025, 3, 14): False})
    assert calendar.explain(date(2025, 3, 13), date(2025, 3, 17)) == (
        "自2025-03-13起1个工作日，扣除本级放假1天、双休日2天，至2025-03-17"
    )
    assert PLAIN.explain(date(2025, 3, 13), date(2025, 3, 13)) == ""
