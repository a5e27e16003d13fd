"""Files as handed in: extension, size and content must agree before anything is stored."""

import hashlib
import io
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile, File

from core.exceptions import UnreadableFile

# extension: how its content begins; several kinds share a container
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": (ZIP,),
    ".xlsx": (ZIP,),
    ".pptx": (ZIP,),
    ".doc": (OLE,),
    ".xls": (OLE,),
    ".ppt": (OLE,),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".txt": (),
    ".csv": (),
}
# what no plain text begins with
OTHER_KINDS = tuple(start for starts in MAGIC.values() for start in starts)
# the folder that an Office file of this kind must contain
OFFICE_FOLDER = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
KINDS = "Word、Excel、PPT、PDF、图片和文本"
MACROS = "vbaProject.bin"
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5000


def checked(file: "File[bytes]", *, name: str) -> tuple[str, "ContentFile[bytes]", str]:
    """Return the plain name, the content and its SHA-256; `UnreadableFile` in one sentence for everything else."""
    plain = PurePath(name.replace("\\", "/")).name.strip()[-200:]
    suffix = PurePath(plain).suffix.lower()
    if suffix not in MAGIC:
        raise UnreadableFile("file.kind", f"“{plain}”的类型不能上传：可上传{KINDS}。")
    largest = settings.DUBAN_UPLOAD_MAX_BYTES
    data = file.read(largest + 1)
    if not data:
        raise UnreadableFile("file.empty", f"“{plain}”是空文件，请核对后再传。")
    if len(data) > largest:
        raise UnreadableFile(
            "file.too_large", f"“{plain}”超过 {largest // 1024 // 1024} MB，请压缩或分成几个文件后再传。"
        )
    if not _content_fits(suffix, data):
        raise UnreadableFile("file.disguised", f"“{plain}”的内容与扩展名不符，请用原来的格式保存后再传。")
    return plain, ContentFile(data), hashlib.sha256(data).hexdigest()


def _content_fits(suffix: str, data: bytes) -> bool:
    if MAGIC[suffix] and not data.startswith(MAGIC[suffix]):
        return False
    if suffix in OFFICE_FOLDER:
        return _is_office(data, OFFICE_FOLDER[suffix])
    if not MAGIC[suffix]:
        return b"\x00" not in data[:8192] and not data.startswith(OTHER_KINDS)
    # one file that is two: a picture or a PDF with an archive behind it, which another program opens as the archive
    return not zipfile.is_zipfile(io.BytesIO(data))


def _is_office(data: bytes, folder: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        return False
    names = [member.filename for member in members]
    return any(name.startswith(folder) for name in names) and not any(name.endswith(MACROS) for name in names)
