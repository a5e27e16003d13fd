"""How the office writes days, quantities and what is left."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from core import words


@pytest.fixture(autouse=True)
def _a_day_in_september(settings):
    settings.DUBAN_TODAY = ""
    with time_machine.travel(datetime(2025, 9, 18, 2, 42, tzinfo=UTC), tick=False):
        yield


def test_a_day_of_this_year_needs_no_year():
    assert words.day(date(2025, 9, 25)) == "9月25日"


def test_a_day_of_another_year_names_it():
    assert words.day(date(2026, 1, 5)) == "2026年1月5日"


def test_the_year_is_the_offices_when_the_clock_is_moved(settings):
    settings.DUBAN_TODAY = "2026-01-05"
    assert words.day(date(2026, 9, 25)) == "9月25日"
    assert words.day(date(2025, 9, 25)) == "2025年9月25日"


def test_a_moment_is_read_in_shanghai():
    evening = datetime(2025, 9, 18, 16, 30, tzinfo=UTC)
    assert words.day(evening) == "9月19日"
    assert words.minute(evening) == "00:30"
    assert words.stamp(evening) == "9月19日 00:30"


def test_no_date_is_undecided_and_no_moment_a_dash():
    assert [words.day(None), words.long_day(None), words.iso_day(None), words.stamp(None)] == ["未定"] * 3 + ["—"]


def test_ledgers_write_iso_and_heads_the_weekday():
    assert words.iso_day(date(2025, 9, 5)) == "2025-09-05"
    assert words.weekday(date(2025, 9, 18)) == "星期四"


@pytest.mark.parametrize(
    ("value", "classifier", "written"),
    [
        (1006, "件", "1,006 件"),
        (Decimal("296.40"), "亿元", "296.4 亿元"),
        (78, "%", "78%"),
        (Decimal("100"), "件", "100 件"),
        (0, "件", "0 件"),
    ],
)
def test_a_quantity_has_a_space_before_its_classifier_and_none_before_a_per_cent_sign(value, classifier, written):
    assert words.quantity(value, classifier) == written


def test_a_change_always_carries_its_sign():
    assert [words.signed(4), words.signed(-2), words.signed(0)] == ["+4", "−2", "0"]


def test_overdue_counts_days_and_what_remains_working_days():
    assert words.left(overdue_days=3) == "逾期 3 天"
    assert words.left(working_days=5) == "剩 5 个工作日"
    assert words.left(working_days=0) == "今天到期"
    assert words.left(working_days=70, provisional=True) == "剩 70 个工作日（暂估）"
    assert words.left() == ""


def test_a_files_size_is_readable():
    assert [words.file_size(12), words.file_size(49152), words.file_size(1258291)] == ["1 KB", "48 KB", "1.2 MB"]
