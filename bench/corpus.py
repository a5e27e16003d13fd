"""The reader's figures, and what they gained and lost: `make corpus`, `make corpus KEEP=1` to keep the new ones.

Scores the real documents beside the project (../shared) with their own score tool, and the project's own corpus with
`tests.corpus.golden`; compares with `tests/corpus/figures.json`, the figures of the last commit that kept them.
"""

import argparse
import json
import subprocess
import sys

from bench.texts import ROOT, SHARED
from policies.parsing import read
from tests.corpus.golden import cases, problems

FIGURES = ROOT / "tests" / "corpus" / "figures.json"
SETS = {"samples": ("gold", "samples"), "excerpts": ("excerpts/gold", "excerpts/docs")}
LESS_IS_BETTER = {"silent", "alarm"}
Figures = dict[str, dict[str, float]]


def own_corpus() -> dict[str, float]:
    """Read the project's own corpus, print what differs and return how many documents are right."""
    right = 0
    corpus = cases()
    for case in corpus:
        found = problems(case.golden, read(case.text))
        right += not found
        for problem in found:
            print(f"  {case.name}：{problem}")
    print(f"自有语料：{len(corpus)} 份，{right} 份全对")
    return {"documents": len(corpus), "right": right}


def scored(name: str) -> dict[str, float]:
    """Score one set of real documents with the tool that came with them; print its misses and figures."""
    gold, documents = (SHARED / part for part in SETS[name])
    command = [sys.executable, str(SHARED / "tools" / "score_extraction.py"), str(gold), str(documents)]
    parser = f"{sys.executable} manage.py parse_policy"
    run = subprocess.run([*command, "--parser", parser, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    *misses, figures = run.stdout.strip().split("\n")
    print("\n".join(f"  {line}" for line in misses))
    found: dict[str, float] = {key: value for key, value in json.loads(figures).items() if value is not None}
    print(f"{name}：" + "  ".join(f"{key} {value}" for key, value in found.items()))
    return found


def compare(before: Figures, now: Figures) -> bool:
    """Print gains and losses; return whether anything was lost."""
    lost = False
    for name, figures in now.items():
        for key, value in figures.items():
            old = before.get(name, {}).get(key)
            if old is None or old == value or key == "n":
                continue
            better = (value < old) if key in LESS_IS_BETTER else (value > old)
            lost = lost or not better
            print(f"{'升' if better else '降'}  {name}.{key}：{old} → {value}")
    return lost


def suggestions() -> None:
    """Print the figures of suggested units, where that bench and the real documents are here."""
    if (ROOT / "bench" / "suggestions.py").exists() and SHARED.exists():
        subprocess.run([sys.executable, "-m", "bench.suggestions"], cwd=ROOT, check=False)


def main() -> int:
    """Print everything; return 1 where a figure fell or a document of the own corpus is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", action="store_true", help="write the figures to tests/corpus/figures.json")
    keep = options.parse_args().keep
    now: Figures = {"corpus": own_corpus()}
    for name in SETS:
        if (SHARED / SETS[name][0]).exists():
            now[name] = scored(name)
        else:
            print(f"{name}：没有 ../shared/{SETS[name][0]}，未评分")
    suggestions()
    before: Figures = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    lost = compare(before, now)
    if not lost:
        print("与上次提交的数字相比没有下降")
    if keep:
        FIGURES.write_text(json.dumps({**before, **now}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"已写入 {FIGURES.relative_to(ROOT)}")
    return int(lost or now["corpus"]["right"] < now["corpus"]["documents"])


if __name__ == "__main__":
    sys.exit(main())
