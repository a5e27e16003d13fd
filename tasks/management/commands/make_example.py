"""`make_example`: the example government of `make run`, once; a second call changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from departments.models import Jurisdiction


class Command(BaseCommand):
    """Makes 云州市 with its units, people, documents and four months of life; refused in production."""

    help = "生成示例（云州市），已有则不动"

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it unless it stands."""
        from tasks.examples.build import build
        from tasks.examples.register import keep_accounts

        if not settings.DUBAN_EXAMPLES_ALLOWED:
            raise CommandError("生产环境不生成示例。")
        if Jurisdiction.objects.filter(is_example=True).exists():
            return
        self.stdout.write("正在生成示例（云州市），约需半分钟……")
        self.stdout.flush()
        keep_accounts(build(clock.today()))
        self.stdout.write("示例已生成。")
