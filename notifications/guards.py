"""The last look before a message leaves: the app that wrote it says whether it still holds.

The outbox knows no business app; an app registers a guard for its kind of message when it is ready.
"""

from collections.abc import Callable

from notifications.models import Message


class NoLongerTrueError(Exception):
    """Nothing of the message holds any more: it must not be sent. The text says why."""


Guard = Callable[[Message], Message]
_guards: dict[str, Guard] = {}


def register(kind: str, guard: Guard) -> None:
    """Let a guard look at every message of a kind; it returns the message as it must read now."""
    _guards[kind] = guard


def check(message: Message) -> Message:
    """Return the message as it must read now; raises `NoLongerTrueError`."""
    guard = _guards.get(message.kind)
    return guard(message) if guard else message
