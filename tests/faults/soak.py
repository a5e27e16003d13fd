"""Faults of all kinds, mixed by a seed, for as long as one likes: `python -m tests.faults.soak MINUTES [SEED]`.

Every round is a house of its own with a morning's digests; two or three faults strike while they leave. Then the mail
server's log and the database are asked what is lost, doubled and doubtful. The same seed strikes in the same order.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests import servers
from tests.faults.conftest import prepare
from tests.faults.house import LEASE, House, Postgres, Redis, Verdict, private_folder, wait_until

WORKERS = ("one", "two")


@dataclass
class Place:
    """A house under fault with its servers; on SQLite and the file broker it has none."""

    house: House
    postgres: Postgres | None
    redis: Redis | None


def kill_worker(place: Place, chance: random.Random) -> None:
    """Kill a worker at once; the supervisor starts it again."""
    process = place.house.processes[chance.choice(WORKERS)]
    process.kill()
    assert process.wait(20) == -signal.SIGKILL


def pause_worker(place: Place, chance: random.Random) -> None:
    """Stop a worker beyond its lease and let it go on."""
    process = place.house.processes[chance.choice(WORKERS)]
    process.send_signal(signal.SIGSTOP)
    stat = Path(f"/proc/{process.pid}/stat")
    wait_until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", "the worker to stand still", 10)
    time.sleep(LEASE + 1)
    process.send_signal(signal.SIGCONT)


def stop_beat(place: Place, chance: random.Random) -> None:
    """Let beat stand still for some ticks."""
    place.house.kept.discard("beat")
    process = place.house.processes["beat"]
    process.kill()
    process.wait(20)
    time.sleep(chance.uniform(1, 4))
    assert process.poll() is not None
    place.house.start_beat()


def flush_redis(place: Place, _chance: random.Random) -> None:
    """Empty the broker."""
    assert place.redis is not None
    assert place.redis.command("FLUSHALL") == "OK"


def kill_redis(place: Place, chance: random.Random) -> None:
    """Kill the broker without persistence and start it empty."""
    assert place.redis is not None
    place.redis.kill()
    assert place.redis.command("PING") == ""
    time.sleep(chance.uniform(0, 2))
    place.redis.start()


def stop_postgres(place: Place, chance: random.Random) -> None:
    """Stop the database at once and start it again."""
    assert place.postgres is not None
    place.postgres.stop_at_once()
    assert place.house.query("SELECT 1") == []
    time.sleep(chance.uniform(0, 2))
    place.postgres.start()


def mail_down(place: Place, chance: random.Random) -> None:
    """Kill the mail server and start it again."""
    process = place.house.processes["sink"]
    process.kill()
    process.wait(20)
    time.sleep(chance.uniform(0, 3))
    place.house.start_mail(delay=0.3)


def mail_later(place: Place, chance: random.Random) -> None:
    """Let the mail server say 451 to everybody for a while."""
    before = len(place.house.accepted())
    place.house.order(later_all=True)
    time.sleep(chance.uniform(1, 3))
    # two workers may have had one text each under way
    assert len(place.house.accepted()) <= before + 2, "nothing was taken meanwhile"
    place.house.order(delay=0.3)


Fault = Callable[[Place, random.Random], None]
EVERYWHERE: tuple[Fault, ...] = (kill_worker, pause_worker, stop_beat, mail_down, mail_later)
WITH_SERVERS: tuple[Fault, ...] = (*EVERYWHERE, flush_redis, kill_redis, stop_postgres)


@contextmanager
def ground() -> Iterator[tuple[Postgres, Path, list[Any]]]:
    """Yield a cluster with a filled template, a filled SQLite file, and the rows of a run without any fault."""
    with ExitStack() as stack:
        folder, user = stack.enter_context(servers._private_folder())
        postgres = Postgres(folder, user)
        stack.callback(postgres.end)
        postgres.execute("CREATE DATABASE seeded")
        place = stack.enter_context(private_folder("duban-soak-"))
        (place / "var").mkdir()
        prepare(House(place, postgres.url("seeded"), ""))
        calm = House(place, "", "")
        prepare(calm)
        seeded = place / "seeded.sqlite3"
        shutil.copy(place / "var" / "duban.sqlite3", seeded)
        stack.callback(calm.stop)
        calm.start_mail()
        calm.run_by_hand()
        assert calm.is_settled(), "the run without a fault"
        yield postgres, seeded, calm.reminder_rows()


@contextmanager
def place_of(number: int, postgres: Postgres, seeded: Path) -> Iterator[Place]:
    """Yield the house of a round: by turns on PostgreSQL with Redis, and without any server."""
    with ExitStack() as stack:
        folder = stack.enter_context(private_folder("duban-soak-"))
        (folder / "var" / "queue").mkdir(parents=True)
        (folder / "var" / "queue-control").mkdir()
        if number % 2:
            shutil.copy(seeded, folder / "var" / "duban.sqlite3")
            place = Place(House(folder, "", ""), None, None)
        else:
            name = f"soak_{number}"
            postgres.execute(f"CREATE DATABASE {name} TEMPLATE seeded")
            redis = Redis(stack.enter_context(private_folder("duban-redis-")))
            stack.callback(redis.kill)
            place = Place(House(folder, postgres.url(name), redis.url), postgres, redis)
        stack.callback(place.house.stop)
        yield place


def _goes_on(house: House, seen: int) -> bool:
    return len(house.accepted()) > seen or house.is_settled()


def one_round(place: Place, chance: random.Random) -> tuple[list[str], Verdict]:
    """Let a morning's digests leave under two or three faults; returns what struck, and what the checker found."""
    house, struck = place.house, []
    house.start_mail(delay=0.3)
    house.start_beat()
    for name in WORKERS:
        house.start_worker(name, keep=True)
    known = WITH_SERVERS if place.redis else EVERYWHERE
    for fault in chance.sample(known, chance.randint(2, 3)):
        seen = len(house.accepted())
        house.until(partial(_goes_on, house, seen), "the next mail", 120)
        if house.is_settled():
            break
        fault(place, chance)
        struck.append(fault.__name__)
    house.order()
    house.until(house.is_settled, "everything to be sent", 180)
    return struck, house.check()


