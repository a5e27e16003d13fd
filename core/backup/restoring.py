"""Restoring: verified first, into an empty database, as one transaction; then the tables are brought up to date."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core import clock
from core.backup.reading import Manifest, members, verify
from core.backup.rows import kept_models, migration_names, put
from core.exceptions import DomainError

# rows that `migrate` itself makes; a database with no others is empty
MADE_BY_MIGRATE = ("contenttypes.", "auth.permission")


def restore(source: Path, key: bytes | None, *, replace: bool) -> Manifest:
    """Bring a backup back; with `replace` what the database and the folder of files hold gives way to it.

    The tables are made as they were when the backup was written and migrated to the newest form afterwards, so an old
    backup comes back under a newer program. Raises DomainError before anything is touched when the backup is damaged,
    comes from a newer program, or the database is not empty.
    """
    manifest = verify(source, key)
    executor = MigrationExecutor(connection)
    wanted = {_node(name) for name in manifest.migrations}
    unknown = sorted(wanted - set(executor.loader.graph.nodes) - set(executor.loader.disk_migrations))
    if unknown:
        raise DomainError("restore.newer", f"备份来自更新的程序版本（{unknown[0][0]}.{unknown[0][1]}），请先升级程序。")
    _refuse_full(manifest, replace=replace)
    executor.migrate(_newest(executor, wanted))
    state = executor.loader.project_state(_newest(executor, wanted))
    folder = _fresh_folder(Path(settings.MEDIA_ROOT))
    _load(source, key, manifest, state.apps, folder)
    call_command("migrate", verbosity=0)
    for command, options in settings.DUBAN_AFTER_RESTORE:
        call_command(command, **options)
    return manifest


def _node(name: str) -> tuple[str, str]:
    app, _, migration = name.partition(".")
    return app, migration


def _newest(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return of the backup's migrations those that no other of them builds upon."""
    graph = executor.loader.graph
    known = wanted & set(graph.nodes)
    built_upon = {parent.key for node in known for parent in graph.node_map[node].parents}
    return sorted(known - built_upon)


def _refuse_full(manifest: Manifest, *, replace: bool) -> None:
    applied = migration_names()
    if applied and applied != manifest.migrations:
        message = "数据库结构与备份时不同，请新建一个空数据库（不要先执行 migrate 或 init），再恢复。"
        raise DomainError("restore.other_tables", message)
    full = [model._meta.verbose_name for model in kept_models() if applied and _has_rows(model)]
    files = Path(settings.MEDIA_ROOT)
    if files.is_dir() and any(files.iterdir()):
        full.append(str(files))
    if full and not replace:
        shown = "、".join(str(name) for name in full[:5])
        raise DomainError(
            "restore.not_empty", f"已有数据（{shown} 等 {len(full)} 处）；确要以备份取代，请加 --replace。"
        )


def _has_rows(model: Any) -> bool:
    if str(model._meta.label_lower).startswith(MADE_BY_MIGRATE):
        return False
    return bool(model._base_manager.exists())


def _load(source: Path, key: bytes | None, manifest: Manifest, registry: Any, folder: Path) -> None:
    """Read the backup a second time and fill tables and folder."""
    models = {model._meta.label_lower: model for model in kept_models(registry)}
    with transaction.atomic():
        _empty_tables()
        for name, content in members(source, key):
            kind, _, rest = name.partition("/")
            if kind == "tables":
                label = rest.removesuffix(".jsonl")
                table = manifest.tables[label]
                put(models[label], content, table["columns"])
            elif kind == "files":
                path = folder / rest
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with path.open("xb") as file:
                    shutil.copyfileobj(content, file)
                path.chmod(0o600)
        _continue_numbering(list(models.values()))
        # a row that points nowhere shows before the files move, not at the commit
        connection.check_constraints()
        _set_in_place(folder, Path(settings.MEDIA_ROOT))


def _empty_tables() -> None:
    """Take away every row of every table, in the transaction, so that a failed restore leaves what was there."""
    kept = {"django_migrations"}
    tables = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in kept]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            quoted = ", ".join(connection.ops.quote_name(name) for name in tables)
            cursor.execute(f"TRUNCATE {quoted}")
            return
        for name in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608  # nosec B608


def _continue_numbering(models: list[Any]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _fresh_folder(target: Path) -> Path:
    """Make an empty folder beside the one that is to be filled: moving it into place is one step."""
    folder = target.with_name(f"{target.name}.restoring")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def _set_in_place(folder: Path, target: Path) -> None:
    """Put the restored files where they belong; what was there is kept beside them under the time."""
    if target.exists():
        target.rename(target.with_name(f"{target.name}.before-{clock.real_now():%Y%m%d%H%M%S}"))
    folder.rename(target)
