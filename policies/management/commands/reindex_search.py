"""`reindex_search`: build the search index again (after a restore, or when its form changed)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from policies.search.index import rebuild_phrases
from policies.search.kinds import KINDS


class Command(BaseCommand):
    """Index all objects of every kind again, in small transactions."""

    help = "重建全文检索"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--phrases-only", action="store_true", help="只由已有段落重建短语索引（恢复之后）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        if options["phrases_only"]:
            self.stdout.write(f"已重建 {rebuild_phrases()} 个段落的短语索引。")
            return
        for kind in KINDS.values():
            if kind.reindex is not None:
                self.stdout.write(f"已重建 {kind.reindex()} 件{kind.label}的检索。")
