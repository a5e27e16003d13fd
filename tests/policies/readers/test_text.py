"""Plain text: the encodings offices use, line ends, and where spans point."""

import pytest

from policies.parsing.readers import Unreadable, read_bytes

WORDS = "云州市人民政府办公室关于印发重点工作任务的通知\n\n一、强化统筹。由市发展改革委牵头，市财政局配合。\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_every_usual_encoding_gives_the_same_words(encoding: str, named: str) -> None:
    read = read_bytes(WORDS.encode(encoding), "通知.txt")
    assert (read.text, read.format, read.encoding, read.warnings) == (WORDS, "text", named, ())


def test_a_short_gb18030_text_is_not_taken_for_korean() -> None:
    assert read_bytes("责任单位：市财政局".encode("gb18030"), "a.txt").text == "责任单位：市财政局"


def test_a_byte_order_mark_keeps_the_offsets_of_a_plain_reading(tmp_path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS.encode("utf-8-sig"))
    plain = path.read_text(encoding="utf-8")
    read = read_bytes(path.read_bytes(), path.name)
    assert read.text[0] == "\n"
    assert read.text[1:] == plain[1:]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_ends_alike_and_spans_agree_with_a_file_opened_as_text(end: str, tmp_path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS.replace("\n", end).encode())
    assert read_bytes(path.read_bytes(), path.name).text == WORDS == path.read_text(encoding="utf-8")


def test_big5_is_read_with_a_warning_to_look_at_it() -> None:
    words = "一、由市發展改革委牽頭，會同有關單位推進重點工作，確保年底前完成各項任務。\n" * 3
    read = read_bytes(words.encode("big5hkscs"), "a.txt")
    assert read.text == words
    assert "核对" in read.warnings[0]


def test_a_damaged_character_is_shown_and_counted_instead_of_turning_all_into_nonsense() -> None:
    data = bytearray((WORDS * 5).encode())
    data[200] = 0xFF
    read = read_bytes(bytes(data), "a.txt")
    assert read.encoding == "utf-8"
    assert "市发展改革委牵头" in read.text
    assert "字符损坏" in read.warnings[0]


def test_words_that_fit_no_encoding_are_refused() -> None:
    data = bytes(byte for byte in range(0x80, 0x100)) * 20
    with pytest.raises(Unreadable) as refused:
        read_bytes(data, "a.txt")
    assert refused.value.code in {"file.encoding", "file.binary"}


@pytest.mark.parametrize("content", ["", " \n\t\r\n", "\u3000\u00a0", "\ufeff\n"])
def test_a_file_without_words_is_called_empty(content: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_bytes(content.encode(), "a.txt")
    assert refused.value.code == "file.empty"
