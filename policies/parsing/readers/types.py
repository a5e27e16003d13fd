"""What reading a file gives, and how it says no."""

from dataclasses import dataclass
from typing import Literal

Format = Literal["text", "html", "docx", "pdf"]

MAX_BYTES = 20 * 1024 * 1024
"""Largest file and largest text, in bytes; beyond it a file is a mistake or an attack, not a policy document."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """The words of one file. Every span of the parser counts characters of `text`, whose lines end in \\n only.

    `encoding` is that of the characters (None where the format defines it), `warnings` are Chinese sentences.
    """

    text: str
    format: Format
    encoding: str | None = None
    warnings: tuple[str, ...] = ()


class Unreadable(Exception):  # noqa: N818 as the errors of the domain
    """The bytes cannot be taken in: `code` is stable (`file.empty`), `message` one Chinese sentence with a way out."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def broken(kind: str) -> Unreadable:
    """Return the error for a file of a known kind whose inside does not hold together."""
    return Unreadable("file.broken", f"这个{kind}文件已损坏或不完整，无法打开；请在原软件中重新保存一份再上传。")


def encrypted() -> Unreadable:
    """Return the error for a file that asks for a password."""
    return Unreadable("file.encrypted", "文件加了打开密码；请去掉密码后重新上传。")


def too_large(size: int) -> Unreadable:
    """Return the error for more than `MAX_BYTES`; `size` in bytes."""
    limit = MAX_BYTES // 1024 // 1024
    return Unreadable(
        "file.too_large", f"文件有 {size / 1024 / 1024:.1f} MB，超过 {limit} MB 的上限；请拆成单份文件后再上传。"
    )
