"""The one door to the time."""

from datetime import date

import pytest

from core import clock


def test_the_office_lives_on_the_day_it_is_told(settings):
    settings.DUBAN_TODAY = "2026-01-05"
    assert clock.today() == date(2026, 1, 5)
    assert clock.is_moved()
    assert abs((clock.real_now() - clock.now()).total_seconds()) > 86400


def test_an_example_may_stand_on_another_day_for_a_while():
    before = clock.today()
    with clock.standing_at(date(2024, 2, 29)):
        assert clock.today() == date(2024, 2, 29)
    assert clock.today() == before


def test_production_keeps_its_day(settings):
    settings.DUBAN_EXAMPLES_ALLOWED = False
    with pytest.raises(RuntimeError, match="生产环境"), clock.standing_at(date(2024, 2, 29)):
        clock.today()
