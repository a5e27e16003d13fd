"""移交单: the sheet on which the matters of one unit go over to another, with room for three signatures."""

from collections.abc import Sequence
from datetime import date

from core import words
from exchange.documents import paper
from tasks.models import Assignment


def transfer_sheet(parts: Sequence[Assignment], *, number: str, day: date, reason: str) -> bytes:
    """Return the sheet for parts handed over from one unit to one other; `parts` are the old ones, in order."""
    old, new = parts[0].department, parts[0].succeeded_by
    assert new is not None, "a part that was handed over has its successor"  # noqa: S101 narrows a type
    office = f"{parts[0].task.jurisdiction.name}人民政府督查室"
    sheet = paper.new_paper()
    paper.title(sheet, "督办事项移交单")
    paper.table(
        sheet,
        [
            ("编    号", number),
            ("移交单位", old.name),
            ("接收单位", new.department.name),
            ("移交依据", reason or "职责调整"),
            ("移交日期", words.long_day(day)),
            ("移交事项", f"{len(parts)} 件，见下表"),
        ],
    )
    sheet.add_paragraph()
    rows = [
        (str(at), part.task.number, part.task.title, part.get_role_display(), words.iso_day(part.task.due_on) or "未定")
        for at, part in enumerate(parts, start=1)
    ]
    paper.listing(sheet, ("序号", "编号", "事项", "角色", "现行时限"), rows, (14, 34, 65, 16, 27), paper.SIZE_5)
    paper.body(sheet, "上述事项的依据、办理记录、报送内容和佐证材料随本单一并移交，接收单位自移交之日起承办。")
    sheet.add_paragraph()
    paper.listing(
        sheet,
        ("移交人（签字）", "接收人（签字）", "监交人（签字）"),
        [("\n\n年    月    日",) * 3],
        (52, 52, 52),
        paper.SIZE_4,
    )
    paper.signature(sheet, office, words.long_day(day))
    return paper.to_bytes(sheet)
