"""Codes of findings are a promise: the page that lists them and the table agree."""

import re
from pathlib import Path

from policies.parsing.findings import CATALOGUE

PAGE = Path(__file__).parents[3] / "docs" / "parser.md"


def test_the_page_lists_every_code_with_its_weight() -> None:
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| (doubt|info) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == {code: severity for code, (severity, _) in CATALOGUE.items()}
