"""Fixtures of the outbox and its channels."""

import pytest

from tests.notifications.receiver import Receiver


@pytest.fixture
def receiver():
    """A web server that answers as told and keeps what it got."""
    server = Receiver()
    yield server
    server.close()
