"""Throw nonsense at the reader: `python -m bench.fuzz_reader --seconds 60 --seed 1`.

Nothing may raise but `Unreadable`, and nothing may be slow. Each input is made from its own number, so that a failure
is made again with `--seed S --only N`; the input is kept under var/fuzz as well.
"""

import argparse
import io
import random
import re
import sys
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from docx import Document

from bench import texts
from policies.parsing import read
from policies.parsing.readers import Unreadable, read_bytes
from tests.policies.readers import files

SIGNS = "（()）〔〕[]【】《》“”‘’、，。；：:!?—-·|\t \n\u3000\r#*①⑴１.\uff0e％%0123456789一二三四五六七八九十百"
_SAID = (
    "责任单位 牵头单位 配合单位 牵头 配合 负责 按职责分工负责 分别负责 共同牵头 会同 联合 指导 由 等 和 及 下同 "
    "列第一位的为牵头单位 所有措施均需 不再单独列出 市财政局 市发展改革委 各县（市、区）人民政府 市有关部门、单位 "
    "市委组织部〔市委人才办〕 人民银行云州市分行 2025年 2025年底前 6月底前 年内 每月10日前 到2025年 有效期5年 "
    "自发布之日起施行 39亿元 500万元以上 1—2个 不少于 达到 80% 3.6万套 第一条 第二章 一、 （一） 1. （1） ① "
    "云政发〔2025〕3号 发布日期： 2025-03-01 序号\t重点工作\t责任单位\t完成时限 附件 扫一扫 通知 以下简称"
)
WORDS = tuple(_SAID.split(" "))
NESTED = ("（", "(", "〔", "[", "【", "《", "“", "（责任单位：", "(市财政局〔", "（一）", "【责任单位】")
ENDLESS = (
    "市财政局、", "、", "，", "。", "1.", "一、", "\n一、", "（一）\n", "2025年", "1", "牵头", "，由", "责任单位：",
    "（责任单位：市财政局）", "|", "\t", "\n", " ", "\u3000", "1—2个", "每", "第", "至", "市", "《", "》",
    "\n1.完成投资1亿元。（责任单位：市财政局）", "各县（市、区）", "以下简称", "列第一位的为牵头单位，下同", "\ud83d",
    "\x0c", "2025年1月1日",
)  # fmt: skip


def structure(rng: random.Random, size: int) -> str:
    """Return signs and words of documents without sense."""
    pool: tuple[str, ...] = (*SIGNS, *WORDS, *WORDS)
    out, length = [], 0
    while length < size:
        out.append(rng.choice(pool))
        length += len(out[-1])
    return "".join(out)


