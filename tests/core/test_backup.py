"""Backup and restore: what comes back is what was there, table by table and file by file; nothing damaged comes in."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as real_settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from accounts.models import User
from audit.services import record
from core import clock
from core.backup import verify, write_backup
from core.backup.envelope import BLOCK_BYTES, is_encrypted
from core.exceptions import DomainError
from policies.models import SourceFile
from policies.models.search import SearchParagraph
from policies.search.index import Entry, put
from tasks.models import Task
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    """A folder of files and a place for backups."""
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var" / "files"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return tmp_path


@pytest.fixture
def cast(cast):
    """The standing cast, with an entry in the log: an installation without one was never begun."""
    record("accounts.enable", cast.clerk, jurisdiction=cast.jurisdiction, after={"is_active": True})
    return cast


@pytest.fixture
def key_file(house):
    path = house / "backup.key"
    path.write_text("0f" * 32 + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def stored(cast):
    """A stored document of more than two blocks whose bytes do not compress, and words that can be found."""
    content = os.urandom(2 * BLOCK_BYTES + 12345)
    source = SourceFile(
        jurisdiction=cast.jurisdiction,
        checksum="ab" * 32,
        filename="计划.txt",
        format="txt",
        size=len(content),
        uploaded_at=clock.real_now(),
    )
    source.content.save("计划.txt", ContentFile(content))
    put(kind="policy", entries=[Entry(7, cast.jurisdiction, ["市财政局牵头落实"], is_public=True)])
    return source


def held(backup: Path, key: bytes | None = None) -> tuple[dict, dict]:
    """Return the checksums of tables and of files that a backup states, after comparing them with its bytes."""
    manifest = verify(backup, key)
    return {label: (table["rows"], table["sha256"]) for label, table in manifest.tables.items()}, manifest.files


def elsewhere(folder: Path, url: str, *command: str) -> subprocess.CompletedProcess:
    """Run manage.py of an installation of its own: other folder, other database, examples not allowed there."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "duban.settings.dev", "DUBAN_VAR": str(folder)}
    environment["DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=real_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def drill(house: Path, url: str) -> None:
    """Live through the loss of everything: back up the example, bring it back elsewhere, back up there, compare."""
    call_command("make_example")
    assert Task.objects.count() > 10
    call_command("backup", str(house / "first.tar.gz"))
    there = house / "there"
    restored = elsewhere(there, url, "restore", str(house / "first.tar.gz"))
    assert restored.returncode == 0, restored.stderr
    assert "完整，链首" in restored.stdout
    again = elsewhere(there, url, "backup", str(house / "second.tar.gz"))
    assert again.returncode == 0, again.stderr
    tables, files = held(house / "first.tar.gz")
    tables_there, files_there = held(house / "second.tar.gz")
    assert {label for label in tables if tables[label] != tables_there.get(label)} == set()
    assert files_there == files
    assert tables["tasks.task"][0] == Task.objects.count()
    assert len(files) >= SourceFile.objects.exclude(content="").count() > 0


def test_after_the_loss_of_everything_sqlite_brings_every_row_and_file_back(house):
    drill(house, "")
    with sqlite3.connect(house / "there" / "duban.sqlite3") as database:
        found = database.execute(
            "SELECT count(*) FROM policies_paragraph_fts WHERE policies_paragraph_fts MATCH '\"牵 头\"'"
        )
        assert found.fetchone()[0] > 0


@pytest.mark.parametrize(
    "made_on", [pytest.param("sqlite", marks=pytest.mark.servers), pytest.param("same", marks=pytest.mark.postgres)]
)
def test_after_the_loss_of_everything_postgresql_brings_every_row_and_file_back(house, postgres_url, made_on):
    name = f"drill_{made_on}_{free_port()}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            drill(house, postgres_url.rpartition("/")[0] + "/" + name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_encrypted_backup_shows_nothing_and_comes_back_with_its_key(house, key_file, stored, cast):
    target = house / "backup.duban"
    call_command("backup", str(target), key_file=key_file)
    assert is_encrypted(target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert cast.clerk.email.encode() not in target.read_bytes()
    before = held(target, bytes.fromhex("0f" * 32))
    User.objects.filter(pk=cast.clerk.pk).update(name="改过")
    Path(stored.content.path).write_bytes(b"")
    call_command("restore", str(target), key_file=key_file, replace=True)
    call_command("backup", str(house / "again.duban"), key_file=key_file)
    assert held(house / "again.duban", bytes.fromhex("0f" * 32)) == before
    assert SearchParagraph.objects.holding("市财政局").count() == 1
    kept = list((house / "var").glob("files.before-*"))
    assert len(kept) == 1


def test_new_rows_go_on_after_the_restored_numbers(house, stored, cast):
    call_command("backup", str(house / "b.tar.gz"))
    call_command("restore", str(house / "b.tar.gz"), replace=True)
    newcomer = User.objects.create_user(username="newcomer", name="市水利局负责人")
    assert newcomer.pk > max(User.objects.exclude(pk=newcomer.pk).values_list("pk", flat=True))


def test_a_restore_ends_all_sessions_and_a_backup_holds_none(house, cast, client):
    client.force_login(cast.clerk)
    tables = write_backup(house / "b.tar.gz", None)["tables"]
    assert "sessions.session" not in tables
    call_command("restore", str(house / "b.tar.gz"), replace=True)
    assert not Session.objects.exists()


def test_a_database_with_rows_is_left_alone_unless_told(house, cast):
    call_command("backup", str(house / "b.tar.gz"))
    User.objects.filter(pk=cast.clerk.pk).update(name="改过")
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(house / "b.tar.gz"))
    assert User.objects.get(pk=cast.clerk.pk).name == "改过"


@pytest.mark.parametrize("place", [40, 700, BLOCK_BYTES + 500, -40])
def test_one_changed_byte_stops_the_restore_before_anything_is_touched(house, key_file, stored, cast, place):
    for name, options in (("plain", {}), ("sealed", {"key_file": key_file})):
        target = house / name
        call_command("backup", str(target), **options)
        data = bytearray(target.read_bytes())
        data[place] ^= 0xFF
        target.write_bytes(data)
        with pytest.raises(CommandError):
            call_command("restore", str(target), replace=True, **options)
    assert User.objects.filter(pk=cast.clerk.pk).exists()
    assert Path(stored.content.path).exists()


@pytest.mark.parametrize("left", [0, 10, 2000, -5, -(BLOCK_BYTES // 2)])
def test_a_backup_that_was_cut_off_is_not_taken(house, key_file, stored, left):
    for name, options in (("plain", {}), ("sealed", {"key_file": key_file})):
        target = house / name
        call_command("backup", str(target), **options)
        target.write_bytes(target.read_bytes()[:left])
        with pytest.raises(CommandError):
            call_command("restore", str(target), check_only=True, **options)


def test_another_key_opens_nothing_and_no_key_is_said_to_be_missing(house, key_file, cast):
    call_command("backup", str(house / "b"), key_file=key_file)
    with pytest.raises(DomainError, match="密钥不对"):
        verify(house / "b", b"\x01" * 32)
    with pytest.raises(DomainError, match="--key-file"):
        verify(house / "b", None)


def test_a_key_file_must_be_whole_and_private(house, key_file, cast):
    key_file.chmod(0o640)
    with pytest.raises(CommandError, match="chmod 600"):
        call_command("backup", str(house / "b"), key_file=key_file)
    key_file.chmod(0o600)
    key_file.write_text("kurz")
    with pytest.raises(CommandError, match="64"):
        call_command("backup", str(house / "b"), key_file=key_file)


def test_a_file_that_rows_name_and_the_disk_lacks_is_said(house, stored, capsys):
    Path(stored.content.path).unlink()
    call_command("backup", str(house / "b"))
    assert stored.content.name in capsys.readouterr().err


def test_an_existing_backup_is_never_overwritten(house, cast):
    (house / "b").write_text("yesterday")
    with pytest.raises(CommandError, match="已存在"):
        call_command("backup", str(house / "b"))
    assert (house / "b").read_text() == "yesterday"


def test_a_backup_with_paths_that_lead_out_is_refused(house, cast):
    import io
    import tarfile

    with tarfile.open(house / "evil", "w:gz") as archive:
        member = tarfile.TarInfo("files/../../evil.txt")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(CommandError, match="不应有"):
        call_command("restore", str(house / "evil"), replace=True)
    assert not (house / "evil.txt").exists()


def test_a_backup_of_a_newer_program_is_refused_with_words(house, cast, monkeypatch):
    monkeypatch.setattr("core.backup.writing.migration_names", lambda: ["tasks.9999_from_the_future"])
    call_command("backup", str(house / "b"))
    with pytest.raises(CommandError, match="更新的程序版本"):
        call_command("restore", str(house / "b"), replace=True)
