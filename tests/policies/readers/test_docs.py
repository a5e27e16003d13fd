"""Codes are a contract: the page that lists them and the code that raises them agree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_every_code_of_an_unreadable_file_is_listed_and_no_other() -> None:
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "policies").rglob("*.py"))
    raised = set(re.findall(r'"(file\.[a-z_]+)"', sources))
    listed = set(re.findall(r"^\| `(file\.[a-z_]+)`", (ROOT / "docs" / "formats.md").read_text("utf-8"), re.MULTILINE))
    assert raised == listed
