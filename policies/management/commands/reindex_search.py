"""`reindex_search`: build the search index of all policies again (after a restore, or when its form changed)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from policies.models import Policy
from policies.search.index import rebuild_phrases, reindex_policy


class Command(BaseCommand):
    """Index every policy again, one transaction each."""

    help = "重建全文检索"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--phrases-only", action="store_true", help="只由已有段落重建短语索引（恢复之后）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        if options["phrases_only"]:
            self.stdout.write(f"已重建 {rebuild_phrases()} 个段落的短语索引。")
            return
        count = 0
        for policy in Policy.objects.order_by("pk").iterator():
            with transaction.atomic():
                reindex_policy(policy)
            count += 1
        self.stdout.write(f"已重建 {count} 份文件的检索。")
