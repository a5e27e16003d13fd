"""`manage.py replay_day --on DATE`: what was planned and sent on a day, to whom and why, from the ledger alone."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock, words
from departments.models import Jurisdiction
from reminders.selectors import Told, people_of_day, replay


class Command(BaseCommand):
    """Read a day from the rows; nothing is written."""

    help = "按台账复盘某一天：应提醒什么、向谁、为何、由何渠道、结果如何"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the day and the government."""
        parser.add_argument("--on", type=date.fromisoformat, help="日期，如 2025-12-01；缺省为今天")
        parser.add_argument("--jurisdiction", help="只看此管辖，如 泰州市")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the day, one government after another."""
        governments = Jurisdiction.objects.all()
        if options["jurisdiction"]:
            governments = governments.filter(name=options["jurisdiction"])
            if not governments:
                raise CommandError(f"没有这个管辖：{options['jurisdiction']}")
        day = options["on"] or clock.today()
        for government in governments:
            told = replay(government, day, people_of_day(government, day))
            self.stdout.write(f"{government} {day}：{len(told)} 人")
            for one in told:
                self._show(one)

    def _show(self, told: Told) -> None:
        self.stdout.write(f"  {told.person}")
        for message in told.messages:
            self.stdout.write(f"    {words.stamp(message.created_at)} {message.subject}")
            for sent in message.deliveries.all():
                doubt = f"，{words.stamp(sent.unknown_at)} 应答丢失" if sent.unknown_at else ""
                error = f"：{sent.last_error}" if sent.last_error else ""
                channel, state = sent.get_channel_display(), sent.get_state_display()
                self.stdout.write(f"      {channel} {state} {words.stamp(sent.sent_at)}{doubt}{error}")
        for row in told.reminders:
            state = row.get_state_display()
            self.stdout.write(f"    {row.occurrence_on} {row.step} {state} {row.matter}：{row.reason}")
