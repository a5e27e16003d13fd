"""Asking without a trace: what a request wrote is taken back, and an answer not read to its end is closed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections, transaction


def close(answer: Any) -> None:
    """Close an answer as a server would; Django's test client does the same for answers that it reads itself."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


class Undone(Exception):  # noqa: N818 not an error: takes back what a request wrote
    """Raised to roll one request back."""


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside."""
    with suppress(Undone), transaction.atomic():
        yield
        raise Undone
