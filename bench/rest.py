"""CPU of REST pages against bare twins in one run: `make bench-rest`, `python -m bench.rest --assignments 1000000`.

Starts its own PostgreSQL, fills it with `generate_scale`, and asks one gunicorn for the real page and its bare twin in
turns (rounds interleaved), with 1 and with 8 clients. The figure is CPU milliseconds a request, read from /proc of the
workers; the time beside it. Prints a table, writes JSON, and ends with 1 where a ratio is above its threshold.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
ROUNDS = 10


@dataclass(frozen=True)
class Ask:
    """One request: method, address, headers and body."""

    method: str
    address: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass
class Pair:
    """A page and its bare twin, and how many times the twin's CPU it may take; the requests come one after another."""

    name: str
    limit: float
    real: Callable[[], list[Ask]]
    bare: Callable[[], list[Ask]]


def main() -> int:
    """Measure everything; return 1 where a threshold is passed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--assignments", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=200)
    options.add_argument("--json", type=Path, default=ROOT / "var" / "bench-rest.json")
    chosen = options.parse_args()
    from tests import servers

    with servers.postgres() as url, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "bench.rest_settings",
            "DATABASE_URL": _database(url),
            "DUBAN_VAR": folder,
        }
        _manage("migrate", "--verbosity", "0")
        _manage("generate_scale", "--assignments", str(chosen.assignments))
        import django

        django.setup()
        from bench.rest_ledger import ledger_figures
        from bench.rest_pairs import pairs

        figures: list[dict[str, Any]] = []
        with gunicorn(servers.free_port()) as (port, master):
            for pair in pairs(chosen.requests):
                for clients in (1, 8):
                    figures.append(measure(pair, port, master, clients, chosen.requests))
                    _line(figures[-1])
        figures += ledger_figures()
    chosen.json.parent.mkdir(exist_ok=True)
    chosen.json.write_text(
        json.dumps({"assignments": chosen.assignments, "figures": figures}, ensure_ascii=False, indent=1)
    )
    failed = [one["name"] for one in figures if not one["ok"]]
    print(f"超出：{'、'.join(failed)}" if failed else "全部在限内")
    return 1 if failed else 0


def measure(pair: Pair, port: int, master: int, clients: int, requests: int) -> dict[str, Any]:
    """Return CPU and time of the page and of its twin, in turns."""
    sides = {"real": pair.real(), "bare": pair.bare()}
    spent = {name: [0.0, 0.0, 0] for name in sides}
    turns = {name: cycle(asked) for name, asked in sides.items()}
    per_round = max(1, requests // ROUNDS)
    with ThreadPoolExecutor(clients) as pool:
        for name, asked in turns.items():
            _run(pool, port, [next(asked) for _ in range(4)], expect_any=name == "real" and pair.limit >= 3)
        for _ in range(ROUNDS):
            for name, asked in turns.items():
                before, start = _cpu(master), time.monotonic()
                _run(pool, port, [next(asked) for _ in range(per_round)])
                spent[name][0] += _cpu(master) - before
                spent[name][1] += time.monotonic() - start
                spent[name][2] += per_round
    cpu = {name: 1000 * seconds / count for name, (seconds, _, count) in spent.items()}
    wall = {name: 1000 * seconds / count for name, (_, seconds, count) in spent.items()}
    ratio = cpu["real"] / cpu["bare"]
    return {
        "name": pair.name, "clients": clients, "cpu_ms": cpu, "ms": wall, "ratio": ratio, "limit": pair.limit,
        "n": spent["real"][2], "ok": ratio <= pair.limit,
    }  # fmt: skip


def _run(pool: ThreadPoolExecutor, port: int, asked: list[Ask], *, expect_any: bool = False) -> None:
    def one(ask: Ask) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(ask.method, ask.address, body=ask.body.encode() if ask.body else None, headers=ask.headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status >= 400 and not expect_any:
            raise RuntimeError(f"{ask.method} {ask.address}: {answer.status} {said[:300]!r}")

    list(pool.map(one, asked))


def _cpu(master: int) -> float:
    """Return the CPU seconds that the workers of a gunicorn have spent."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for child in children:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


@contextmanager
def gunicorn(port: int) -> Iterator[tuple[int, int]]:
    """Yield the port and the master's id of a gunicorn of two workers."""
    command = [sys.executable, "-m", "gunicorn", "duban.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += [
        "--workers",
        "2",
        "--threads",
        "4",
        "--worker-class",
        "gthread",
        "--timeout",
        "120",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(300):
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _line(one: dict[str, Any]) -> None:
    cpu, wall = one["cpu_ms"], one["ms"]
    print(
        f"{one['name']}  {one['clients']} 个客户端  n={one['n']}  CPU {cpu['real']:.1f} / {cpu['bare']:.1f} ms"
        f"  耗时 {wall['real']:.1f} / {wall['bare']:.1f} ms  {one['ratio']:.2f} 倍（限 {one['limit']}）",
        flush=True,
    )


def _manage(*words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True)


def _database(url: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench_rest")
    return url.rsplit("/", 1)[0] + "/bench_rest"


if __name__ == "__main__":
    sys.exit(main())
