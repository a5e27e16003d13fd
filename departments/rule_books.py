"""What keeping dated rules needs to know of a family of them: the business has one book, the reminders another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from audit.context import Principal
from departments.models import Jurisdiction


class WrongValueError(ValueError):
    """A value that does not fit its rule, in words for the person."""


class RuleShape(Protocol):
    """One rule as people read and write it."""

    @property
    def label(self) -> str:
        """The rule's name."""

    @property
    def help(self) -> str:
        """What it decides."""

    def words(self, value: Any, /) -> str:
        """Return a value as people read it."""

    def check(self, value: Any, /) -> Any:
        """Return the value as it is stored; raise `WrongValueError` where it does not fit."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A family of rules: `app` begins the codes of errors and acts, `done` says what the old rules explain."""

    app: str
    shapes: Mapping[str, RuleShape]
    done: str
    may_keep: Callable[[object, Jurisdiction], bool]
    # raises NotPermitted; None is the system itself
    require: Callable[[Principal | None, Jurisdiction], None]
