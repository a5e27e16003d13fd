"""What higher apps keep about a unit's part and what goes along with it: they register here when they are ready."""

from collections.abc import Callable, Collection

# how many waiting reminders there are by part
Count = Callable[[Collection[int]], dict[int, int]]
# takes back what waits for the people of parts that went over
TakeBack = Callable[[Collection[int]], int]
_counters: list[Count] = []
_takers: list[TakeBack] = []


def register(count: Count, take_back: TakeBack) -> None:
    """Let an app count what waits for a part, and take it back when the part goes over."""
    _counters.append(count)
    _takers.append(take_back)


def waiting_for(parts: Collection[int]) -> dict[int, int]:
    """Return by part how much waits to be said about it."""
    found: dict[int, int] = {}
    for count in _counters:
        for part, number in count(parts).items():
            found[part] = found.get(part, 0) + number
    return found


def take_back(parts: Collection[int]) -> int:
    """Take back what waits to be said about parts; what holds of the new part is planned anew."""
    return sum(take(parts) for take in _takers)
