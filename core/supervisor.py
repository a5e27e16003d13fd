"""Keeping a handful of processes alive: started together, started again with back-off, ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

LONGEST_WAIT = 30.0
# a child that lived so long has recovered: its next fall waits one second again
STABLE_SECONDS = 60.0
STOP_SECONDS = 6.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of the house."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    next_start: float = 0.0


@dataclass
class Supervisor:
    """Starts the children, watches them, and ends them within seconds."""

    children: list[Child]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, ready: Callable[[], None]) -> None:
        """Keep everything alive until a signal asks to stop; `ready` is called on every round until it raises no more.

        A child that dies is started again after 1, 2, 4 … 30 seconds.
        """
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda *_: self.stopping.set())
        try:
            while not self.stopping.is_set():
                for child in self.children:
                    self._tend(child)
                ready()
                self.stopping.wait(0.3)
        finally:
            self._stop()

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.next_start:
                self._start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        child.falls = 0 if now - child.started > STABLE_SECONDS else child.falls
        wait = min(2.0**child.falls, LONGEST_WAIT)
        child.falls += 1
        child.process, child.next_start = None, now + wait
        self.say(f"{child.name} 意外退出（{code}），{wait:.0f} 秒后重新启动")

    def _start(self, child: Child) -> None:
        # an own group: Ctrl-C reaches the supervisor alone, which ends the others in good order
        child.process = subprocess.Popen(
            child.command,
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 the supervisor has one thread
        )
        child.started = time.monotonic()

    def _stop(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _die_with_parent() -> None:
    """Let the kernel end a child whose supervisor was killed; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
