"""`manage.py restore SOURCE`: bring a backup back into an empty database, after comparing every byte with its list."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup import read_key, restore, verify
from core.exceptions import DomainError


class Command(BaseCommand):
    """Restore tables and files, bring the tables up to date, check the audit log."""

    help = "从备份恢复数据库和全部文件"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare from where."""
        parser.add_argument("source", type=Path, help="备份文件")
        parser.add_argument("--key-file", type=Path, help="加密密钥文件")
        parser.add_argument("--replace", action="store_true", help="已有数据也以备份取代（原有文件移到旁边）")
        parser.add_argument("--check-only", action="store_true", help="只核对备份，不恢复")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what came back."""
        source: Path = options["source"]
        try:
            key = read_key(options["key_file"]) if options["key_file"] else None
            if options["check_only"]:
                manifest, done = verify(source, key), "核对无误"
            else:
                manifest, done = restore(source, key, replace=options["replace"]), "已恢复"
        except (DomainError, OSError) as error:
            raise CommandError(f"没有恢复：{error}") from error
        self.stdout.write(
            f"{done}：{manifest.made_at} 的备份（{manifest.database}），"
            f"{len(manifest.tables)} 张表 {manifest.rows} 行，{len(manifest.files)} 个文件。"
        )
