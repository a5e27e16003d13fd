"""Read what people hand in, in a child process with limits on processor time, wall time and memory.

Parsers of foreign formats are where files attack. The child is a bare interpreter without Django, settings or secrets
in its environment; a plain `subprocess`, so that it works from a thread of gunicorn and of a Celery worker alike.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from core.exceptions import UnreadableFile
from policies.parsing.codec import from_plain
from policies.parsing.types import ParsedFile

logger = logging.getLogger(__name__)

CHILD = "policies.parsing.child"
_ROOT = Path(__file__).resolve().parent.parent.parent
_LIMITS = {
    "file.timeout": "文件处理超时，可能过于复杂或已损坏；请把正文另存为新的 docx 或文本再上传。",
    "file.memory": "处理这个文件需要的内存超出限制；请把正文另存为新的 docx 或文本再上传。",
    "file.crashed": "文件内容异常，无法解析；请把正文另存为新的 docx 或文本再上传。",
    "file.busy": "正在处理的文件较多，请稍后重新上传。",
}
# each child may take the whole memory limit: two at a time for one process of the web server
_places = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file as read: its parsed documents, its format (`text`, `html`, `docx`, `pdf`) and warnings in Chinese."""

    parsed: ParsedFile
    format: str
    warnings: tuple[str, ...]


def read_policy(*, data: bytes, filename: str, names: Iterable[str] = (), reference: date | None = None) -> FileReading:
    """Read and parse one file; raise `UnreadableFile` with its stable code and one Chinese sentence.

    `names` are the units of the government, `reference` the day that relative dates count from where the document
    tells none. Bytes beyond `DUBAN_UPLOAD_MAX_BYTES` are refused before any process is started.
    """
    if len(data) > settings.DUBAN_UPLOAD_MAX_BYTES:
        limit = settings.DUBAN_UPLOAD_MAX_BYTES / 1024 / 1024
        raise UnreadableFile(
            "file.too_large",
            f"文件有 {len(data) / 1024 / 1024:.1f} MB，超过 {limit:.0f} MB 的上限；请拆成单份文件后再上传。",
        )
    request = {
        "filename": filename,
        "names": list(names),
        "reference_date": reference.isoformat() if reference else None,
    }
    answer = ask_child(CHILD, request, data)
    return FileReading(from_plain(ParsedFile, answer["file"]), answer["format"], tuple(answer["warnings"]))


def ask_child(module: str, request: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Run a module that answers requests (`policies.parsing.child.serve`) under the limits of the settings."""
    seconds = settings.DUBAN_PARSE_SECONDS
    if not _places.acquire(timeout=seconds):
        raise _stopped("file.busy")
    try:
        head = {**request, "seconds": seconds, "memory_mb": settings.DUBAN_PARSE_MEMORY_MB}
        code, out, err = _run(module, json.dumps(head).encode() + b"\n" + data, wall=seconds + 5)
    finally:
        _places.release()
    if code != 0:
        logger.warning("the reading process ended with %s: %s", code, err[-2000:].decode("utf-8", "replace"))
        raise _stopped(_reason(code, err))
    answer: dict[str, Any] = json.loads(out.decode("utf-8", "surrogatepass"))
    if refused := answer.get("unreadable"):
        raise UnreadableFile(refused["code"], refused.get("message") or _LIMITS[refused["code"]])
    return answer


def _run(module: str, sent: bytes, *, wall: float) -> tuple[int, bytes, bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        # nothing of the program's environment: it holds the database's password and the secret key
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        out, err = process.communicate(sent, timeout=wall)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise _stopped("file.timeout") from None
    return process.returncode, out, err


def _reason(code: int, err: bytes) -> str:
    """Tell from the end of the child what stopped it: SIGXCPU and SIGKILL follow the limit of processor time."""
    if code in {-24, -9}:
        return "file.timeout"
    return "file.memory" if b"MemoryError" in err or b"bad_alloc" in err else "file.crashed"


def _stopped(code: str) -> UnreadableFile:
    return UnreadableFile(code, _LIMITS[code])
