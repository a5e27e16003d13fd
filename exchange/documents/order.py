"""督办单: the paper on which a task goes out to its units."""

from core import words
from exchange.documents import paper
from tasks.models import Task


def order_sheet(task: Task) -> bytes:
    """Return the 督办单 of a registered task as .docx."""
    sheet = paper.new_paper()
    paper.title(sheet, "督  办  单")
    standing = [
        one for one in task.assignments.select_related("department") if one.state not in ("withdrawn", "handed_over")
    ]
    leads = [one.department.name for one in standing if one.role == "lead"]
    others = [f"{one.department.name}（{one.get_role_display()}）" for one in standing if one.role != "lead"]
    paper.table(
        sheet,
        [
            ("编    号", task.number),
            ("督办事项", task.title),
            ("来    源", _source(task)),
            ("牵头单位", "、".join(leads)),
            ("其他单位", "、".join(others) or "无"),
            ("办理时限", _due(task)),
            ("工作要求", task.quotation or task.source_note),
        ],
    )
    paper.body(sheet, "请按职责抓紧办理，按期报送进展；确需延期的，请在时限届满前提出申请。")
    issued = words.long_day(task.issued_at) if task.issued_at else ""
    paper.signature(sheet, f"{task.jurisdiction.name}人民政府督查室", issued)
    return paper.to_bytes(sheet)


def _source(task: Task) -> str:
    if task.policy is None:
        return f"{task.get_source_display()}：{task.source_note}"
    number = f"（{task.policy.doc_number}）" if task.policy.doc_number else ""
    article = f" 第{task.measure.number}条" if task.measure and task.measure.number else ""
    return f"《{task.policy.title}》{number}{article}"


def _due(task: Task) -> str:
    if task.due_on is None:
        return "未定"
    basis = "：".join(filter(None, (task.get_due_basis_display(), task.due_text)))
    return f"{words.long_day(task.due_on)}（{basis}）"
