"""What an operator sets: read from the environment; a wrong value stops the start and is named in Chinese."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

SHORTEST_KEY = 40
T = TypeVar("T")


class Environment:
    """Typed variables of the environment and of `.env`; what is missing takes its default."""

    def __init__(self, file: Path) -> None:
        self._env = Env()
        self._env.read_env(file, recurse=False)

    def text(self, name: str, default: str) -> str:
        """Return a text; line breaks and other control characters are refused, they end up in headers and logs."""
        value = self._env.str(name, default)
        if any(not character.isprintable() for character in value):
            raise ImproperlyConfigured(f"{name}：不得含有换行等控制字符")
        return value

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """Return a whole number not below `least`."""
        value = self._read(self._env.int, name, default, "应为整数")
        if value < least:
            raise ImproperlyConfigured(f"{name}：不得小于 {least}，现在是 {value}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return a yes or no."""
        return self._read(self._env.bool, name, default, "应为 true 或 false")

    def parts(self, name: str, default: list[str]) -> list[str]:
        """Return the parts between commas, without those that are empty."""
        parts = self._read(self._env.list, name, default, "应为逗号分隔的若干项")
        return [part.strip() for part in parts if part.strip()]

    def _read(self, parse: Callable[..., Any], name: str, default: T, wanted: str) -> T:
        # an empty line in the file means "not set", not "nothing of that kind"
        if not os.environ.get(name, "").strip():
            return default
        try:
            return cast("T", parse(name))
        except (EnvError, ValueError) as error:
            raise ImproperlyConfigured(f"{name}：{wanted}，现在是“{os.environ[name]}”") from error


def kept_key(path: Path, *, make: bool) -> str:
    """Return the secret key kept in a file that its owner alone may read; "" when there is none.

    With `make` a missing one is made. Raises ImproperlyConfigured for a file that others may read.
    """
    if make and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, secrets.token_urlsafe(50))
    if not path.exists():
        return ""
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"SECRET_KEY_FILE：{path} 可被他人读取，请执行 chmod 600")
    return path.read_text(encoding="ascii").strip()


def _write_new(path: Path, key: str) -> None:
    """Put a complete file in place; of two processes that begin together the first one's key stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
