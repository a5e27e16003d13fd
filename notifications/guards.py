"""The last look before a message leaves: the app that wrote it says whether it still holds.

The outbox knows no business app; an app registers a guard for its kind of message when it is ready.
"""

from collections.abc import Callable, Sequence

from notifications.models import Message


class NoLongerTrueError(Exception):
    """Nothing of the message holds any more: it must not be sent. The text says why."""


Guard = Callable[[Message], Message]
Suspects = Callable[[Sequence[Message]], set[int]]
_guards: dict[str, tuple[Guard, Suspects]] = {}


def register(kind: str, guard: Guard, suspects: Suspects) -> None:
    """Let an app look at every message of a kind.

    `suspects` names in one query the messages of a batch of which something is not true any more; `guard` returns one
    of these as it must read now, or raises `NoLongerTrueError`.
    """
    _guards[kind] = (guard, suspects)


def suspected(messages: Sequence[Message]) -> set[int]:
    """Return the ids of the messages that have to be looked at one by one."""
    found: set[int] = set()
    for kind, (_, suspects) in _guards.items():
        own = [message for message in messages if message.kind == kind]
        found |= suspects(own) if own else set()
    return found


def check(message: Message) -> Message:
    """Return the message as it must read now; raises `NoLongerTrueError`."""
    known = _guards.get(message.kind)
    return known[0](message) if known else message
