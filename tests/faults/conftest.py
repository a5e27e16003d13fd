"""Houses for the fault tests, and the table at the end."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.faults.house import PEOPLE, ROOT, House, Postgres, Redis, Verdict, private_folder

TABLE: list[tuple[str, Verdict]] = []
BROKERS = ("no-server", "redis")


def prepare(house: House) -> None:
    """Migrate and fill the database of a house."""
    for command in (["django", "migrate", "--verbosity", "0"], ["tests.faults.seed", str(house.people)]):
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=house.environment(), check=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """A private PostgreSQL whose template database is migrated and filled."""
    with servers._private_folder() as (folder, user):
        postgres = Postgres(folder, user)
        postgres.execute("CREATE DATABASE seeded")
        with private_folder("duban-seed-") as place:
            (place / "var").mkdir()
            prepare(House(place, postgres.url("seeded"), ""))
        yield postgres
        postgres.process.terminate()
        postgres.process.wait(20)


@pytest.fixture(scope="session")
def seeded_sqlite() -> Iterator[Path]:
    """A migrated and filled SQLite file to copy."""
    with private_folder("duban-seed-") as place:
        (place / "var").mkdir()
        prepare(House(place, "", ""))
        yield place / "var" / "duban.sqlite3"


@pytest.fixture(scope="session")
def calm_rows(seeded_sqlite: Path) -> list[tuple[Any, ...]]:
    """The reminders of a run without any fault; people and matters have the same numbers in every database."""
    with private_folder("duban-calm-") as folder:
        (folder / "var").mkdir()
        shutil.copy(seeded_sqlite, folder / "var" / "duban.sqlite3")
        house = House(folder, "", "")
        house.start_mail()
        try:
            house.run_by_hand()
            assert house.is_settled()
            return house.reminder_rows()
        finally:
            house.stop()


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    """A private Redis that the test may kill."""
    with private_folder("duban-redis-") as folder:
        server = Redis(folder)
        yield server
        server.kill()


@pytest.fixture
def make_house(request: pytest.FixtureRequest) -> Iterator[Callable[[str], House]]:
    """Build houses: `no-server` is SQLite with the file broker, `redis` PostgreSQL with Redis."""
    with ExitStack() as stack:
        count = 0

        def build(broker: str) -> House:
            nonlocal count
            count += 1
            folder = stack.enter_context(private_folder("duban-fault-"))
            (folder / "var" / "queue").mkdir(parents=True)
            (folder / "var" / "queue-control").mkdir()
            if broker == "redis":
                cluster: Postgres = request.getfixturevalue("cluster")
                name = f"fault_{os.getpid()}_{abs(hash(request.node.name)) % 10**8}_{count}"
                cluster.execute(f"CREATE DATABASE {name} TEMPLATE seeded")
                house = House(folder, cluster.url(name), request.getfixturevalue("redis_server").url)
            else:
                house = House(folder, "", "")
                shutil.copy(request.getfixturevalue("seeded_sqlite"), folder / "var" / "duban.sqlite3")
            stack.callback(house.stop)
            stack.callback(_show_logs, request, house)
            return house

        yield build


def _show_logs(request: pytest.FixtureRequest, house: House) -> None:
    report = getattr(request.node, "rep_call", None)
    if report is not None and report.failed:
        for name in house.processes:
            print(f"--- {name}\n{house.log(name)[-3000:]}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Let fixtures know whether the test failed."""
    outcome = yield
    report = outcome.get_result()
    setattr(item, f"rep_{report.when}", report)


@pytest.fixture
def verdict(request: pytest.FixtureRequest) -> Callable[..., Verdict]:
    """Check a house, put it into the table, and insist on the promises that hold under every fault."""

    def judge(house: House, **options) -> Verdict:
        found = house.check(**options)
        TABLE.append((request.node.name.removeprefix("test_"), found))
        assert found.missing == 0, "a reminder was lost"
        assert found.stray == 0, "a copy nobody listed, or a mail nobody asked for"
        return found

    return judge


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of faults."""
    if not TABLE:
        return
    terminalreporter.section(f"faults ({PEOPLE} people each)")
    terminalreporter.write_line(f"{'fault':<78} missing  duplicates  unknown  latest")
    for name, row in TABLE:
        terminalreporter.write_line(
            f"{name:<78} {row.missing:7d} {row.duplicates:11d} {row.unknown:8d} {row.latest:6.1f}s"
        )
