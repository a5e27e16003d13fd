"""Every word list brings examples, and every example reads as it says."""

from collections.abc import Mapping
from datetime import date

import pytest

from policies.parsing.deadlines import DateContext, find_deadlines
from policies.parsing.metadata import read_metadata
from policies.parsing.targets import find_targets
from policies.parsing.validity import read_validity
from policies.parsing.vocabulary import vocabulary

CONTEXT = DateContext(2025, date(2025, 3, 1), date(2025, 3, 1), date(2025, 3, 1))


def _words(example: Mapping[str, str]) -> str:
    return example["words"]


@pytest.mark.parametrize("example", vocabulary("time").examples(), ids=_words)
def test_the_words_of_time_read_as_their_examples_say(example: Mapping[str, str]) -> None:
    found = find_deadlines(example["words"], (0, len(example["words"])), CONTEXT)
    assert [f"{each.date or each.recurrence} {each.precision}" for each in found] == [example["reads"]]


@pytest.mark.parametrize("example", vocabulary("quantity").examples(), ids=_words)
def test_the_words_of_quantity_read_as_their_examples_say(example: Mapping[str, str]) -> None:
    found = find_targets(example["words"], (0, len(example["words"])), CONTEXT)
    assert ", ".join(f"{each.value:.16g} {each.unit} {each.comparator}" for each in found) == example["reads"]


@pytest.mark.parametrize("example", vocabulary("validity").examples(), ids=_words)
def test_the_words_of_validity_read_as_their_examples_say(example: Mapping[str, str]) -> None:
    words = example["words"]
    span = (0, len(words))
    assert str(read_validity(words, span, read_metadata(words, span))[0]) == example["reads"]
