"""`manage.py parse_policy FILE… --format json|text`: read documents and print what was read, without a database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "文件不存在",
    IsADirectoryError: "这是文件夹",
    PermissionError: "没有读取权限",
}


class Command(BaseCommand):
    """Print the reading of one or more files; with --jurisdiction the names of its register are known."""

    help = "读出政策文件中的举措、责任单位、时限和指标，不写入数据库"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Files, the form of the answer and the government whose register is used."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=("json", "text"), default="text")
        parser.add_argument("--jurisdiction", help="按该地区的单位名录识别单位")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read each file in turn; the first one that cannot be read ends the command with one sentence."""
        from policies.parsing import read

        names = _registered(options["jurisdiction"]) if options["jurisdiction"] else ()
        parsed = [read(_text(path), names=names) for path in options["files"]]
        if options["format"] == "json":
            from policies.parsing.serialise import as_json

            documents = [document for each in parsed for document in as_json(each)]
            sys.stdout.write(json.dumps(documents, ensure_ascii=False, indent=1) + "\n")
        else:
            from policies.parsing.report import as_text

            sys.stdout.write("\n".join(as_text(each) for each in parsed))


def _text(path: Path) -> str:
    """The words of a file; a sentence in Chinese for whatever cannot be read."""
    from policies.parsing.readers import Unreadable, read_bytes

    try:
        return read_bytes(path.read_bytes(), path.name).text
    except OSError as problem:
        raise CommandError(f"{path}：无法打开（{_REASONS.get(type(problem), '读取出错')}）") from problem
    except Unreadable as problem:
        raise CommandError(f"{path}：{problem.message}") from problem


def _registered(jurisdiction: str) -> tuple[str, ...]:
    """The unit names of a government's register."""
    from departments.models import DepartmentName

    names = DepartmentName.objects.filter(department__jurisdiction__name=jurisdiction)
    found = tuple(names.values_list("name", flat=True))
    if not found:
        raise CommandError(f"没有名为“{jurisdiction}”的地区，或其单位名录为空")
    return found
