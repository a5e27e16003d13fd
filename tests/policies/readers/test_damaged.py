"""Files with a few bytes changed: read or refused, never an error of the program."""

import io
import random
import re
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz_reader import damaged
from policies.parsing.readers import Unreadable, read_bytes

from .files import docx_of, with_member


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_a_damaged_file_is_read_or_refused_in_one_sentence(number: int) -> None:
    data, name = damaged(random.Random(number))
    said = _words_or_refusal(data, name)
    assert said.strip()


def _words_or_refusal(data: bytes, name: str) -> str:
    try:
        return read_bytes(data, name).text
    except Unreadable as refused:
        return refused.message if refused.code.startswith("file.") else ""


def test_a_word_file_without_styles_is_read() -> None:
    package = docx_of("由市财政局牵头")
    relations = zipfile.ZipFile(io.BytesIO(package)).read("word/_rels/document.xml.rels").decode()
    without = re.sub(r'<Relationship [^>]*relationships/styles"[^>]*/>', "", relations)
    assert without != relations
    assert read_bytes(with_member(package, "word/_rels/document.xml.rels", without.encode()), "a.docx").text == (
        "由市财政局牵头\n"
    )
