"""A house of real processes: database, broker, mail server, beat, workers; started, killed, paused and questioned.

The questions are asked of the mail server's log and of the database by plain SQL, never of the program under test.
"""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from core import clock
from tests import servers
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 18
DAY = "2025-12-01"
LEASE = 3


class Postgres:
    """A private cluster that may be stopped at once and started again."""

    def __init__(self, folder: Path, user: dict[str, Any]) -> None:
        self.binaries, self.folder, self.user, self.port = servers._postgres_binaries(), folder, user, free_port()
        options = ["-U", "duban", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        command: list[Any] = [self.binaries / "initdb", "-D", folder / "data", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **user)
        self.process = self.start()

    def start(self) -> subprocess.Popen:
        """Start the cluster and wait until it answers."""
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder} -c fsync=off"
        )
        command: list[Any] = [self.binaries / "postgres", "-D", self.folder / "data", *options.split()]
        with (self.folder / "log").open("ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, **self.user)
        wait_until(self._answers, "PostgreSQL", 30)
        return self.process

    def stop_at_once(self) -> None:
        """Stop as in an immediate shutdown: no checkpoint, connections cut."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)

    def end(self) -> None:
        """Kill the cluster, whichever process it runs in now."""
        self.process.kill()
        self.process.wait(20)

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://duban@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """Run one administrative statement."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class Redis:
    """A private Redis without persistence that may be killed and started again empty."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process = self.start()

    @property
    def url(self) -> str:
        """Return the URL of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> subprocess.Popen:
        """Start the server and wait until it answers."""
        binary = servers._redis_binary()
        command: list[Any] = [
            binary,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            self.folder,
        ]
        with (self.folder / "redis.log").open("ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out)
        wait_until(lambda: self.command("PING").strip() == "PONG", "Redis", 20)
        return self.process

    def command(self, *words: str) -> str:
        """Send one command in the plain protocol and return the first line of the answer."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as link:
                link.sendall(" ".join(words).encode() + b"\r\n")
                return link.recv(4096).decode().lstrip("+:").splitlines()[0]
        except OSError:
            return ""

    def kill(self) -> None:
        """Kill at once; everything in it is gone."""
        self.process.kill()
        self.process.wait()


def wait_until(condition: Callable[[], Any], what: str, seconds: float = 60) -> float:
    """Wait for a condition; returns how long it took, fails with what was waited for."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > seconds:
            raise AssertionError(f"waited {seconds} s in vain for: {what}")
        time.sleep(0.05)
    return time.monotonic() - start


@dataclass(frozen=True)
class Verdict:
    """What the checker found."""

    missing: int
    duplicates: int
    unknown: int
    stray: int
    reminders: int
    messages: int
    latest: float


@dataclass
class House:
    """One database, one broker, one mail server, and the processes of Duban."""

    folder: Path
    database_url: str
    redis_url: str
    today: str = DAY
    people: int = PEOPLE
    started: float = field(default_factory=lambda: clock.real_now().timestamp())
    mail_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    restarts: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def environment(self, fault: str = "") -> dict[str, str]:
        """Return the environment of a process of Duban."""
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DUBAN_VAR": str(self.folder / "var"),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail_port),
            "EMAIL_TIMEOUT": "2",
            "DUBAN_TODAY": self.today,
            "DUBAN_LEASE_SECONDS": str(LEASE),
            "DUBAN_RETRY_SECONDS": "1",
            "DUBAN_FAULT": fault,
            "DUBAN_FAULT_MARK": str(self.mark),
            "PYTHONWARNINGS": "ignore",
        }

    @property
    def mark(self) -> Path:
        """Return the file that proves that the fault struck."""
        return self.folder / "struck"

    def start(self, name: str, command: list[str], *, fault: str = "", keep: bool = False) -> subprocess.Popen:
        """Start a process; `keep` starts it again when it dies, as the supervisor or systemd would."""
        with (self.folder / f"{name}.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=self.environment(fault), stdout=out, stderr=out
            )
        self.processes[name] = process
        self.faults[name] = fault
        if keep:
            self.kept.add(name)
        return process

    def start_mail(self, **orders: Any) -> None:
        """Start the mail server with its orders."""
        self.order(**orders)
        self.start("sink", ["tests.faults.sink", str(self.mail_port), str(self.folder)])

    def order(self, **orders: Any) -> None:
        """Give the mail server new orders."""
        fresh = self.folder / "orders.new"
        fresh.write_text(json.dumps(orders), encoding="utf-8")
        fresh.replace(self.folder / "orders.json")

    def start_beat(self, name: str = "beat") -> None:
        """Start a beat with ticks of one second."""
        self.start(name, ["celery", "-A", "duban", "--quiet", "beat", "-l", "warning", "--pidfile="], keep=True)

    def start_worker(self, name: str = "worker", *, fault: str = "", keep: bool = False) -> subprocess.Popen:
        """Start a worker of one process for all queues."""
        quiet = ["--without-gossip", "--without-mingle", "--loglevel", "warning"]
        options = ["--pool", "solo", "--queues", "default,delivery", *quiet]
        command = ["celery", "-A", "duban", "--quiet", "worker", "--hostname", f"{name}@fault", *options]
        return self.start(name, command, fault=fault, keep=keep)

    def run_by_hand(self, *, wait: bool = True, today: str = "") -> None:
        """Run `plan_reminders --wet-run` on a day."""
        self.today = today or self.today
        process = self.start(f"hand-{self.today}-{len(self.processes)}", ["django", "plan_reminders", "--wet-run"])
        if wait:
            assert process.wait(60) == 0

    def tend(self) -> None:
        """Start again what died and is to be kept."""
        for name in list(self.kept):
            process = self.processes[name]
            if process.poll() is not None:
                self.restarts[name] += 1
                command = [str(part) for part in process.args[2:]]  # type: ignore[index]
                self.start(name, command, keep=True)

    def until(self, condition: Callable[[], Any], what: str, seconds: float = 60) -> float:
        """Wait for a condition while keeping the house alive."""

        def tended() -> Any:
            self.tend()
            return condition()

        return wait_until(tended, what, seconds)

    def stop(self) -> None:
        """Kill everything that this house started."""
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()

    def log(self, name: str) -> str:
        """Return what a process said."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database; an outage is an empty answer."""
        if self.database_url:
            try:
                with psycopg.connect(self.database_url, connect_timeout=2, autocommit=True) as connection:
                    cursor = connection.execute(statement)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                return []
        with sqlite3.connect(self.folder / "var" / "duban.sqlite3", timeout=20) as plain:
            return plain.execute(statement).fetchall()

    def accepted(self) -> list[dict[str, Any]]:
        """Return what the mail server accepted, in order."""
        path = self.folder / "log.jsonl"
        if not path.exists():
            return []
        lines = path.read_text(encoding="utf-8").split("\n")
        return [json.loads(line) for line in lines[:-1]]

    def open_deliveries(self) -> int:
        """Return how many mails wait or are being sent."""
        ((count,),) = self.query(
            "SELECT COUNT(*) FROM notifications_delivery WHERE channel = 'email' AND state IN ('planned', 'claimed')"
        ) or [(-1,)]
        return int(count)

    def digests(self) -> int:
        """Return how many digests were written."""
        ((count,),) = self.query("SELECT COUNT(*) FROM notifications_message WHERE kind = 'digest'") or [(-1,)]
        return int(count)

    def is_settled(self, digests: int | None = None) -> bool:
        """Say whether every digest was written and every mail is settled."""
        return self.digests() == (self.people if digests is None else digests) and self.open_deliveries() == 0

    def reminder_rows(self) -> list[tuple[Any, ...]]:
        """Return the keys of all reminders, sorted."""
        return sorted(
            (row[0], row[1], str(row[2]), row[3])
            for row in self.query("SELECT recipient_id, step, occurrence_on, due_version FROM reminders_reminder")
        )

    def check(self, *, expected: set[str] | None = None) -> Verdict:
        """Compare what was promised with what the mail server accepted and the database holds."""
        accepted = self.accepted()
        wanted = expected if expected is not None else {f"p{n}@yunzhou.example" for n in range(self.people)}
        copies = Counter(entry["id"] for entry in accepted)
        rows = self.query("SELECT mail_id, unknown_at FROM notifications_delivery WHERE channel = 'email'")
        doubtful = {mail_id for mail_id, unknown_at in rows if unknown_at is not None}
        doubled = {mail_id for mail_id, count in copies.items() if count > 1}
        return Verdict(
            missing=len(wanted - {entry["to"] for entry in accepted}),
            duplicates=sum(count - 1 for count in copies.values()),
            unknown=len(doubtful),
            stray=len({entry["to"] for entry in accepted} - wanted) + len(doubled - doubtful),
            reminders=len(self.reminder_rows()),
            messages=self.digests(),
            latest=max((entry["at"] for entry in accepted), default=self.started) - self.started,
        )


@contextmanager
def private_folder(prefix: str) -> Iterator[Path]:
    """Yield a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
