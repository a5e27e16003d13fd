"""`manage.py backup TARGET`: database and stored files as one file, read back and compared once it is written."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.backup import read_key, verify, write_backup
from core.exceptions import DomainError


class Command(BaseCommand):
    """Back up while people work; fails rather than leaving half a file."""

    help = "备份数据库和全部文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to."""
        parser.add_argument("target", type=Path, help="备份文件（不得已存在）")
        parser.add_argument("--key-file", type=Path, help="加密密钥文件（64个十六进制数字，仅属主可读）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, read back, say what it holds."""
        target: Path = options["target"]
        try:
            key = read_key(options["key_file"]) if options["key_file"] else None
            write_backup(target, key)
            manifest = verify(target, key)
        except (DomainError, OSError) as error:
            raise CommandError(f"备份没有完成：{error}") from error
        for name in manifest.missing_files:
            self.stderr.write(f"警告：数据库里有而磁盘上没有的文件：{name}")
        if key is None:
            self.stderr.write("注意：备份没有加密，内有个人信息，请限制读取。")
        self.stdout.write(
            f"已备份到 {target}：{len(manifest.tables)} 张表 {manifest.rows} 行，{len(manifest.files)} 个文件，"
            f"{target.stat().st_size / 1024 / 1024:.1f} MB，已逐项核对。"
        )
