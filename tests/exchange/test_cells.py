"""Cells of a spreadsheet: dates are dates, nothing a person typed is run."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.cells import FORMULA_STARTS, cell

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_kept_as_text(text):
    assert cell(text) == f"'{text}"


@given(st.text())
def test_no_text_at_all_starts_a_formula(text):
    assert not str(cell(text)).startswith(FORMULA_STARTS)


def test_dates_numbers_and_answers_keep_their_kind():
    assert cell(date(2025, 9, 25)) == date(2025, 9, 25)
    assert cell(datetime(2025, 9, 25, 16, 30, tzinfo=UTC)) == datetime(2025, 9, 26, 0, 30)  # noqa: DTZ001 Shanghai time
    assert cell(Decimal("12.5")) == 12.5
    assert cell(True) == "是"
    assert cell(None) is None
