"""`manage.py plan_reminders [--on DATE] [--wet-run]`: what would go out and why; written only when asked."""

from argparse import ArgumentParser
from collections import defaultdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from audit.context import acting
from core import clock
from departments.models import Jurisdiction
from departments.selectors import work_calendar
from notifications import outbox
from notifications.channels import CHANNELS
from reminders.planning import PlannedRow, preview
from reminders.services import remind


class Command(BaseCommand):
    """Plan the reminders by hand, beside whatever runs: dry unless `--wet-run`."""

    help = "显示到某日应发出的提醒及理由；--wet-run 按系统日期实际生成并发出"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the date, the government and the wet run."""
        parser.add_argument("--on", type=_date, help="日期，如 2025-12-01；指定日期时只显示")
        parser.add_argument("--jurisdiction", help="只处理此管辖，如 泰州市")
        parser.add_argument("--wet-run", action="store_true", help="实际生成并发出，不等到个人设定的时间")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show or do."""
        if options["on"] and options["wet_run"]:
            raise CommandError("--on 只能用于试算，不能与 --wet-run 同用")
        governments = Jurisdiction.objects.all()
        if options["jurisdiction"]:
            governments = governments.filter(name=options["jurisdiction"])
            if not governments:
                raise CommandError(f"没有这个管辖：{options['jurisdiction']}")
        with acting(None, origin="命令行 plan_reminders"):
            for government in governments:
                if options["wet_run"]:
                    self._do(government)
                else:
                    self._show(government, options["on"] or clock.today())

    def _do(self, government: Jurisdiction) -> None:
        outcome = remind(government, by_hand=True)
        for channel in CHANNELS:
            outbox.deliver(channel)
        self.stdout.write(
            f"{government}：新增提醒 {outcome.planned} 条，取消 {outcome.superseded} 条，"
            f"发出每日提醒 {outcome.digests} 份"
        )
        for failure in outcome.failures:
            self.stderr.write(f"  没有生成：{failure}")

    def _show(self, government: Jurisdiction, on: date) -> None:
        if not work_calendar(government).is_working(on):
            self.stdout.write(f"{government} {on}：休息日，不发提醒")
            return
        by_person: dict[int, list[PlannedRow]] = defaultdict(list)
        for row in preview(government, on):
            by_person[row.recipient_id].append(row)
        total = sum(map(len, by_person.values()))
        self.stdout.write(f"{government} {on}：{len(by_person)} 人，{total} 条（试算，没有写入）")
        people = User.objects.in_bulk(by_person)
        for pk, rows in by_person.items():
            self.stdout.write(f"  {people[pk]}（{len(rows)} 条）")
            for row in sorted(rows, key=lambda row: (row.occurrence_on, row.step)):
                self.stdout.write(f"    {row.occurrence_on} {row.step} {row.subject} {row.subject_id}：{row.reason}")


def _date(text: str) -> date:
    return date.fromisoformat(text)
