"""What `make test` runs: every pass with its servers, and closing lines that say what ran where.

python -m tests.run            unit, database and job tests on SQLite and on PostgreSQL, Redis, browser
python -m tests.run --full     the same with everything marked slow
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import servers

CHROMIUM = Path("/usr/bin/chromium")


@dataclass
class Pass:
    """One run of pytest: its name for people, what it selects and where it runs."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()
    may_be_empty: bool = False


def run(one: Pass) -> None:
    """Run one pass and fill in its counts from the report pytest writes."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *one.arguments]
        print(f"\n== {one.name}: pytest {' '.join(one.arguments)}", flush=True)
        code = subprocess.run(command, env={**os.environ, **one.environment}, check=False).returncode
        if report.exists():
            _read(one, report)
    if code not in (0, 5) and not one.failed:
        one.failed = 1
    if not one.passed and not one.failed and not one.may_be_empty:
        one.failed, one.reasons = 1, ("没有运行任何测试",)
    one.seconds = time.monotonic() - started


def _read(one: Pass, report: Path) -> None:
    suite = ET.parse(report).getroot().find("testsuite")
    assert suite is not None, "pytest wrote a report without a suite"
    total, bad = int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    one.skipped = int(suite.get("skipped", 0))
    one.failed, one.passed = bad, total - bad - one.skipped
    messages = (node.get("message", "") for node in suite.iter("skipped"))
    one.reasons = tuple(sorted(set(filter(None, messages))))


def passes(*, full: bool, only: str, postgres_url: str, redis_url: str) -> list[Pass]:
    """Return the passes in order; the servers are private to this run."""
    slow = [only] if only else [] if full else ["not slow"]
    both = {"DUBAN_TEST_REDIS_URL": redis_url, "DUBAN_TEST_POSTGRES_URL": postgres_url}
    on_postgres = {**both, "DATABASE_URL": postgres_url}

    def select(*words: str) -> list[str]:
        return ["-q", "-m", " and ".join([*words, *slow]) or "not nothing"]

    found = [
        Pass("SQLite", [*select("not browser", "not postgres", "not servers"), "-n", "2"], both),
        Pass("PostgreSQL", [*select("not browser", "not servers", "not pure"), "-n", "2"], on_postgres),
        Pass("真实进程（Redis、PostgreSQL、SMTP）", select("servers"), both),
    ]
    if CHROMIUM.exists():
        found.append(Pass("浏览器（Chromium）", select("browser"), both))
    for one in found:
        one.may_be_empty = bool(only)
    return found


def main() -> int:
    """Run everything, print the closing lines, return 0 when all is green."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true")
    options.add_argument("--only", default="", choices=["", "slow"], help="with --full: what the short run left out")
    chosen = options.parse_args()
    with ExitStack() as stack:
        postgres_url = stack.enter_context(servers.postgres())
        redis_url = stack.enter_context(servers.redis())
        done = passes(full=chosen.full, only=chosen.only, postgres_url=postgres_url, redis_url=redis_url)
        for one in done:
            run(one)
    _close(done)
    return 1 if any(one.failed for one in done) else 0


def _close(done: list[Pass]) -> None:
    print()
    for one in done:
        print(f"{one.name}：通过 {one.passed}，失败 {one.failed}，跳过 {one.skipped}，{one.seconds:.0f} 秒")
        for reason in one.reasons:
            print(f"    跳过原因：{reason}")
    if not CHROMIUM.exists():
        print("浏览器：未运行，本机没有 Chromium（apt-get install chromium fonts-noto-cjk）")
    if not Path("../shared/samples").is_dir():
        print("真实样本：未运行，没有 ../shared")
    passed, failed, skipped = (sum(getattr(one, name) for one in done) for name in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")


if __name__ == "__main__":
    sys.exit(main())
