"""Nobody reads a code in the log: every act that the program writes down has its word."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.words import action_word

ROOT = Path(__file__).resolve().parents[2]
# not the pieces of a code that is put together
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
WRITERS = {"record", "tell", "note", "record_person"}
pytestmark = pytest.mark.pure


def written_codes() -> Iterator[tuple[str, str]]:
    """Yield the literal codes passed to what writes the log, with the file that does."""
    for path in ROOT.glob("[a-z]*/**/*.py"):
        app = path.relative_to(ROOT).parts[0]
        if app in {"tests", "bench", "docs", "deploy", "var", "dist"} or "migrations" in path.parts:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name not in WRITERS:
                continue
            given = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "action")]
            for part in (part for value in given for part in ast.walk(value)):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and CODE.fullmatch(part.value):
                    yield part.value, str(path.relative_to(ROOT))


def test_every_act_in_the_log_has_a_word():
    found = dict(written_codes())
    assert len(found) > 40
    assert {code: path for code, path in found.items() if action_word(code) == code} == {}
