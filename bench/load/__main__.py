"""Run the load twice, quiet and while 1,000 documents come in and all reminders run; ends non-zero on a broken promise.

python -m bench.load --minutes 10 --people 50 --documents 1000
"""

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.load import house as houses
from bench.load.people import Notes, Person

SAMPLE_SECONDS = 10
# memory of the last third of a run over that of its middle third
FLAT = 1.15


def main() -> int:
    """Start the house, run both parts, print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--people", type=int, default=50)
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--web", type=int, default=2)
    options.add_argument("--assignments", type=int, default=20_000, help="rows of other governments beside the example")
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="duban-load-") as folder,
        houses.running(Path(folder), web=chosen.web, senders=2, assignments=chosen.assignments) as house,
    ):
        names = house.inside("prepare").split()
        good = _run(house, names, chosen, "平时")
        work = threading.Thread(target=_heavy, args=(house, chosen.documents))
        work.start()
        good &= _run(house, names, chosen, f"同时导入 {chosen.documents} 份文件并生成全部提醒")
        work.join()
        print(house.inside("left").strip())
        log = (Path(folder) / "processes.log").read_text(errors="replace")
        if " ERROR " in log or " CRITICAL " in log:
            print(log[-3000:])
            good = False
    print("通过" if good else "未通过")
    return 0 if good else 1


def _heavy(house: houses.House, documents: int) -> None:
    house.inside("import", str(documents))
    house.manage("plan_reminders", "--wet-run")


def _print_times(title: str, notes: Notes) -> None:
    asked = sum(map(len, notes.seconds.values()))
    print(f"\n== {title}，{asked} 次请求，状态 {dict(sorted(notes.statuses.items()))}")
    for kind in ("", *sorted(notes.seconds)):
        p50, p95, p99 = (notes.percentile(part, kind) * 1000 for part in (0.5, 0.95, 0.99))
        count = len(notes.seconds[kind]) if kind else asked
        print(f"{kind or 'all':8} p50 {p50:6.0f} ms  p95 {p95:6.0f} ms  p99 {p99:6.0f} ms  n={count}", flush=True)


def _is_flat(samples: list[dict[str, int]]) -> bool:
    """Print the memory of each process and say whether the last third holds what the middle one did."""
    third, flat = max(1, len(samples) // 3), True
    for name in samples[0]:
        middle, last = (
            sum(one[name] for one in part) / len(part) for part in (samples[third : 2 * third], samples[-third:])
        )
        flat &= last <= middle * FLAT
        print(f"memory {name}: {samples[0][name]} MB at first, {middle:.0f} in the middle, {last:.0f} at the end")
    return flat


def _run(house: houses.House, names: list[str], chosen: argparse.Namespace, title: str) -> bool:
    """Let everybody work for the given time; print the figures and say whether the promises held."""
    notes, stopping = Notes(), threading.Event()
    people = [Person(house.url, names[seed % len(names)], seed, notes, stopping) for seed in range(chosen.people)]
    for one in people:
        one.start()
    samples, ends = [], time.monotonic() + chosen.minutes * 60
    while time.monotonic() < ends:
        time.sleep(min(SAMPLE_SECONDS, max(0.1, ends - time.monotonic())))
        samples.append(house.memory())
    stopping.set()
    for one in people:
        one.join(70)
    _print_times(f"{title}：{chosen.people} 人，{chosen.minutes:g} 分钟", notes)
    flat = _is_flat(samples)
    if notes.broken:
        print("broken:", notes.broken[:10])
    if not flat:
        print(f"memory grew beyond {FLAT}")
    return not notes.broken and flat


if __name__ == "__main__":
    sys.exit(main())
