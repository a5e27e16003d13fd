"""How fast the reader is, beside a plain jieba.cut over the same text: `python -m bench.reading`.

Prints reading against segmentation (lexicon built, both warm, medians of alternating rounds), the start of the command
against a bare start of manage.py, and the cost of a character from 1 KB to 10 MB.
"""

import argparse
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import jieba

from bench import texts
from policies.parsing import read

ROUNDS = 7
SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def seconds(act: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def against_jieba(documents: list[str]) -> tuple[float, float]:
    """Return the medians of reading and of cutting all documents, in seconds, taken in turns."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.tmp_dir = folder
        tokenizer.initialize()

    def cut() -> None:
        for text in documents:
            for _ in tokenizer.cut(text):
                pass

    def read_all() -> None:
        for text in documents:
            read(text)

    cut()
    read_all()
    rounds = [(seconds(read_all), seconds(cut)) for _ in range(ROUNDS)]
    return statistics.median(r for r, _ in rounds), statistics.median(c for _, c in rounds)


def start_up() -> tuple[float, float]:
    """Return the medians of `parse_policy` on a tiny file and of a bare manage.py command, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        tiny = Path(folder) / "tiny.txt"
        tiny.write_text("一、稳住工业。（责任单位：市财政局）\n", encoding="utf-8")
        command = [sys.executable, "manage.py", "parse_policy", str(tiny), "--format", "json"]
        bare = [sys.executable, "manage.py", "version"]

        def run(arguments: list[str]) -> Callable[[], object]:
            return lambda: subprocess.run(arguments, cwd=texts.ROOT, check=True, capture_output=True)

        rounds = [(seconds(run(command)), seconds(run(bare))) for _ in range(5)]
    return statistics.median(c for c, _ in rounds), statistics.median(b for _, b in rounds)


def of_size(documents: list[str], size: int) -> str:
    """Return whole documents one after another, cut at a number of bytes of UTF-8."""
    joined = "\n\n".join(documents)
    data = (joined + "\n\n").encode()
    return (data * (size // len(data) + 1))[:size].decode("utf-8", "ignore")


def main() -> int:
    """Print the figures; return 1 where a promise is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="leave out the start of the command and 10 MB")
    quick = options.parse_args().quick
    name, documents = texts.samples()
    print(f"文本：{name}，{sum(map(len, documents))} 字")
    reading, cutting = against_jieba(documents)
    print(f"读取 {reading * 1000:.1f} ms，jieba.cut {cutting * 1000:.1f} ms，比值 {reading / cutting:.2f}（应小于 1）")
    broken = reading >= cutting
    if not quick:
        command, bare = start_up()
        print(f"启动 {command:.2f} s，空命令 {bare:.2f} s，另需 {command - bare:.2f} s（应不超过 2）")
        broken = broken or command - bare > 2
    costs = []
    for size in SIZES[: -1 if quick else None]:
        text = of_size(documents, size)
        spent = min(seconds(partial(read, text)) for _ in range(5 if size < 1_000_000 else 1))
        costs.append(spent / len(text) * 1e6)
        print(f"{size:>11,} 字节：{spent * 1000:9.1f} ms，每字 {costs[-1]:.2f} µs")
    growth = costs[-1] / statistics.median(costs[:-1])
    print(f"最大一份的每字耗时是其余中位数的 {growth:.2f} 倍（应不超过 2）")
    return int(broken or growth > 2)


if __name__ == "__main__":
    sys.exit(main())
