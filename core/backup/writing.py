"""Writing a backup: one moment of the database, then the files its rows name and whatever else is stored."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from core import clock
from core.backup.envelope import Sealing
from core.backup.rows import columns, kept_models, lines, migration_names
from core.exceptions import DomainError

FORM = 1
PIECE = 1024 * 1024


def write_backup(target: Path, key: bytes | None) -> dict[str, Any]:
    """Write database and stored files to `target`; returns the manifest.

    The file stands complete or not at all. Raises DomainError when it exists or the tables wait for a migration.
    """
    if target.exists():
        raise DomainError("backup.exists", f"{target} 已存在，不覆盖。")
    if MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes()):
        raise DomainError("backup.migrate_first", "数据库结构与程序不一致，请先执行 migrate。")
    draft = target.with_name(f".{target.name}.partial")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            manifest = _fill(file, key, target.parent)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _fill(file: IO[bytes], key: bytes | None, scratch: Path) -> dict[str, Any]:
    sealed = Sealing(file, key) if key else None
    packed = gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=sealed or file)
    with packed, tarfile.open(fileobj=packed, mode="w|") as archive:
        with one_moment():
            manifest = _begin()
            for model in kept_models():
                manifest["tables"][model._meta.label_lower] = _table(archive, model, scratch)
            named = set(_named_files())
        manifest["files"] = dict(_files(archive, Path(settings.MEDIA_ROOT)))
        manifest["missing_files"] = sorted(named - set(manifest["files"]))
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        _add(archive, "manifest.json", io.BytesIO(text), len(text))
    if sealed:
        sealed.close()
    return manifest


def _begin() -> dict[str, Any]:
    return {
        "form": FORM,
        "made_at": clock.real_now().isoformat(),
        "database": connection.vendor,
        "migrations": migration_names(),
        "tables": {},
    }


@contextmanager
def one_moment() -> Iterator[None]:
    """Let every read inside see the database as it stood at the first one; nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # the settings begin transactions as writers (IMMEDIATE); a reader of the WAL blocks nobody
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _table(archive: tarfile.TarFile, model: type[models.Model], scratch: Path) -> dict[str, Any]:
    rows, digest = 0, hashlib.sha256()
    with tempfile.TemporaryFile(dir=scratch) as draft:
        for line in lines(model):
            draft.write(line)
            digest.update(line)
            rows += 1
        size = draft.tell()
        draft.seek(0)
        _add(archive, f"tables/{model._meta.label_lower}.jsonl", draft, size)
    names = [field.attname for field in columns(model)]
    return {"columns": names, "rows": rows, "sha256": digest.hexdigest()}


def _named_files() -> Iterable[str]:
    """Yield the names of stored files that rows point at."""
    for model in kept_models():
        for field in columns(model):
            if isinstance(field, models.FileField):
                stored = model._base_manager.exclude(**{field.attname: ""}).values_list(field.attname, flat=True)
                yield from (name for name in stored.iterator(chunk_size=2000) if name)


def _files(archive: tarfile.TarFile, root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(root).as_posix()
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
            size = file.tell()
            file.seek(0)
            _add(archive, f"files/{name}", file, size)
        yield name, {"size": size, "sha256": digest.hexdigest()}


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, content)
