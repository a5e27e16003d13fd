"""One run of the reminders of a government."""

from dataclasses import dataclass

from departments.models import Jurisdiction
from reminders.digest import send_digests
from reminders.planning import plan, supersede


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run did; `failures` names the people whose digest could not be written and why."""

    planned: int
    superseded: int
    digests: int
    failures: tuple[str, ...]


def remind(jurisdiction: Jurisdiction, *, by_hand: bool = False) -> Outcome:
    """Plan what is due, take back what is not true any more, write the digests; safe to run as often as one likes."""
    planned = plan(jurisdiction)
    superseded = supersede(jurisdiction)
    digests, failures = send_digests(jurisdiction, by_hand=by_hand)
    return Outcome(planned, superseded, digests, tuple(failures))
