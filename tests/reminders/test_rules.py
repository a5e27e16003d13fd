"""When what is reminded: dates against a calendar."""

from datetime import date, timedelta

import pytest

from core.workdays import WorkCalendar
from departments.rules import EXAMPLES
from reminders import rules

CALENDAR = WorkCalendar()


def window(today: date, days: int = 45) -> rules.Window:
    return rules.Window(CALENDAR, today - timedelta(days=days), today)


def occurrences(steps, anchor: date) -> dict[str, date]:
    return {step.name: step.occurrence_on for step in steps if step.anchor_on == anchor}


def test_a_due_date_is_reminded_ahead_on_the_shipped_days():
    found = occurrences(rules.due_steps(window(date(2025, 12, 31)), EXAMPLES), date(2025, 12, 31))
    assert found == {
        "due-30": date(2025, 12, 1),
        "due-15": date(2025, 12, 16),
        "due-7": date(2025, 12, 24),
        "due-3": date(2025, 12, 26),  # the 28th is a Sunday
        "due-1": date(2025, 12, 30),
        "due-0": date(2025, 12, 31),
    }


def test_what_is_said_ahead_moves_to_the_working_day_before_a_long_holiday():
    found = occurrences(rules.due_steps(window(date(2025, 10, 9)), EXAMPLES), date(2025, 10, 8))
    assert found["due-1"] == found["due-0"] == date(2025, 9, 30)


def test_a_make_up_saturday_is_a_day_like_any_other():
    found = occurrences(rules.due_steps(window(date(2025, 10, 11)), EXAMPLES), date(2025, 10, 11))
    assert found["due-0"] == date(2025, 10, 11)


def test_what_is_overdue_is_said_on_the_next_working_day_and_climbs_the_ladder():
    steps = [step for step in rules.due_steps(window(date(2025, 10, 31)), EXAMPLES) if "+" in step.name]
    found = occurrences(steps, date(2025, 10, 1))
    assert found["overdue+1"] == found["overdue+4"] == date(2025, 10, 9)
    assert found["overdue+16"] == date(2025, 10, 17)
    roles = {step.name: step.roles for step in steps if step.anchor_on == date(2025, 10, 1)}
    assert roles["overdue+1"] == ("clerk",)
    assert roles["overdue+2"] == ("clerk", "unit_head")
    assert roles["overdue+4"] == ("clerk", "unit_head", "supervisor")
    assert roles["overdue+16"] == ("clerk", "unit_head", "supervisor", "leader")


@pytest.mark.parametrize("builder", [rules.due_steps, rules.receipt_steps, rules.report_steps, rules.validity_steps])
def test_nothing_ever_falls_on_a_day_off_or_outside_the_window(builder):
    span = window(date(2025, 10, 20))
    steps = builder(span, EXAMPLES)
    assert steps
    assert all(CALENDAR.is_working(step.occurrence_on) and span.holds(step.occurrence_on) for step in steps)


@pytest.mark.parametrize("builder", [rules.due_steps, rules.receipt_steps, rules.report_steps, rules.validity_steps])
def test_runs_of_single_days_find_exactly_what_one_run_over_all_of_them_finds(builder):
    last = date(2025, 10, 20)
    at_once = {(s.name, s.anchor_on, s.occurrence_on) for s in builder(window(last, 60), EXAMPLES)}
    daily = {
        (s.name, s.anchor_on, s.occurrence_on)
        for n in range(61)
        for s in builder(window(last - timedelta(days=n), 0), EXAMPLES)
    }
    assert daily == at_once


def test_validity_is_reminded_in_months_and_days_and_names_the_decision():
    anchor = date(2025, 12, 31)
    half = [s for s in rules.validity_steps(window(date(2025, 6, 30)), EXAMPLES) if s.anchor_on == anchor]
    assert {step.name for step in half} == {"validity-6m", "evaluate-6m"}
    assert any("应组织评估" in step.reason for step in half)
    year_end = occurrences(rules.validity_steps(window(date(2026, 1, 8)), EXAMPLES), anchor)
    assert {"validity-1m", "submit-1m", "validity-30", "validity-7", "validity-1", "expired+1"} <= set(year_end)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2025, 12, 31), 6, date(2025, 6, 30)),
        (date(2025, 3, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 2, date(2023, 12, 29)),
    ],
)
def test_months_back_end_at_the_last_day_of_a_shorter_month(day, count, expected):
    assert rules.months_before(day, count) == expected


def test_what_waits_is_counted_in_working_days_and_goes_to_who_must_answer():
    steps = rules.waiting_steps(window(date(2025, 10, 10)), EXAMPLES, ("submitted", "forwarded"))
    found = {step.name: step for step in steps if step.anchor_on == date(2025, 9, 30)}
    assert found["submitted+1"].occurrence_on == date(2025, 10, 9)
    assert found["submitted+1"].roles == ("supervisor",)
    assert found["forwarded+1"].roles == ("leader",)


def test_a_moved_reminder_says_why():
    steps = rules.due_steps(window(date(2025, 9, 30)), EXAMPLES)
    told = next(s for s in steps if s.name == "due-1" and s.anchor_on == date(2025, 10, 8))
    assert told.reason == "时限2025年10月8日前1天（10月7日休息，提前到9月30日）"
