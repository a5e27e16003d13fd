"""What the log and the history of a matter call the acts that are no transitions of the table."""

from tasks.transitions import Subject
from tasks.transitions import word as transition_word

WORDS = {
    "assignment.join": "合并", "report.save": "保存报送",
    "task.add_unit": "增加单位", "task.archive": "归档", "task.discard": "删除草稿", "task.erase": "销毁",
    "task.extend": "现行期限更新", "task.link": "设为同报", "task.link_successor": "按承接文件办理",
    "task.name_first_lead": "指定第一牵头", "task.unlink": "解除同报",
    "task.note": "批注", "task.package": "下载卷宗", "task.refresh_units": "重新读取单位",
    "task.remove_unit": "移除单位",
    "task.set_cadence": "调整报送周期", "task.set_due": "调整期限", "task.settle_successor": "选定承接单位",
    "task.transfer_unit": "机构改革移交",
}  # fmt: skip


def act_said(action: str) -> str:
    """Return the office's verb for an action code of the history, the code itself where no word is known."""
    subject, _, act = action.partition(".")
    try:
        return WORDS.get(action) or transition_word(Subject(subject), act)
    except (KeyError, ValueError):
        return action
