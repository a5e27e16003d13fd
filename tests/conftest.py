"""Fixtures every test may ask for."""

import hashlib
from typing import Any

import pytest

from tests import servers
from tests.cast import Cast, make_cast

# characters of a value that a test may be named by
LONGEST_NAME = 200
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_make_parametrize_id(config: pytest.Config, val: Any, argname: str) -> str | None:
    """Name a long value by its size and digest: a file of 30 MB as a name costs every report minutes."""
    if not isinstance(val, (str, bytes)) or len(val) <= LONGEST_NAME:
        return None
    data = val if isinstance(val, bytes) else val.encode("utf-8", "surrogatepass")
    return f"{argname}-{len(val)}-{hashlib.sha256(data).hexdigest()[:8]}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `pure` what touches no database: the second run, on PostgreSQL, has nothing to find there."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if not used & DATABASE_FIXTURES and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.pure)


@pytest.fixture
def cast(db) -> Cast:
    """The standing cast: two governments, units, and a person of every role."""
    return make_cast()


@pytest.fixture(scope="session")
def redis_url():
    """The URL of a real Redis: the one of this test run, else a private one."""
    with servers.redis() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url():
    """The URL of a real PostgreSQL in which databases may be made and dropped."""
    with servers.postgres() as url:
        yield url
