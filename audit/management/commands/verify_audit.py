"""`manage.py verify_audit`: check the audit log row by row; exit code 1 and the first bad row when it was touched."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.verification import Anchor, append_anchors, chain_ids, heads, read_anchors, verify_chain


class Command(BaseCommand):
    """Verify the chains of all governments, or of one, against themselves and against anchors kept elsewhere."""

    help = "核对审计记录：改动、删除、换序、截断都指出第一条"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--jurisdiction", default="", help="只核对一个管辖（名称或编号）")
        parser.add_argument("--anchors", type=Path, help="与此文件中留存的锚点核对")
        parser.add_argument("--write-anchors", type=Path, help="核对无误后把现在的锚点追加到此文件")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, say what was found, and fail when something was."""
        ids = chain_ids(options["jurisdiction"])
        if not ids:
            raise CommandError(f"没有审计记录：{options['jurisdiction'] or '全部管辖'}。")
        anchors = self._anchors(options["anchors"])
        breaks = [found for one in ids if (found := verify_chain(one, anchors)) is not None]
        for found in breaks:
            self.stderr.write(f"管辖 {found.jurisdiction_id}：{found.message}（{found.code}）")
        if breaks:
            raise CommandError(f"{len(breaks)} 条链有问题。")
        current = heads(ids)
        for one in current:
            self.stdout.write(f"管辖 {one.jurisdiction_id}：{one.length} 条，完整，链首 {one.head[:16]}…")
        if options["write_anchors"]:
            append_anchors(options["write_anchors"], current)

    def _anchors(self, path: Path | None) -> list[Anchor]:
        if path is None:
            return []
        try:
            return read_anchors(path)
        except (OSError, ValueError) as error:
            raise CommandError(f"锚点文件不可用：{error}") from error
