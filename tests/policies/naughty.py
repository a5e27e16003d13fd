"""A reading process that misbehaves on request: what the limits of the sandbox are for."""

import ctypes
import os
import sys
import time
from pathlib import Path
from typing import Any

from policies.parsing.child import Answer, serve


def _misbehave(request: Answer, data: bytes) -> Answer:
    act = request["act"]
    if act == "spin":
        while True:
            pass
    if act == "sleep":
        time.sleep(600)
    if act == "hoard":
        kept: list[Any] = []
        while True:
            kept.append(bytearray(64 * 1024 * 1024))
    if act == "crash":
        ctypes.string_at(0)
    if act == "exit":
        sys.exit(3)
    if act == "write":
        with Path(request["path"]).open("wb") as file:
            file.write(b"x" * 4096)
    return {"environment": sorted(os.environ), "modules": sorted(sys.modules), "size": len(data)}


if __name__ == "__main__":
    serve(_misbehave)
