"""What a channel offers to the outbox, and the errors by which it says what became of a parcel."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from notifications.models import Endpoint

Gate = Callable[[], None]


class ChannelError(Exception):
    """A parcel was not delivered; the text is shown to people."""


class TemporaryError(ChannelError):
    """Not accepted now; to be tried again. `everybody` says that the far side would answer any parcel like this."""

    def __init__(self, text: str, *, everybody: bool = False) -> None:
        super().__init__(text)
        self.everybody = everybody


class PermanentError(ChannelError):
    """Refused for good: trying again would only be refused again."""


class OutcomeUnknownError(ChannelError):
    """The bytes left and the answer was lost: nobody knows whether the parcel was accepted."""


class LeaseLostError(ChannelError):
    """The gate is shut: another holder has the parcel now, this one sends and writes nothing."""


class NotAgainError(ChannelError):
    """The far side already has exactly this and must not get it twice."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: the rendered text, where to, and the number that makes a copy recognisable."""

    delivery_id: int
    mail_id: str
    address: str
    name: str
    subject: str
    text: str
    html: str
    link: str
    kind: str
    attempt: int
    endpoint: Endpoint | None = None


class Session(ABC):
    """One connection, used for a batch."""

    @abstractmethod
    def send(self, parcel: Parcel, gate: Gate) -> str:
        """Send one parcel; returns the hash of what was posted where the channel keeps one, else an empty text."""


class Channel(ABC):
    """One way out."""

    # how many parcels one lane may take in a minute, 0 for any number
    per_minute: int = 0

    @abstractmethod
    def session(self) -> AbstractContextManager[Session]:
        """Open a session; a far side that does not answer raises `TemporaryError(everybody=True)` on the first send."""
