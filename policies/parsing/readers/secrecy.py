"""The classification mark of a document. A system on an open network may not even store one that bears it."""

import re

from .types import Unreadable

_LEVEL = "(?P<level>绝密|絕密|机密|機密|秘密)"
_HEAD_LINES = 20
_MARKED = re.compile(rf"(?:^|[\s\d:：级級]){_LEVEL}[★☆]", re.MULTILINE)
"""The mark of GB/T 9704, such as 机密★1年: after a serial number or nothing, never inside a quotation."""
_ALONE = re.compile(
    rf"(?:密[级級][:：|]?)?{_LEVEL}(?:(?:[★☆*]|保密期限[:：]?)?(?:\d+(?:年|个月|天)|长期))?(?:特急|加急|平急)?"
)


def refuse_secret(text: str) -> None:
    """Raise `Unreadable` where the masthead marks the document 秘密, 机密 or 绝密; the words in running text do not."""
    found = _MARKED.search(text) or _alone(text)
    if found:
        level = found["level"].replace("機", "机").replace("絕", "绝")
        raise Unreadable(
            "file.secret_marked",
            f"文件带有“{level}”密级标志，本系统不得存储、处理涉密文件；已停止读取且未保存，请按保密规定处置。",
        )


def _alone(text: str) -> re.Match[str] | None:
    seen = 0
    for line in text[:4000].split("\n"):
        squashed = "".join(line.split())
        if not squashed:
            continue
        seen += 1
        if seen > _HEAD_LINES:
            return None
        if len(squashed) <= 24 and (found := _ALONE.fullmatch(squashed)):
            return found
    return None
