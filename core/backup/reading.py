"""Reading a backup: every byte is compared with the manifest before anything is restored."""

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core.backup.envelope import Opening, is_encrypted
from core.backup.writing import FORM, PIECE
from core.exceptions import DomainError

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says it holds."""

    made_at: str
    database: str
    migrations: list[str]
    tables: dict[str, dict[str, Any]]
    files: dict[str, dict[str, Any]]
    missing_files: list[str]

    @property
    def rows(self) -> int:
        """How many rows all tables hold."""
        return sum(int(table["rows"]) for table in self.tables.values())


def verify(source: Path, key: bytes | None) -> Manifest:
    """Read the whole backup and return its manifest; raises DomainError for what is missing, changed or foreign."""
    sums, manifest = dict[str, str](), None
    with said_in_words():
        for name, content in members(source, key):
            if name == MANIFEST:
                manifest = _manifest(content.read())
            else:
                sums[name] = _sum(content)
    if manifest is None:
        raise DomainError("backup.incomplete", "备份不完整：没有清单。")
    stated = {f"tables/{label}.jsonl": table["sha256"] for label, table in manifest.tables.items()}
    stated |= {f"files/{name}": file["sha256"] for name, file in manifest.files.items()}
    wrong = sorted(name for name in stated.keys() | sums.keys() if stated.get(name) != sums.get(name))
    if wrong:
        raise DomainError("backup.checksum", f"备份与清单不符（{len(wrong)} 处）：{'、'.join(wrong[:5])}")
    return manifest


def members(source: Path, key: bytes | None) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of each part in order; names that lead elsewhere are refused."""
    with _archive(source, key) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or path.is_absolute() or ".." in path.parts:
                raise DomainError("backup.foreign", f"备份中有不应有的内容：{member.name}")
            yield member.name, content


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn what broken bytes raise into a DomainError."""
    try:
        yield
    except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
        raise DomainError("backup.unreadable", f"备份文件读不出来，可能已损坏或被截断：{error}") from error


@contextmanager
def _archive(source: Path, key: bytes | None) -> Iterator[tarfile.TarFile]:
    sealed = is_encrypted(source)
    if sealed and key is None:
        raise DomainError("backup.key_missing", "备份已加密，请用 --key-file 给出密钥文件。")
    with source.open("rb") as file:
        opened: Any = Opening(file, key) if sealed and key else file
        with gzip.GzipFile(fileobj=opened) as unpacked, tarfile.open(fileobj=unpacked, mode="r|") as archive:
            yield archive
            # what follows the last part must be read too: only the end says that nothing was cut off
            while unpacked.read(PIECE):
                continue


def _manifest(text: bytes) -> Manifest:
    try:
        said = json.loads(text)
        if said.pop("form") != FORM:
            raise DomainError("backup.form", "备份由其他版本的程序写成，本版本读不了。")
        return Manifest(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise DomainError("backup.incomplete", "备份的清单读不出来。") from error


def _sum(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
