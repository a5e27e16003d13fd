"""Callers of the small resource: a supervisor's session and tokens with scopes."""

import pytest
from rest_framework.test import APIClient

from accounts.tokens import issue_token


@pytest.fixture
def small_resource(settings) -> None:
    """Serve the small resource instead of the project's addresses."""
    settings.ROOT_URLCONF = "tests.core.api.resource"


@pytest.fixture
def with_token(cast, small_resource):
    """Return a client whose token carries the given scopes."""

    def make(*scopes: str, user=None) -> APIClient:
        _, clear_text = issue_token(user=user or cast.supervisor, name="试用", scopes=list(scopes))
        return APIClient(headers={"Authorization": f"Bearer {clear_text}"})

    return make


@pytest.fixture
def api(with_token):
    """A client that may read and write units."""
    return with_token("units:read", "units:write")
