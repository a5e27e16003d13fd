"""Planning, digests and delivery against bare twins in the same run: `python -m bench.planning`.

Starts its own PostgreSQL, fills it with a million open assignments, and prints the figures as a table:
planning against the bare INSERT … SELECT … ON CONFLICT DO NOTHING of the same rows, and a second run of each;
the digest run of 60 people over 100,000 waiting rows; 10,000 mails by 4 senders against 4 processes that loop over
`EmailMultiAlternatives.send` with the same texts and the same mail server; the memory of a sender.
Ends with an error when a figure misses the bound of the promise.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

# a Wednesday: nothing is moved to it from days off
DAY = date(2025, 12, 10)
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run everything that was asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", default=["planning", "digest", "delivery"])
    options.add_argument("--assignments", type=int, default=1_000_000)
    options.add_argument("--mails", type=int, default=10_000)
    chosen = options.parse_args()
    from tests import servers

    with servers.postgres() as url, tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.jsonl"
        os.environ |= {
            "BENCH_TABLE": str(table),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DUBAN_VAR": folder,
            "DUBAN_TODAY": DAY.isoformat(),
            "REDIS_URL": "",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(servers.free_port()),
        }
        for part in chosen.parts:
            os.environ["DATABASE_URL"] = _database(url, part)
            command = [sys.executable, "-m", "bench.planning_parts", part, str(chosen.assignments), str(chosen.mails)]
            subprocess.run(command, cwd=ROOT, check=True)
        rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    if not show(rows):
        raise SystemExit("a figure misses its bound")


def show(rows: list[dict[str, Any]]) -> bool:
    """Print the table of figures; says whether all bounds hold."""
    print(f"\n{'figure':<92} {'measured':>9}   bound")
    for row in rows:
        mark = "" if row["holds"] else "   MISSED"
        print(f"{row['figure']:<92} {row['value']:>9.2f} {row['sign']} {row['bound']:g}{mark}")
    return bool(rows) and all(row["holds"] for row in rows)


def _database(url: str, name: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE bench_{name}".encode())
    return url.rsplit("/", 1)[0] + f"/bench_{name}"


if __name__ == "__main__":
    main()
