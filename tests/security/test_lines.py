"""Each promise about input, access and sessions names the tests that hold it, and these exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.security.lines import LINES

pytestmark = pytest.mark.pure
TESTS = Path(__file__).resolve().parents[1]
PLAN = TESTS.parents[1] / "shared" / "RELIABILITY.md"


@cache
def found_in(path: str) -> frozenset[str]:
    """Return the names of the tests a file holds."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and "test" in node.name)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]} {line[1]}")
def test_the_tests_of_a_promise_exist(line):
    assert LINES[line]
    missing = [test for test in LINES[line] if test.partition("::")[2] not in found_in(test.partition("::")[0])]
    assert missing == []


def test_no_sentence_of_the_plan_is_without_a_promise_here():
    if not PLAN.exists():
        pytest.skip("the plan ../shared/RELIABILITY.md is not at hand")
    plan = PLAN.read_text(encoding="utf-8")
    for heading in ("Access", "Input"):
        part = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", plan, re.MULTILINE | re.DOTALL)
        assert part, heading
        text = " ".join(part[1].split())
        promises = [promise for known, promise in LINES if known == heading]
        assert [promise for promise in promises if promise not in text] == []
        sentences = re.split(r"(?<=[.;])\s", text)
        assert [one for one in sentences if not any(promise in one for promise in promises)] == []
