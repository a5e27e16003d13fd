"""`manage.py init`: secret key, tables, the first government and its first administrator; once per installation."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.services.founding import found
from audit.context import SYSTEM, acting
from core.exceptions import DomainError

# option, variable that stands in for it, what it is
ASKED = (
    ("government", "DUBAN_GOVERNMENT", "管辖名称，如“云州市”"),
    ("prefix", "DUBAN_NUMBER_PREFIX", "事项编号的字头，如“云督”"),
    ("administrator", "DUBAN_ADMINISTRATOR", "系统管理员的用户名"),
    ("name", "DUBAN_ADMINISTRATOR_NAME", "系统管理员的姓名"),
)


class Command(BaseCommand):
    """Make an empty installation one that somebody can sign in to; nothing has a default account or secret."""

    help = "初始化：生成密钥、建表、建立第一个管辖和第一位系统管理员"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what has to be said; each may come from the environment instead."""
        for option, variable, meaning in ASKED:
            parser.add_argument(
                f"--{option}", default=os.environ.get(variable, ""), help=f"{meaning}（或环境变量 {variable}）"
            )
        parser.add_argument("--email", default="", help="系统管理员的邮箱")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print the first password once."""
        missing = [f"--{option}（{meaning}）" for option, _, meaning in ASKED if not options[option].strip()]
        if missing:
            raise CommandError(f"缺少：{'、'.join(missing)}")
        call_command("migrate", verbosity=0)
        try:
            with acting(SYSTEM, origin="manage.py init"):
                person, password = found(
                    government=options["government"],
                    number_prefix=options["prefix"],
                    username=options["administrator"],
                    name=options["name"],
                    email=options["email"],
                )
        except DomainError as error:
            details = [message for messages in error.fields.values() for message in messages]
            raise CommandError("".join([error.message, *details])) from error
        key_file = getattr(settings, "SECRET_KEY_FILE", None)
        if key_file is not None and key_file.exists():
            self.stdout.write(f"密钥在 {key_file}，仅属主可读。多台主机须使用同一密钥。")
        self.stdout.write(f"已建立管辖“{options['government']}”和系统管理员 {person.username}。")
        self.stdout.write(f"首次登录密码（只显示这一次，登录后须修改）：{password}")
