"""What is not read: each kind gets its own code and one clear Chinese sentence, quickly and without much memory."""

import io
import random
import re
import time
import tracemalloc
import zipfile

import pytest

from policies.parsing.readers import Unreadable, read_bytes

from .files import PNG, docx_of, pdf, with_member

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
OLE_WORD = OLE + "WordDocument".encode("utf-16-le") + bytes(400)


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def _bomb() -> bytes:
    return with_member(docx_of("甲"), "word/media/image1.png", bytes(150 * 1024 * 1024))


def _bomb_in_words() -> bytes:
    return with_member(docx_of("甲"), "word/document.xml", b"<a>" + b" " * (60 * 1024 * 1024) + b"</a>")


def _crowd() -> bytes:
    out = io.BytesIO(docx_of("甲"))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(4000):
            archive.writestr(f"word/media/{number}.bin", b"")
    return out.getvalue()


def _entities() -> bytes:
    nested = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    markup = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "哈">{nested}]><w>&e9;</w>'
    return with_member(docx_of("甲"), "word/document.xml", markup.encode())


def _outside_entity(encoding: str) -> bytes:
    markup = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><w>&e;</w>'
    return with_member(docx_of("甲"), "word/styles.xml", markup.encode(encoding))


CASES = {
    "no bytes at all": (b"", "a.txt", "file.empty"),
    "random bytes": (random.Random(1).randbytes(100_000), "a.txt", "file.binary"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(200), "a.txt", "file.binary"),
    "a picture": (PNG, "a.png", "file.picture"),
    "a picture renamed": (PNG, "通知.docx", "file.disguised"),
    "a photograph renamed": (b"\xff\xd8\xff\xe0" + bytes(90), "通知.pdf", "file.disguised"),
    "a picture's name without a picture": (b"abc", "a.png", "file.unsupported"),
    "an old Word file": (OLE_WORD, "通知.doc", "file.legacy_doc"),
    "an old Word file renamed": (OLE_WORD, "通知.docx", "file.legacy_doc"),
    "a WPS file": (OLE_WORD, "通知.wps", "file.wps"),
    "an old workbook": (OLE + "Workbook".encode("utf-16-le"), "a.doc", "file.unsupported"),
    "a Word file with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "通知.docx", "file.encrypted"),
    "an OFD": (_zip(OFD_xml=b"<a/>"), "通知.ofd", "file.ofd"),
    "an OFD renamed": (_zip(OFD_xml=b"<a/>"), "通知.docx", "file.ofd"),
    "a workbook": (_zip(xl__workbook_xml=b"<a/>"), "台账.xlsx", "file.unsupported"),
    "a workbook renamed": (_zip(xl__workbook_xml=b"<a/>"), "台账.docx", "file.unsupported"),
    "an archive": (_zip(a=b"1"), "全部.zip", "file.archive"),
    "an archive renamed": (_zip(a=b"1"), "全部.docx", "file.archive"),
    "a rar": (b"Rar!\x1a\x07\x00" + bytes(90), "全部.txt", "file.archive"),
    "rich text": (b"{\\rtf1 abc}", "通知.doc", "file.rtf"),
    "rich text by its name": (b"{\\rtf1 abc}", "通知.rtf", "file.rtf"),
    "an unknown extension": ("市财政局牵头".encode(), "a.exe", "file.unsupported"),
    "too long a text": ("督".encode() * 10 * 1024 * 1024, "a.txt", "file.too_large"),
    "half a Word file": (docx_of("甲" * 5000)[:-900], "a.docx", "file.broken"),
    "words under a Word name": ("市财政局牵头".encode(), "a.docx", "file.broken"),
    "words under a PDF name": ("市财政局牵头".encode(), "a.pdf", "file.broken"),
    "a Word file without its main part": (_zip(word__document_xml=b"<a/>"), "a.docx", "file.broken"),
    "a Word file whose XML ends early": (
        with_member(docx_of("甲"), "word/document.xml", b"<w"),
        "a.docx",
        "file.broken",
    ),
    "a package with a wrong checksum": (
        docx_of("甲").replace(b"PK\x03\x04", b"PK\x03\x05", 1),
        "a.docx",
        "file.broken",
    ),
    "the first bytes of a PDF": (pdf([[(90, 700, "正文")]])[:60], "a.pdf", "file.broken"),
    "a PDF without pages": (b"%PDF-1.4\n%%EOF\n", "a.pdf", "file.broken"),
    "a scanned PDF": (pdf([[], [], [(280, 60, "— 3 —")]]), "a.pdf", "file.scanned_pdf"),
    "a package that unpacks to 150 MB": (_bomb(), "a.docx", "file.unpacked_too_large"),
    "a text part of 60 MB": (_bomb_in_words(), "a.docx", "file.unpacked_too_large"),
    "a package of 4,000 members": (_crowd(), "a.docx", "file.unpacked_too_large"),
    "entities in entities": (_entities(), "a.docx", "file.unsafe_xml"),
    "an entity from the disk": (_outside_entity("utf-8"), "a.docx", "file.unsafe_xml"),
    "an entity in UTF-16": (_outside_entity("utf-16"), "a.docx", "file.unsafe_xml"),
    "a page that opens and never closes": (b"<html><body>" + b"<div>" * 400_000, "a.html", "file.broken"),
    "a page without words": (b"<html><body><script>1</script></body></html>", "a.html", "file.empty"),
    "a Word file without words": (docx_of(""), "a.docx", "file.empty"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_unreadable_file_gets_one_clear_sentence_in_bounded_time_and_memory(name: str) -> None:
    data, filename, code = CASES[name]
    tracemalloc.start()
    began = time.perf_counter()
    try:
        with pytest.raises(Unreadable) as refused:
            read_bytes(data, filename)
        spent, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.code == code
    # what happened, then what to do: one sentence in Chinese that ends
    assert re.fullmatch(r"[^。\n]{8,90}。", refused.value.message)
    assert re.search(r"请|已停止", refused.value.message)
    assert spent < 3
    assert peak < 100 * 1024 * 1024


@pytest.mark.parametrize(
    "masthead",
    [
        "机密★1年\n云州市人民政府文件",
        "000012\n秘密★10年\n特急\n云州市人民政府文件",
        "云州市人民政府办公室\n绝密★",
        "機密★長期\n雲州市人民政府文件",
        "密级：秘密\n云州市人民政府文件",
        "份号：000001 机密★3年 特急\n云州市人民政府文件",
        "云州市人民政府文件\n秘密",
        "机密★6个月云政发〔2025〕3号关于印发工作方案的通知",
    ],
)
def test_a_document_that_bears_a_classification_mark_is_refused(masthead: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_bytes(f"{masthead}\n一、由市发展改革委牵头。\n".encode(), "a.txt")
    assert refused.value.code == "file.secret_marked"
    assert "未保存" in refused.value.message


@pytest.mark.parametrize(
    "words",
    [
        "一、加强商业秘密保护。由市市场监管局牵头。",
        "涉及国家秘密的事项按规定办理。",
        "落实机密文件管理制度，标注“机密★1年”的文件由专人保管。",
        "密级：公开\n云州市人民政府文件",
        "关于加强秘密载体管理的通知",
    ],
)
def test_the_mere_word_secret_is_no_mark(words: str) -> None:
    assert read_bytes(words.encode(), "a.txt").text == words
