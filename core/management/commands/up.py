"""`manage.py up`: web, worker and beat as one command, on SQLite and the broker without a server or on real ones."""

import os
import socket
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.supervisor import Child, Supervisor

# a long import or export must not hold up a reminder: two workers, each with its own queues
WORKERS = (("作业进程", "default,delivery", 3), ("导入导出进程", "import,export", 1))
ACCOUNTS_FILE = "example-accounts.txt"
# what each of the first example accounts opens on, in the order of the file
FIRST_LOOKS = (
    "督查看板上哪里红、为什么；“政策文件”里有一份待校核",
    "一页纸，待您决定的事项",
    "工作台，今天须处理的事项；“消息”里有当天的提醒",
    "审签本单位要报送的进展",
    "另一个牵头单位的工作台",
    "审计记录，谁在何时做了什么",
    "用户、单位、规则",
)
ACCOUNTS_SHOWN = len(FIRST_LOOKS)


class Command(BaseCommand):
    """Start everything, print the address, end everything on Ctrl-C."""

    help = "启动网页、作业进程和定时器，Ctrl-C 全部停止"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="监听地址")
        parser.add_argument("--port", type=int, default=8000, help="监听端口")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until a signal comes."""
        host, port = options["host"], options["port"]
        check_port(host, port)
        environment = {
            **os.environ,
            "DUBAN_BASE_URL": os.environ.get("DUBAN_BASE_URL") or f"http://{host}:{port}",
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONUNBUFFERED": "1",
            # the terminal is for people: what Celery says of root and whitenoise of folders is said in the guide
            "PYTHONWARNINGS": "ignore",
        }
        announced: list[bool] = []

        def announce() -> None:
            if not announced and answers(host, port):
                announced.append(True)
                self._greet(environment["DUBAN_BASE_URL"])

        supervisor = Supervisor(children(host, port), environment, say=self._say)
        self._say("正在启动，约需 5 秒……")
        supervisor.run(announce)
        self._say("已全部停止")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _greet(self, address: str) -> None:
        self._say(f"\n督办已启动：{address}\n按 Ctrl-C 停止。")
        accounts = settings.VAR_DIR / ACCOUNTS_FILE
        if accounts.exists():
            shown = accounts.read_text(encoding="utf-8").splitlines()[:ACCOUNTS_SHOWN]
            lines = (line.split("\t") for line in shown)
            self._say("\n示例账号（用户名、密码、岗位），先用哪个、看什么：")
            for (username, password, post), first_look in zip(lines, FIRST_LOOKS, strict=False):
                self._say(f"  {username:<10} {password:<14} {post}：{first_look}")
            self._say(f"其余账号见 {accounts}\n")


def check_port(host: str, port: int) -> None:
    """Raise `CommandError` when the port is taken, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"端口 {port} 已被占用，没有启动。请关闭占用它的程序，或换一个端口：make run PORT={port + 1}"
            ) from error


def children(host: str, port: int) -> list[Child]:
    """Return the processes of the house."""
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "duban.wsgi:application", "--bind", f"{host}:{port}", "--worker-class", "gthread"]
    web += ["--workers", "2", "--threads", "8", "--graceful-timeout", "3", "--log-level", "warning"]
    celery = [*python, "celery", "--app", "duban", "--quiet"]
    workers = [
        Child(name, [*celery, "worker", "--queues", queues, "--concurrency", str(size), *worker_options(queues)])
        for name, queues, size in WORKERS
    ]
    beat = Child("定时器", [*celery, "beat", "--loglevel", "warning", "--pidfile="])
    return [Child("网页", web), *workers, beat]


def worker_options(queues: str) -> list[str]:
    """Return what every worker is started with; no talk between workers, the file broker would keep it for ever."""
    name = queues.partition(",")[0]
    return ["--loglevel", "warning", "--without-gossip", "--without-mingle", "--hostname", f"{name}@%h"]


def answers(host: str, port: int) -> bool:
    """Say whether the web process answers."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
