"""The house under load: PostgreSQL, Redis, gunicorn, both kinds of workers and one beat, as deploy/systemd has them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests

from tests import servers

ROOT = Path(__file__).resolve().parents[2]
PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024
WAIT_SECONDS = 60


@dataclass
class House:
    """The address, the environment of its commands, and its processes by name."""

    url: str
    environment: dict[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"]

    def manage(self, *command: str) -> None:
        """Run a command of manage.py."""
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def inside(self, *command: str) -> str:
        """Run a part of `bench.load.inside` and return what it prints."""
        whole = [sys.executable, "-m", "bench.load.inside", *command]
        return subprocess.run(
            whole, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def memory(self) -> dict[str, int]:
        """Return the resident memory of each process with its children, in MB."""
        return {name: sum(map(_resident, _family(one.pid))) // 1024 for name, one in self.processes.items()}


@contextmanager
def running(folder: Path, *, web: int, senders: int, assignments: int) -> Iterator[House]:
    """Start everything on an empty database with the example government in it, and `assignments` rows of others."""
    with ExitStack() as stack:
        url, port = stack.enter_context(servers.postgres()), servers.free_port()
        _make_database(url)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "duban.settings.dev",
            "DATABASE_URL": url.rsplit("/", 1)[0] + "/load",
            "REDIS_URL": stack.enter_context(servers.redis()),
            "DUBAN_VAR": str(folder),
            "DUBAN_API_RATE": "",
            "LOG_LEVEL": "WARNING",
        }
        house = House(f"http://127.0.0.1:{port}", environment, {})
        house.manage("migrate", "--verbosity", "0")
        more = ["--governments", "3", "--policies", "200", "--units", "60"]
        house.manage("generate_scale", "--assignments", str(assignments), *more)
        house.manage("make_example")
        commands = {
            "web": [
                "gunicorn", "duban.wsgi:application", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
                "--workers", str(web), "--threads", "8", "--timeout", "60", "--keep-alive", "75",
            ],
            "worker": _worker("default,delivery", senders, "delivery"),
            "worker-bulk": _worker("import,export", 1, "bulk"),
            "beat": ["celery", "--app", "duban", "beat", "--loglevel", "warning", "--pidfile="],
        }  # fmt: skip
        with (folder / "processes.log").open("wb") as log:
            try:
                for name, command in commands.items():
                    house.processes[name] = subprocess.Popen(
                        [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=log, stderr=log
                    )
                _wait_for(house)
                yield house
            finally:
                for process in house.processes.values():
                    process.terminate()
                for process in house.processes.values():
                    try:
                        process.wait(30)
                    except subprocess.TimeoutExpired:
                        process.kill()
                        process.wait()


def _make_database(url: str) -> None:
    """Make the database; a cluster that listens may still be starting up."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE load")
                return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _worker(queues: str, concurrency: int, name: str) -> list[str]:
    return [
        "celery", "--app", "duban", "worker", "--queues", queues, "--concurrency", str(concurrency),
        "--hostname", f"{name}@%h", "--loglevel", "warning", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def _wait_for(house: House) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{house.url}/healthz", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.3)
    raise RuntimeError("the web process does not answer")


def _family(pid: int) -> list[int]:
    """Return a process and all that come from it."""
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [one for child in listed.read_text().split() for one in _family(int(child))]
    return found


def _resident(pid: int) -> int:
    """Return what a process holds in memory, in KB; 0 for one that has just ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KB
    except (FileNotFoundError, ProcessLookupError):
        return 0
