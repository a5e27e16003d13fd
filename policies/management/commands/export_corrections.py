"""`export_corrections --jurisdiction 云州市 > corrections.json`: what persons corrected, for the reader's corpus."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from departments.models import Jurisdiction
from policies.services.corrections import export_corrections


class Command(BaseCommand):
    """Print the corrections of a government as one JSON array."""

    help = "导出校核时的更正，供改进识别规则"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the government."""
        parser.add_argument("--jurisdiction", required=True, help="管辖名称，如 云州市")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the array to the standard output."""
        found = Jurisdiction.objects.filter(name=options["jurisdiction"]).first()
        if found is None:
            raise CommandError(f"没有登记“{options['jurisdiction']}”；请核对管辖名称。")
        self.stdout.write(json.dumps(list(export_corrections(found)), ensure_ascii=False, indent=1))
