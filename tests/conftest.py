"""Fixtures every test may ask for."""

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db) -> Cast:
    """The standing cast: two governments, units, and a person of every role."""
    return make_cast()
