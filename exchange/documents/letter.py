"""催办函: one letter to one unit for all its urgings of one going, laid out as 信函格式 of GB/T 9704."""

from collections.abc import Sequence

from core import words
from exchange.documents import paper
from tasks.models import Urging

NUMERALS = "一二三四五六七八九十"


def urging_letter(urgings: Sequence[Urging], *, number: str) -> bytes:
    """Return the letter for issued urgings of one unit as .docx."""
    first = urgings[0]
    unit, government = first.assignment.department, first.assignment.task.jurisdiction
    office = f"{government.name}人民政府督查室"
    sheet = paper.new_paper()
    paper.letterhead(sheet, office, number)
    only = first.assignment.task.title if len(urgings) == 1 else f"{len(urgings)}件督办事项"
    paper.title(sheet, f"关于催办“{only}”的函" if len(urgings) == 1 else f"关于催办{only}的函")
    paper.addressee(sheet, unit.name)
    if len(urgings) == 1:
        paper.body(sheet, _facts(first) + first.text)
    else:
        paper.body(sheet, f"你单位承办的以下{len(urgings)}件督办事项须抓紧办理，现予催办。")
        for at, urging in enumerate(urgings):
            paper.heading(sheet, f"{_numeral(at)}、{urging.assignment.task.title}")
            paper.body(sheet, _facts(urging) + urging.text)
    terms = [urging.term_on for urging in urgings if urging.term_on]
    if terms:
        paper.body(sheet, f"请于{words.long_day(min(terms))}前书面回复办理情况、存在问题和完成时间。")
    paper.signature(sheet, office, words.long_day(max(one.issued_on for one in urgings if one.issued_on)))
    return paper.to_bytes(sheet)


def _facts(urging: Urging) -> str:
    task = urging.assignment.task
    due = f"，办理时限为{words.long_day(task.due_on)}" if task.due_on else ""
    role = urging.assignment.get_role_display()
    level = f"{urging.get_level_display()}（第{urging.number}次）"
    return f"该事项编号{task.number}，你单位为{role}单位{due}，现发{level}。"


def _numeral(at: int) -> str:
    """Return a numeral of the first level for a position from 0 on, up to 九十九."""
    tens, ones = divmod(at + 1, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")
