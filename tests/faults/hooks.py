"""What a process under test does at a checkpoint: nothing, die, or stop, once in all processes together.

`DUBAN_FAULT` is `kill:accepted:3` or `pause:sending:1`: act, checkpoint, how many times it was passed before.
`DUBAN_FAULT_MARK` names the file that is made when the fault strikes: the proof that it did.
"""

import os
import signal
from collections import Counter

_passed: Counter[str] = Counter()
SIGNALS = {"kill": signal.SIGKILL, "pause": signal.SIGSTOP}


def checkpoint(name: str) -> None:
    """Strike if this is the place and the time."""
    fault = os.environ.get("DUBAN_FAULT", "")
    if not fault:
        return
    act, place, times = fault.split(":")
    if place != name:
        return
    _passed[name] += 1
    if _passed[name] == int(times) and _first(os.environ["DUBAN_FAULT_MARK"]):
        os.kill(os.getpid(), SIGNALS[act])


def _first(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True
