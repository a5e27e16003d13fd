"""Files of strangers are read in a bounded process: limits hold, nothing leaks, and the answer is one sentence."""

import time

import pytest

from core.exceptions import UnreadableFile
from policies.services import sandbox

from .readers.files import PNG

NAUGHTY = "tests.policies.naughty"


@pytest.fixture(autouse=True)
def _short(settings):
    settings.DUBAN_PARSE_SECONDS = 2
    settings.DUBAN_PARSE_MEMORY_MB = 512


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "file.empty"), (PNG, "file.disguised"), (b"\x00\x01" * 500, "file.broken")],
    ids=["empty", "picture", "bytes"],
)
def test_a_refusal_keeps_its_code_and_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        sandbox.read_policy(data=data, filename="通知.docx")
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


def test_too_many_bytes_are_refused_before_a_process_starts(settings, monkeypatch) -> None:
    settings.DUBAN_UPLOAD_MAX_BYTES = 1024
    monkeypatch.setattr(sandbox, "_run", lambda *_, **__: pytest.fail("a process was started"))
    with pytest.raises(UnreadableFile) as refused:
        sandbox.read_policy(data=b"x" * 2000, filename="a.txt")
    assert refused.value.code == "file.too_large"


@pytest.mark.parametrize(
    ("act", "code"),
    [("spin", "file.timeout"), ("hoard", "file.memory"), ("crash", "file.crashed"), ("exit", "file.crashed")],
)
def test_a_process_beyond_its_limits_ends_in_one_clear_sentence(act: str, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as refused:
        sandbox.ask_child(NAUGHTY, {"act": act}, b"")
    assert refused.value.code == code
    assert refused.value.message.endswith("。")
    assert time.monotonic() - began < 8


def test_a_process_that_waits_for_ever_is_ended() -> None:
    with pytest.raises(UnreadableFile) as refused:
        sandbox._run(NAUGHTY, b'{"act": "sleep", "seconds": 5, "memory_mb": 512}\n', wall=1)
    assert refused.value.code == "file.timeout"


def test_the_process_sees_no_secret_and_loads_no_framework(monkeypatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for children")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@db/duban")
    answer = sandbox.ask_child(NAUGHTY, {"act": "tell"}, b"12345")
    assert answer["size"] == 5
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(answer["environment"])
    assert not [name for name in answer["modules"] if name.split(".")[0] in {"django", "celery", "lxml", "jieba"}]


def test_the_process_can_fill_no_file(tmp_path) -> None:
    target = tmp_path / "left behind"
    with pytest.raises(UnreadableFile):
        sandbox.ask_child(NAUGHTY, {"act": "write", "path": str(target)}, b"")
    assert target.stat().st_size == 0
