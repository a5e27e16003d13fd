"""The kinds of long work: each app registers its own from `AppConfig.ready`, so that no app is known from below."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from work.models import Job
    from work.running import Steps

Handler = Callable[["Job", "Steps"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its word, the queue of its workers and, unless the app runs it by itself, its handler."""

    code: str
    label: str
    queue: str
    handler: Handler | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> Kind | None:
    """Return a kind, None for one whose app is gone."""
    return _kinds.get(code)


def label_of(code: str) -> str:
    """Return the word of a kind."""
    kind = _kinds.get(code)
    return kind.label if kind else code


def handled() -> list[str]:
    """Return the kinds that the sweep of this app brings to an end."""
    return [kind.code for kind in _kinds.values() if kind.handler is not None]
