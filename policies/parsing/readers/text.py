"""Bytes to characters: strict decoders in the order of their selectivity, a detector last.

Strict UTF-8 goes before the declared charset: Chinese bytes of another encoding pass it with a chance of one in a
thousand millions for ten characters, while browsers that save a GB2312 page as UTF-8 leave the old declaration in it.
"""

import codecs
import re

from .types import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(range(9)) + bytes(range(0x0E, 0x20)) + b"\x7f"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FOREIGN = re.compile(r"[\x00-\x7f\s]+")
_SAMPLE = 64 * 1024
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8"}


def decode(data: bytes, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """Return the text, the name of its encoding and warnings; raise `Unreadable` for bytes that are no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_bom(data, encoding)
    if b"\x00" in data:
        return _without_bom_utf16(data)
    if len(data[:_SAMPLE].translate(None, _CONTROL)) < 0.995 * len(data[:_SAMPLE]):
        raise _binary()
    for name in ("utf-8", _known(declared)):
        strict = _strict(data, name)
        if strict is not None and name:
            return _unify(strict), name, ()
    return _other_than_utf8(data)


def _with_bom(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    text = _strict(data, encoding)
    if text is None:
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") * 50 > len(text):
            raise _binary()
        return _unify(text), encoding, (_damage(text),)
    # the mark becomes a line break, so that offsets stay those of the file read as plain UTF-8
    return _unify("\n" + text if encoding == "utf-8-sig" else text), encoding, ()


def _without_bom_utf16(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data, encoding)
        if text and "\x00" not in text and _plausible(text):
            return _unify(text), encoding, ()
    raise _binary()


def _other_than_utf8(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Read what is not strict UTF-8: a little damaged UTF-8, GB18030, and what the detector says."""
    # damaged UTF-8 decodes as GB18030 without complaint, into nonsense: so it is looked for first
    mended = data.decode("utf-8", "replace")
    if mended.count("\ufffd") * 50 <= len(_CHINESE.findall(mended)):
        return _unify(mended), "utf-8", (_damage(mended),)
    text = _strict(data, "gb18030")
    if text is not None and _plausible(text):
        return _unify(text), "gb18030", ()
    guess = _guess(data)
    if guess is not None:
        return guess
    mended = data.decode("gb18030", "replace")
    if mended.count("\ufffd") * 50 <= len(_CHINESE.findall(mended)) and _plausible(mended):
        return _unify(mended), "gb18030", (_damage(mended),)
    raise Unreadable("file.encoding", "看不出文件用的是哪种文字编码；请用记事本打开后以 UTF-8 编码另存，再上传。")


def _guess(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    from charset_normalizer import from_bytes

    for encoding in ("big5hkscs", *(match.encoding for match in from_bytes(data[:_SAMPLE]))):
        text = _strict(data, encoding)
        if text is not None and _plausible(text):
            return _unify(text), encoding, (f"文字编码按 {encoding} 推断，请核对有无乱码。",)
    return None


def _strict(data: bytes, encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _known(declared: str | None) -> str | None:
    """Return the codec for a declared charset: GB2312 is always written as its superset."""
    name = (declared or "").strip().lower()
    return _ALIASES.get(name, name) or None


def _plausible(text: str) -> bool:
    """Say whether text looks Chinese: mostly ideographs beside ASCII, few private characters (Big5 read as GB18030)."""
    foreign = _FOREIGN.sub("", text[:_SAMPLE])
    return len(_CHINESE.findall(foreign)) > 0.5 * len(foreign) and len(_PRIVATE.findall(foreign)) <= 0.005 * len(
        foreign
    )


def _unify(text: str) -> str:
    """End every line with a single line feed, as opening a text file does."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _damage(text: str) -> str:
    return f"文件有 {text.count(chr(0xFFFD))} 处字符损坏，已用 � 代替，请对照原文核对。"


def _binary() -> Unreadable:
    return Unreadable("file.binary", "这不是文字文件，里面是二进制数据；请上传 docx、带文字的 PDF、网页或文本文件。")
