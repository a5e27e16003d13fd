"""Reading files into text: `read_bytes` for anything a person hands in.

Text (UTF-8, GB18030, UTF-16), saved web pages, Word (docx) and PDF with text are read; everything else is refused with
one Chinese sentence that says what to do. Nothing here reaches the network, the disk or Django.
"""

from . import text as characters
from .detection import detect, expected
from .secrecy import refuse_secret
from .types import MAX_BYTES, ReadText, Unreadable, too_large

__all__ = ["MAX_BYTES", "ReadText", "Unreadable", "read_bytes"]

_NAMES = {"html": "网页", "docx": "Word 文件", "pdf": "PDF", "text": "文本"}
_PROMISED = {"plain": "text", "mhtml": "html"}


def read_bytes(data: bytes, filename: str) -> ReadText:
    """Return the words of a file; raise `Unreadable` with a stable code and one sentence for everything else.

    `filename` lends its extension only; what the bytes are decides.
    """
    read = _read(data, filename)
    if len(read.text) > MAX_BYTES // 4 and (size := len(read.text.encode("utf-8", "replace"))) > MAX_BYTES:
        raise too_large(size)
    refuse_secret(read.text)
    promised = expected(filename)
    promised = _PROMISED.get(promised, promised)
    if promised and promised != read.format:
        note = f"文件扩展名与内容不符：内容是{_NAMES[read.format]}，已按内容读取。"
        return ReadText(read.text, read.format, read.encoding, (note, *read.warnings))
    return read


def _read(data: bytes, filename: str) -> ReadText:
    content = detect(data, filename)
    # each format is imported when met: a text starts without the weight of the others
    if content == "docx":
        from .docx import read_docx

        return read_docx(data)
    if content == "pdf":
        from .pdf import read_pdf

        return read_pdf(data)
    if content == "plain":
        words, encoding, warnings = characters.decode(data)
        if not words.strip("\ufeff\u200b\x0c \t\n\u3000\u00a0"):
            raise Unreadable("file.empty", "文件里没有文字；请检查后重新上传。")
        return ReadText(words, "text", encoding, warnings)
    from .html import read_html, read_mhtml

    return read_html(data) if content == "html" else read_mhtml(data)
