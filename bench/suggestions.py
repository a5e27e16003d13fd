"""How often the right lead is among the first three suggested: leave one out over the confirmed measures of each city.

`python -m bench.suggestions` needs the annotated documents beside the project (../shared) and says so without them.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.texts import SHARED
from policies.parsing import read
from policies.parsing.suggest import Example, Suggester, top_leads, words_before_clause
from policies.parsing.types import ParsedMeasure

WANTED = {"right": 0.72, "above": 0.15, "rest": 0.88}


@dataclass
class Figures:
    """Counts over the measures with a lead."""

    measures: int = 0
    right: int = 0
    frequent: int = 0
    unseen: int = 0
    rest_right: int = 0

    def add(self, other: "Figures") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def line(self) -> str:
        """The figures for people."""
        rest = self.measures - self.unseen
        return (
            f"{self.measures} 条，前三命中 {self.right / self.measures:.3f}，"
            f"最常见三家 {self.frequent / self.measures:.3f}，"
            f"牵头单位未在他处牵头 {self.unseen}，其余命中 {self.rest_right / rest:.3f}"
        )


def duty_text(measure: ParsedMeasure) -> str:
    """The words of a measure before its clause."""
    return words_before_clause(measure.text, [unit.span[0] - measure.span[0] for unit in measure.units])


def confirmed(gold: dict, text: str) -> list[Example]:
    """The measures with a lead as people confirmed them, with the words that the reader found for them."""
    parsed = {(m.number, m.title[:8]): m for document in read(text).documents for m in document.measures}
    found = []
    for measure in gold["measures"]:
        units = tuple((unit["name"], unit["role"]) for unit in measure["units"])
        match = next(
            (m for (n, t), m in parsed.items() if n and n.strip(".、") == measure["number"] and t in measure["title"]),
            None,
        )
        if match and any(role == "lead" for _, role in units):
            found.append(Example(measure["number"], measure["title"], duty_text(match), units))
    return found


def leave_one_out(examples: list[Example]) -> Figures:
    """Suggest for each measure from all the others of its city."""
    figures = Figures()
    for i, example in enumerate(examples):
        others = examples[:i] + examples[i + 1 :]
        leads = {unit for unit, role in example.units if role == "lead"}
        suggested = {s.unit for s in Suggester().train(others).suggest(example.text, title=example.title)}
        known = {unit for other in others for unit, role in other.units if role == "lead"}
        right = bool(leads & suggested)
        figures.measures += 1
        figures.right += right
        figures.frequent += bool(leads & set(top_leads(others)))
        figures.unseen += not leads & known
        figures.rest_right += right and bool(leads & known)
    return figures


def main() -> int:
    """Print the figures by city and over all; 1 where they fall short of what is wanted."""
    files = sorted(Path(SHARED / "gold").glob("*.json"))
    if not files:
        print("没有 ../shared/gold，未评单位建议")
        return 0
    total = Figures()
    for path in files:
        gold = json.loads(path.read_text("utf-8"))
        if "jurisdiction" not in gold or gold.get("inline_units"):
            continue
        figures = leave_one_out(confirmed(gold, (SHARED / "samples" / gold["source"]).read_text("utf-8")))
        print(f"建议 {gold['jurisdiction']}：{figures.line()}")
        total.add(figures)
    print(f"建议 合计：{total.line()}")
    rest = total.measures - total.unseen
    enough = total.right >= WANTED["right"] * total.measures and total.rest_right >= WANTED["rest"] * rest
    return 0 if enough and total.right - total.frequent >= WANTED["above"] * total.measures else 1


if __name__ == "__main__":
    sys.exit(main())