def main(minutes: float, seed: int) -> int:
    """Go round after round until the time is up; returns how many broke a promise."""
    until, number, broken = time.monotonic() + 60 * minutes, 0, 0
    totals: Counter[str] = Counter()
    print(f"soak: {minutes:g} minutes, seed {seed}")
    print(
        f"{'round':>5} {'broker':<9} {'missing':>7} {'copies':>6} {'unlisted':>8} {'unknown':>7} {'latest':>7}  faults"
    )
    with ground() as (postgres, seeded, calm_rows):
        while number == 0 or time.monotonic() < until:
            with place_of(number, postgres, seeded) as place:
                struck, found = one_round(place, random.Random(f"{seed}:{number}"))
                same = place.house.reminder_rows() == calm_rows
            holds = found.missing == found.stray == 0 and same and bool(struck) and found.messages == place.house.people
            broken += not holds
            totals.update(struck)
            print(
                f"{number:5d} {'redis' if place.redis else 'no-server':<9} {found.missing:7d} {found.duplicates:6d}"
                f" {found.stray:8d} {found.unknown:7d} {found.latest:6.1f}s  {', '.join(struck)}"
                f"{'' if holds else '   BROKEN'}",
                flush=True,
            )
            number += 1
    print("struck: " + ", ".join(f"{name} {count}" for name, count in sorted(totals.items())))
    print(f"none lost, no copy unlisted, one digest a person, the rows of a run without a fault: {number - broken} of"
          f" {number} rounds")  # fmt: skip
    return broken


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    sys.exit(1 if main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1) else 0)
