"""The process that reads what strangers hand in: `python -m policies.parsing.child`, started by services.sandbox.

It gets one line of JSON and the bytes on its standard input, puts limits on itself before it looks at them, and prints
one line of JSON: `{"file": …}`, `{"unreadable": {code, message}}` or nothing where it was stopped. No Django, no
database, no settings: whatever breaks in here finds nothing to take.
"""

import json
import resource
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from . import read
from .codec import to_plain
from .readers import Unreadable, read_bytes

Answer = dict[str, Any]
_MEGABYTE = 1024 * 1024


def limit(*, seconds: int, memory_mb: int) -> None:
    """Bound this process for good: processor seconds, address space, no files written, no core dump."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MEGABYTE, memory_mb * _MEGABYTE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(act: Callable[[Answer, bytes], Answer]) -> None:
    """Answer one request with what `act` returns for its header and bytes."""
    request: Answer = json.loads(sys.stdin.buffer.readline())
    limit(seconds=request["seconds"], memory_mb=request["memory_mb"])
    answer = _answer(act, request, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _answer(act: Callable[[Answer, bytes], Answer], request: Answer, data: bytes) -> Answer:
    try:
        return act(request, data)
    except Unreadable as refused:
        return {"unreadable": {"code": refused.code, "message": refused.message}}
    except MemoryError:
        return {"unreadable": {"code": "file.memory"}}
    except RecursionError:
        return {"unreadable": {"code": "file.crashed"}}


def read_and_parse(request: Answer, data: bytes) -> Answer:
    """Read the bytes and parse their words with the names and the day of the request."""
    words = read_bytes(data, request["filename"])
    day = request["reference_date"]
    parsed = read(words.text, names=request["names"], reference_date=date.fromisoformat(day) if day else None)
    return {"file": to_plain(parsed), "format": words.format, "warnings": list(words.warnings)}


if __name__ == "__main__":
    serve(read_and_parse)
