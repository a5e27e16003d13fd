"""What a file really is: by its first bytes and its inner names, with the extension as a second witness."""

import io
import zipfile
from pathlib import PurePath
from typing import Literal

from .types import MAX_BYTES, Unreadable, broken, encrypted, too_large

Content = Literal["plain", "html", "mhtml", "docx", "pdf"]

READABLE = {
    "": "",
    "txt": "plain",
    "text": "plain",
    "md": "plain",
    "markdown": "plain",
    "html": "html",
    "htm": "html",
    "shtml": "html",
    "xhtml": "html",
    "mht": "mhtml",
    "mhtml": "mhtml",
    "docx": "docx",
    "doc": "docx",
    "wps": "docx",
    "pdf": "pdf",
}
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
PICTURE_EXTENSIONS = {"png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")

MAX_UNPACKED = 100 * 1024 * 1024
MAX_MEMBERS = 3000
MAX_XML_PART = 20 * 1024 * 1024
"""A docx of ordinary length unpacks to under 3 MB; the tree of a part takes about ten times its size in memory."""


def extension(filename: str) -> str:
    """Return the extension in lower case without its dot."""
    return PurePath(filename).suffix.lower().lstrip(".")


def detect(data: bytes, filename: str) -> Content:
    """Return what the bytes are; raise `Unreadable` for everything that is not read, each with its own sentence."""
    if not data:
        raise Unreadable("file.empty", "文件是空的，没有任何内容；请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise too_large(len(data))
    suffix = extension(filename)
    _refuse_by_extension(suffix)
    zipped = data.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        # readers of PDF look for the mark in the first 1,024 bytes, those of archives at the end: two files in one
        if zipped or zipfile.is_zipfile(io.BytesIO(data)):
            raise Unreadable(
                "file.disguised", "这个文件既是 PDF 又是压缩包，为安全起见没有打开；请重新导出 PDF 后再上传。"
            )
        return "pdf"
    if zipped:
        return _inside_zip(data)
    if data.startswith(OLE):
        raise _inside_ole(data, suffix)
    _refuse_by_magic(data, suffix)
    if _looks_like_html(data, suffix):
        return "html"
    if suffix in {"mht", "mhtml"}:
        return "mhtml"
    if suffix == "docx":
        raise broken("Word ")
    if suffix == "pdf":
        raise broken(" PDF ")
    return "plain"


def expected(filename: str) -> str:
    """Return the content that the extension promises, empty where it promises nothing."""
    return READABLE.get(extension(filename), "")


def _refuse_by_extension(suffix: str) -> None:
    if suffix == "ofd":
        raise _ofd()
    if suffix == "rtf":
        raise _rtf()
    if suffix in READABLE or suffix in PICTURE_EXTENSIONS or suffix in {"jsp", "asp", "aspx", "php"}:
        return
    if suffix in {"xls", "xlsx", "et", "csv", "ppt", "pptx", "dps"}:
        raise Unreadable(
            "file.unsupported",
            "表格和演示文稿不能作为政策文件导入；请上传正文（docx、PDF、网页或文本），台账请从“台账导入”进入。",
        )
    if suffix in {"zip", "rar", "7z", "gz", "tar"}:
        raise _archive()
    raise Unreadable(
        "file.unsupported", f"不支持 .{suffix[:10]} 文件；请上传 docx、带文字的 PDF、网页（html）或文本（txt）。"
    )


def _refuse_by_magic(data: bytes, suffix: str) -> None:
    kind = next((name for magic, name in PICTURES if data.startswith(magic)), None)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        kind = "WEBP"
    # two letters alone prove nothing: a text may begin with BM
    if kind == "BMP" and b"\x00" not in data[:16]:
        kind = None
    if kind and suffix in PICTURE_EXTENSIONS:
        raise Unreadable(
            "file.picture", f"这是一张图片（{kind}），其中的文字读不出来；请先做文字识别（OCR），再上传文字版。"
        )
    if kind:
        raise Unreadable(
            "file.disguised",
            f"这其实是一张图片（{kind}），只是扩展名改成了 .{suffix}；请上传文件的文字版（docx、PDF、txt）。",
        )
    if suffix in PICTURE_EXTENSIONS:
        raise Unreadable("file.unsupported", "图片不能作为政策文件导入；请上传文件的文字版（docx、PDF、txt）。")
    if data.startswith(ARCHIVES):
        raise _archive()
    if data.startswith(b"{\\rtf"):
        raise _rtf()


def _rtf() -> Unreadable:
    return Unreadable("file.rtf", "这是 RTF 文件，暂不能读；请用 Word 或 WPS 打开后另存为 docx 再上传。")


def _inside_zip(data: bytes) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise broken("Word ") from error
    names = {member.filename for member in members}
    if "OFD.xml" in names:
        raise _ofd()
    if "word/document.xml" not in names:
        if any(name.startswith(("xl/", "ppt/")) for name in names):
            raise Unreadable(
                "file.unsupported", "这是表格或演示文稿，不能作为政策文件导入；请上传正文（docx、PDF、网页或文本）。"
            )
        raise _archive()
    _check_unpacked(members)
    return "docx"


def _check_unpacked(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a package by its directory alone, before anything of it is unpacked."""
    largest = max((m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0)
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED or largest > MAX_XML_PART:
        raise Unreadable(
            "file.unpacked_too_large",
            "这个 Word 文件解压后异常巨大，为安全起见没有打开；请把正文另存为新的 docx 再上传。",
        )


def _inside_ole(data: bytes, suffix: str) -> Unreadable:
    """Return the error that fits a file of the old binary Office container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return encrypted()
    if suffix == "wps":
        return Unreadable("file.wps", "WPS 专有格式（.wps）不能直接读；请用 WPS 打开后另存为 docx 再上传。")
    if "Workbook".encode("utf-16-le") in data or "PowerPoint Document".encode("utf-16-le") in data:
        return Unreadable(
            "file.unsupported", "这是旧版表格或演示文稿，不能作为政策文件导入；请上传正文的 docx 或 PDF。"
        )
    return Unreadable(
        "file.legacy_doc", "这是旧版 Word 文件（.doc），不能直接读；请用 Word 或 WPS 打开后另存为 docx 再上传。"
    )


def _looks_like_html(data: bytes, suffix: str) -> bool:
    head = data[:4096].replace(b"\x00", b"").lower()
    if any(tag in head for tag in (b"<html", b"<!doctype html", b"<body", b"<head>")):
        return suffix not in {"mht", "mhtml"} or head.lstrip().startswith(b"<")
    return suffix in {"html", "htm", "shtml", "xhtml", "jsp", "asp", "aspx", "php"}


def _ofd() -> Unreadable:
    return Unreadable("file.ofd", "OFD 版式文件暂不能读；请用 OFD 阅读器导出为带文字的 PDF，或向发文单位索取 docx。")


def _archive() -> Unreadable:
    return Unreadable("file.archive", "这是压缩包，不是单份文件；请解压后把其中的正文逐份上传。")
