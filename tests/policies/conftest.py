"""Fixtures of the policies: a reader that answers with a prepared file, and an imported policy."""

from collections.abc import Callable

import pytest

from policies.models import Policy
from policies.parsing.types import ParsedFile
from policies.services import importing, sandbox
from tests.policies.builder import HOUSING, ROADS, WATER, document, reading


@pytest.fixture
def reads(monkeypatch, settings, tmp_path) -> Callable[[ParsedFile], None]:
    """Let the reading process answer with this file, and keep stored bytes in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path

    def answer(parsed: ParsedFile) -> None:
        monkeypatch.setattr(sandbox, "read_policy", lambda **_: reading(parsed))

    return answer


@pytest.fixture
def take_in(cast, reads):
    """Import a prepared file as the supervisor."""

    def act(parsed: ParsedFile, data: bytes | None = None, **options) -> importing.ImportOutcome:
        reads(parsed)
        content = data if data is not None else parsed.text.encode()
        options.setdefault("by", cast.supervisor)
        return importing.import_file(jurisdiction=cast.jurisdiction, data=content, filename="措施.txt", **options)

    return act


@pytest.fixture
def policy(take_in) -> Policy:
    """A policy of three measures: roads and water without doubt, housing with a misprinted unit."""
    imported: Policy = take_in(document(ROADS, WATER, HOUSING)).policies[0]
    return imported
