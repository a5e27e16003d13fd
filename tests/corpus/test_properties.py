"""What holds for every reading, on every document of the corpus: widths, script and spans change nothing."""

import random

import opencc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import fuzz_reader
from policies.parsing import read
from policies.parsing.types import ParsedFile

from .golden import Case, cases

CASES = cases()
WIDTHS = ["，,", "（(", "）)", "：:", "；;", *(chr(0x30 + n) + chr(0xFF10 + n) for n in range(10))]


def _shuffled(text: str, seed: int) -> str:
    """Return the text with each punctuation mark and digit in one of its two widths."""
    rng = random.Random(seed)
    pairs = {sign: pair for pair in WIDTHS for sign in pair}
    return "".join(rng.choice(pairs[sign]) if sign in pairs else sign for sign in text)


def _essence(file: ParsedFile) -> list[object]:
    """Return what was read, without the printed forms that may differ in width or script."""
    return [
        (
            document.kind,
            document.issued_on,
            document.published_on,
            document.effective_on,
            document.expires_on,
            [
                (
                    measure.span,
                    measure.lead_basis,
                    [(unit.role, unit.basis, unit.span) for unit in measure.units],
                    [(d.date, d.precision, d.recurrence, d.span) for d in measure.deadlines],
                    [(t.value, t.comparator, t.due, t.span) for t in measure.targets],
                    [(f.code, f.span) for f in measure.findings],
                )
                for measure in document.measures
            ],
        )
        for document in file.documents
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_reading_is_the_same_after_a_shuffle_of_half_and_full_width(case: Case, seed: int) -> None:
    assert _essence(read(_shuffled(case.text, seed))) == _essence(read(case.text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_reading_is_the_same_in_traditional_script(case: Case) -> None:
    traditional = opencc.OpenCC("s2tw").convert(case.text)
    assert len(traditional) == len(case.text)
    there, here = read(traditional), read(opencc.OpenCC("tw2s").convert(traditional))
    assert _essence(there) == _essence(here)
    names = [[u.name for m in document.measures for u in m.units] for document in there.documents]
    assert names == [[u.name for m in document.measures for u in m.units] for document in here.documents]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_reading_depends_on_nothing_that_was_read_before(case: Case) -> None:
    first = read(case.text)
    for other in CASES[:3]:
        read(other.text)
    assert read(case.text) == first


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9))
def test_nonsense_is_read_without_an_error_and_in_time(number: int) -> None:
    kind, text, spent = fuzz_reader.one(2, number)
    assert spent <= fuzz_reader.allowed(len(text)), (kind, number)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.text(
        alphabet=st.sampled_from(sorted({*fuzz_reader.SIGNS, *"市财政局责任单位牵头配合年底前亿元家"})), max_size=400
    )
)
def test_every_value_of_any_reading_lies_inside_the_text(text: str) -> None:
    for document in read(text).documents:
        for measure in document.measures:
            spans = [measure.span, *(u.span for u in measure.units), *(d.span for d in measure.deadlines)]
            spans += [target.span for target in measure.targets]
            assert all(0 <= start < end <= len(text) for start, end in spans)
