"""The whole way of a file: through the bounded process and back as parsed documents."""

import threading

from policies.services import sandbox

from .readers.files import docx_of

WORDS = "云州市稳增长措施\n一、稳住工业。（牵头单位：市工业和信息化局；配合单位：市财政局）\n"


def test_a_document_comes_back_parsed_with_its_format_and_warnings() -> None:
    read = sandbox.read_policy(data=WORDS.encode("gb18030"), filename="通知.doc")
    assert read.parsed.text == WORDS
    assert read.format == "text"
    assert "扩展名与内容不符" in read.warnings[0]
    unit = read.parsed.documents[0].measures[0].units[0]
    assert (unit.name, unit.role) == ("市工业和信息化局", "lead")
    assert WORDS[slice(*unit.span)] == "市工业和信息化局"


def test_a_word_file_is_read_under_the_same_limits() -> None:
    read = sandbox.read_policy(data=docx_of(*WORDS.splitlines()), filename="通知.docx")
    assert read.parsed.documents[0].measures[0].units[0].name == "市工业和信息化局"


def test_several_threads_read_at_once() -> None:
    found: list[str] = []

    def read() -> None:
        found.append(sandbox.read_policy(data=WORDS.encode(), filename="a.txt").parsed.text)

    threads = [threading.Thread(target=read) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [WORDS] * 5
