"""Closing an answer that was not read to its end, without the connection that the test's transaction lives in."""

from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections


def close(answer: Any) -> None:
    """Close an answer as a server would; Django's test client does the same for answers that it reads itself."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