def nested(rng: random.Random, size: int) -> str:
    """Return brackets in brackets, closed or not."""
    sign = rng.choice(NESTED)
    depth = max(1, size // len(sign) // 2)
    return (
        sign * depth
        + "市财政局牵头"
        + rng.choice(("）", ")", "〕", "】", "》", "")) * rng.choice((0, depth, depth // 2))
    )


def endless(rng: random.Random, size: int) -> str:
    """Return one thing said over and over, with a head and a tail that may give it a meaning."""
    body = rng.choice(ENDLESS)
    return (
        rng.choice(("", "（责任单位：", "一、甲。（", "1."))
        + body * (size // len(body) + 1)
        + rng.choice(("", "）", "。", "牵头"))
    )


def characters(rng: random.Random, size: int) -> str:
    """Return characters from anywhere."""
    return "".join(
        chr(rng.choice((rng.randrange(0x110000), rng.randrange(0x3000, 0xA000), rng.randrange(128))))
        for _ in range(size // 10)
    )


def spliced(rng: random.Random, size: int) -> str:
    """Return fragments of the corpus one after another."""
    corpus = texts.corpus() or WORDS
    out, length = [], 0
    while length < size:
        text = rng.choice(corpus)
        start = rng.randrange(len(text))
        out.append(text[start : start + rng.randrange(1, 200)])
        length += len(out[-1])
    return "".join(out)


def without_breaks(rng: random.Random, size: int) -> str:
    """Return spliced fragments on one line."""
    return spliced(rng, size).replace("\n", "")


MAKERS: tuple[Callable[[random.Random, int], str], ...] = (
    structure, nested, endless, characters, spliced, without_breaks,
)  # fmt: skip


@cache
def _packages() -> tuple[bytes, ...]:
    """Return Word files to damage: paragraphs, a numbered list with two levels, a table with merged cells."""
    plain = files.docx_of(*texts.corpus()[0].split("\n"))
    document = Document()
    number = files.with_list(document, [("chineseCounting", "%1、"), ("decimal", "%1.%2", "<w:isLgl/>")])
    for depth in (0, 1, 1, 0):
        files.numbered(document, "稳住工业。（责任单位：市财政局）", number, depth)
    grid = document.add_table(rows=3, cols=3)
    grid.cell(0, 0).merge(grid.cell(2, 0)).text = "市财政局"
    grid.cell(0, 1).merge(grid.cell(0, 2)).text = "市审计局"
    return plain, files.saved(document)


def _damaged_package(rng: random.Random) -> bytes:
    """Return a Word file one of whose parts is changed inside, so that the package itself still opens."""
    package = rng.choice(_packages())
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        name = rng.choice([n for n in archive.namelist() if n.endswith((".xml", ".rels"))])
        part = archive.read(name)
    values = re.split(rb'("[^"]*")', part)
    spot = rng.randrange(len(values))
    values[spot] = rng.choice((b"", b'"-7"', b'"99999999999"', b'"x"', bytes(reversed(values[spot])), values[spot] * 3))
    return files.with_member(package, name, b"".join(values))


def damaged(rng: random.Random) -> tuple[bytes, str]:
    """Return a file of some kind with a few bytes changed or cut off."""
    if rng.random() < 0.3:
        return _damaged_package(rng), "a.docx"
    text = rng.choice(texts.corpus())
    page = (
        f"<html><body><ol><li>甲<li>乙</ol><table><tr><td rowspan=2>{text}</td><td>甲</td></tr></table></body></html>"
    )
    seeds = [
        (text.encode(rng.choice(("utf-8", "gb18030", "utf-16"))), "a.txt"),
        (page.encode(), "a.html"),
        (files.pdf([[(90, 700 - 30 * i, line) for i, line in enumerate(text.split("\n")[:20])]]), "a.pdf"),
        (_packages()[0], "a.docx"),
        (rng.randbytes(2000), rng.choice(("a.txt", "a.html", "a.docx", "a.pdf", "a.doc", "a.mht"))),
    ]
    data, name = rng.choice(seeds)
    changed = bytearray(data)
    for _ in range(rng.randrange(0, 12)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.choice((len(changed), rng.randrange(1, len(changed) + 1)))]), name


def allowed(characters: int) -> float:
    """Return the seconds that a text of this length may take, slow machines included."""
    return 0.5 + 60e-6 * characters


@cache
def _warm() -> None:
    """Load the grammar: the first reading of a process waits for it."""
    for text in texts.corpus()[:20]:
        read(text)


def check(text: str) -> float:
    """Read a text as the program does; return the seconds of computing, let everything but a refusal through."""
    _warm()
    began = time.process_time()
    read(text)
    return time.process_time() - began


def one(seed: int, number: int) -> tuple[str, str, float]:
    """Make input `number` and read it; return its kind, the text and the seconds."""
    rng = random.Random(f"{seed}/{number}")
    if rng.random() < 0.2:
        data, name = damaged(rng)
        try:
            text = read_bytes(data, name).text
        except Unreadable:
            return "damaged", "", 0.0
        return "damaged", text, check(text)
    maker = rng.choice(MAKERS)
    text = maker(rng, rng.choice((20, 300, 3000, 30_000)))
    return maker.__name__, text, check(text)


def runs(seed: int, limit: float) -> Iterator[int]:
    """Yield the numbers of inputs until the time is up."""
    del seed
    began, number = time.monotonic(), 0
    while time.monotonic() - began < limit:
        yield number
        number += 1


def main() -> int:
    """Fuzz for a while; return 1 where something raised or was slow."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", type=int)
    given = options.parse_args()
    worst, bad, count = (0.0, ""), 0, 0
    for number in [given.only] if given.only is not None else runs(given.seed, given.seconds):
        count += 1
        try:
            kind, text, spent = one(given.seed, number)
        except Exception:  # noqa: BLE001 that is what a fuzzer is for: the trace is printed and counted
            bad += 1
            print(f"第 {number} 个输入引发异常：\n{traceback.format_exc(limit=-4)}")
            continue
        share = spent / allowed(len(text))
        worst = max(worst, (share, f"{kind} {number}，{len(text)} 字 {spent * 1000:.0f} ms"))
        if share > 1:
            bad += 1
            kept = Path("var/fuzz") / f"{given.seed}-{number}.txt"
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(text, encoding="utf-8", errors="surrogatepass")
            print(f"第 {number} 个输入太慢：{kind}，{len(text)} 字 {spent:.2f} s，已存 {kept}")
    print(f"共 {count} 个输入，异常或过慢 {bad} 个；最慢的一个：{worst[1]}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
