"""One small document a rule of the domain, each read exactly as a careful clerk reads it."""

import pytest

from policies.parsing import read

from .golden import Case, cases, problems

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_document_reads_as_its_golden_file_says(case: Case) -> None:
    assert problems(case.golden, read(case.text)) == [], case.golden["shows"]


def test_the_corpus_covers_the_domain() -> None:
    assert len(CASES) >= 40
    assert len({case.golden["shows"] for case in CASES}) == len(CASES)
