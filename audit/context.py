"""Who acts, from where, under which request: set at the border (page, API, job, command), read by `record`."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from core.access import Access


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a token or the system itself, with the text frozen into the log."""

    id: int | None
    name: str
    unit_id: int | None = None
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """The frame of one request, job or command."""

    actor: Actor | None = None
    origin: str = ""
    request_id: str = ""


class Principal(Protocol):
    """Whoever acts through a service: what it may reach, and the text the log freezes. `accounts.User` is one."""

    @property
    def access(self) -> Access:
        """What the person may reach today."""
        ...

    @property
    def actor(self) -> Actor:
        """The person as the log freezes it."""
        ...


SYSTEM = Actor(id=None, name="系统")
_NOBODY = Context()
_current: ContextVar[Context] = ContextVar("audit_context", default=_NOBODY)


def current() -> Context:
    """Return the context in force."""
    return _current.get()


def new_request_id() -> str:
    """Return a request number that support can be told."""
    return uuid.uuid4().hex[:16]


@contextmanager
def acting(actor: Actor | None, *, origin: str, request_id: str = "") -> Iterator[Context]:
    """Let everything inside be recorded as done by `actor` from `origin`."""
    context = Context(actor, origin, request_id or new_request_id())
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
