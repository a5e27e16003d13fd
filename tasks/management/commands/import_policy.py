"""`manage.py import_policy FILE --jurisdiction 泰州市 [--confirm --issue]`: from a document to issued tasks.

Without further options the file is read and waits at the checking desk. Every refusal is one line and an exit code;
what was not said in the document is not invented: doubts, joint duties and unknown names wait for a person.
"""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from audit.context import acting
from core import words
from core.exceptions import DomainError
from departments.models import Jurisdiction
from policies.models import Measure, MeasureState, Policy
from policies.services.checking import confirm_undoubted, publish
from policies.services.importing import ImportOutcome, import_file
from tasks.models import Task, TaskState
from tasks.services.drafting import draft_tasks
from tasks.services.founding import found_units
from tasks.services.registering import preview, register_and_issue
from tasks.services.shaping import name_first_listed, refresh_units


class Command(BaseCommand):
    """Import a document; with the options also confirm, register and issue what is beyond doubt."""

    help = "导入政策文件；可一并确认无疑问的举措并交办"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file, its government, and how far to go."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--jurisdiction", required=True, help="政府名称，如 泰州市")
        parser.add_argument("--create-jurisdiction", metavar="字头", help="没有该政府时新建，并给出编号字头，如 泰督")
        parser.add_argument("--create-units", action="store_true", help="按文件所列名称补建单位和名册")
        parser.add_argument(
            "--roster", action="append", default=[], metavar="名册=单位,单位", help="给出集合单位的成员，可重复"
        )
        parser.add_argument("--confirm", action="store_true", help="确认全部无疑问的举措")
        parser.add_argument("--issue", action="store_true", help="立项并交办已确认、有牵头单位的举措")
        parser.add_argument("--first-listed-leads", action="store_true", help="并列单位以列首位的为牵头单位（推定）")
        parser.add_argument("--by", metavar="用户名", help="以哪位督查员的名义办理；不写则记为系统")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one line why not."""
        try:
            with acting(None, origin="import_policy"):
                self._run(options)
        except DomainError as refused:
            raise CommandError(refused.message) from refused

    def _run(self, options: dict[str, Any]) -> None:
        data = _bytes_of(options["file"])
        rosters = dict(_roster(text) for text in options["roster"])
        by = _person(options["by"])
        jurisdiction = _jurisdiction(options["jurisdiction"], options["create_jurisdiction"])
        outcome = import_file(jurisdiction=jurisdiction, data=data, filename=options["file"].name, by=by)
        for warning in outcome.warnings:
            self._say(f"注意：{warning}")
        if outcome.status == "undecided":
            raise CommandError("文件与已有的文件相近，没有导入；请在网页中核对是新文件还是改动。")
        for policy in outcome.policies:
            self._tell(policy, outcome)
            if options["create_units"]:
                self._found(policy, rosters, by)
            if options["confirm"]:
                self._confirm(policy, by)
            if options["issue"]:
                self._issue(policy, by, first_listed=options["first_listed_leads"])

    def _tell(self, policy: Policy, outcome: ImportOutcome) -> None:
        read = Measure.objects.current().filter(policy_version__policy=policy).count()
        word = "已导入" if outcome.status == "imported" else "此前已导入"
        self._say(f"{word}《{policy.title}》：{read} 条举措，有效期至{words.long_day(policy.expires_on)}")

    def _found(self, policy: Policy, rosters: dict[str, list[str]], by: User | None) -> None:
        if not policy.versions.filter(is_current=True, published_at=None).exists():
            return
        done = found_units(policy=policy, by=by, rosters=rosters)
        if done.departments:
            self._say(f"补建单位 {len(done.departments)} 个：{'、'.join(unit.name for unit in done.departments)}")
        for roster in done.empty_rosters:
            self._say(f"补建名册“{roster}”，尚无成员：请补录，或用 --roster 给出")
        for name in done.left:
            self._say(f"“{name}”疑为误写，留待核对")

    def _confirm(self, policy: Policy, by: User | None) -> None:
        if not policy.versions.filter(is_current=True, published_at=None).exists():
            return
        confirmed = confirm_undoubted(policy=policy, by=by)
        waiting = Measure.objects.current().unconfirmed().filter(policy_version__policy=policy)
        self._say(f"确认 {len(confirmed)} 条，待核 {waiting.count()} 条")
        for measure in waiting:
            self._say(f"  待核：{measure}")
        if not waiting and confirmed:
            publish(policy=policy, version=None, by=by)
            self._say("已发布")

    def _issue(self, policy: Policy, by: User | None, *, first_listed: bool) -> None:
        confirmed = Measure.objects.current().filter(policy_version__policy=policy, state=MeasureState.CONFIRMED)
        draft_tasks(policy=policy, by=by)
        drafts = list(Task.objects.filter(measure__in=confirmed, state=TaskState.DRAFTED).order_by("measure__position"))
        for draft in drafts:
            refresh_units(task=draft, by=by)
        if first_listed:
            name_first_listed(tasks=drafts, by=by)
        held = {problem.task.pk: problem for problem in preview(drafts).problems}
        ready = [draft for draft in drafts if draft.pk not in held]
        issued = register_and_issue(tasks=ready, by=by)
        if issued:
            self._say(f"交办 {len(issued)} 件：{issued[0].number} 至 {issued[-1].number}")
        if held:
            self._say(f"留作拟办 {len(held)} 件：")
        for problem in held.values():
            self._say(f"  {problem.message}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"无法打开文件 {path}：请核对路径和权限。") from problem


def _jurisdiction(name: str, prefix: str | None) -> Jurisdiction:
    found = Jurisdiction.objects.filter(name=name).first()
    if found is None and prefix:
        return Jurisdiction.objects.create(name=name, number_prefix=prefix)
    if found is None:
        known = "、".join(Jurisdiction.objects.values_list("name", flat=True)) or "无"
        raise CommandError(f"没有名为“{name}”的政府（已登记：{known}）；新建请加 --create-jurisdiction 字头。")
    return found


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"没有用户“{username}”。")
    return found


def _roster(text: str) -> tuple[str, list[str]]:
    name, sign, members = text.partition("=")
    if not sign or not name:
        raise CommandError(f"--roster 须写作 名册=单位,单位：{text}")
    return name, [member for member in members.replace("，", ",").split(",") if member]
