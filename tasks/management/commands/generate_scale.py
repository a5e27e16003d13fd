"""`generate_scale`: fill an empty database with data of a province's size, for measurements."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from departments.models import Jurisdiction


class Command(BaseCommand):
    """Makes governments, units, policies, tasks, assignments and reports; refused where a government stands already."""

    help = "生成规模数据，仅供测量"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sizes."""
        parser.add_argument("--assignments", type=int, default=1_000_000)
        parser.add_argument("--governments", type=int, default=20)
        parser.add_argument("--policies", type=int, default=5_000)
        parser.add_argument("--units", type=int, default=300)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the rows and print how many."""
        from bench.scale import Size, generate

        if not settings.DUBAN_EXAMPLES_ALLOWED:
            raise CommandError("生产环境不能生成规模数据。")
        if Jurisdiction.objects.exists():
            raise CommandError("数据库中已有管辖，规模数据只能生成在空库中。")
        size = Size(options["assignments"], options["governments"], options["policies"], options["units"])
        for kind, count in generate(size).items():
            self.stdout.write(f"{kind}: {count}")
