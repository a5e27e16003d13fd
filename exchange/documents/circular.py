"""督查通报: how the matters of a period stand, by unit, with what is late and what is asked for."""

from dataclasses import dataclass
from datetime import date

from core import words
from departments.models import Jurisdiction
from exchange.documents import paper

MOST_LATE = 20


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One first lead: its open matters, those past their date, what it finished in the period, letters it got."""

    name: str
    open: int
    late: int
    done: int
    urged: int


@dataclass(frozen=True, slots=True)
class LateLine:
    """A matter past its date on the day of the circular."""

    number: str
    title: str
    lead: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class CircularFacts:
    """Everything a circular says; each matter is counted once, with its first lead."""

    jurisdiction: Jurisdiction
    start: date
    end: date
    units: tuple[UnitLine, ...]
    late: tuple[LateLine, ...]
    issued: int


def circular(facts: CircularFacts, *, number: str) -> bytes:
    """Return the circular as .docx."""
    office = f"{facts.jurisdiction.name}人民政府督查室"
    sheet = paper.new_paper()
    paper.masthead(sheet, f"{office}文件", number)
    period = f"{words.long_day(facts.start)}至{words.long_day(facts.end)}"
    paper.title(sheet, "关于重点事项落实情况的督查通报")
    paper.addressee(sheet, "各有关单位")
    paper.body(sheet, f"现将{period}重点事项落实情况通报如下。")
    total, late = sum(one.open for one in facts.units), sum(one.late for one in facts.units)
    done = sum(one.done for one in facts.units)
    paper.heading(sheet, "一、总体情况")
    paper.body(
        sheet,
        f"截至{words.long_day(facts.end)}，在办事项{total}件，其中逾期{late}件；"
        f"本期交办{facts.issued}件，办结{done}件。"
        "每件事项按第一牵头单位计一次，逾期按现行时限计算。",
    )
    paper.heading(sheet, "二、各单位情况")
    rows = [(one.name, *map(str, (one.open, one.late, one.done, one.urged))) for one in facts.units]
    if rows:
        paper.listing(
            sheet, ("牵头单位", "在办", "逾期", "本期办结", "本期催办"), rows, (60, 24, 24, 24, 24), paper.SIZE_4
        )
    else:
        paper.body(sheet, "本期没有在办事项。")
    paper.heading(sheet, "三、逾期事项")
    if facts.late:
        shown = facts.late[:MOST_LATE]
        paper.listing(
            sheet,
            ("编号", "事项", "牵头单位", "时限", "逾期"),
            [(one.number, one.title, one.lead, words.iso_day(one.due_on), f"{one.days}天") for one in shown],
            (32, 50, 33, 25, 16),
            paper.SIZE_5,
        )
        if len(facts.late) > MOST_LATE:
            paper.body(sheet, f"另有{len(facts.late) - MOST_LATE}件逾期事项，见督办台账。")
    else:
        paper.body(sheet, "本期没有逾期事项。")
    paper.heading(sheet, "四、工作要求")
    paper.body(
        sheet, "各牵头单位要对照时限逐件推进，逾期事项须说明原因、措施和完成时间；确需延期的，须在时限届满前提出申请。"
    )
    paper.signature(sheet, office, words.long_day(facts.end), last=False)
    paper.imprint(sheet, office, words.long_day(facts.end))
    return paper.to_bytes(sheet)
