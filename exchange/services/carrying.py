"""The edited ledger, taken in: everything the plan shows or nothing, through the services the pages use."""

from accounts.models import User
from audit.services import unit_of_work
from core.exceptions import DomainError
from exchange.plan import FIELDS, Plan, Step, plan_import, task_of
from tasks.services import reporting, shaping


def carry_out(*, data: bytes, digest: str, by: User) -> Plan:
    """Do what the confirmed plan says in one transaction; refused when a record moved since it was shown.

    Raises DomainError (`exchange.wrong`, `exchange.conflict`, `exchange.stale`, `exchange.nothing`) and what the
    services raise; nothing is stored then.
    """
    with unit_of_work():
        plan = check_plan(plan_import(data, by), digest)
        for step in plan.steps:
            _apply(step, by)
    return plan


def check_plan(plan: Plan, digest: str) -> Plan:
    """Return a plan that can be carried out as it was shown; raise why it cannot."""
    if plan.wrong:
        raise DomainError("exchange.wrong", "表中有误，没有导入。", fields={"file": list(map(str, plan.wrong))})
    if plan.conflicts:
        lines = [f"第{one.row}行，{one.column}：表中为“{one.new}”，现为“{one.old}”。" for one in plan.conflicts]
        raise Conflict("exchange.conflict", "导出之后有人修改了这些记录，没有导入。", fields={"file": lines})
    if plan.digest != digest:
        raise Conflict("exchange.stale", "预览之后记录有变动，请重新预览后再确认。")
    if not plan.steps:
        raise DomainError("exchange.nothing", "表中没有变动。")
    return plan


class Conflict(DomainError):  # noqa: N818
    """Records moved since the export or the preview (409)."""

    status = 409


def _apply(step: Step, by: User) -> None:
    wanted = {change.column: change.value for change in step.changes}
    task, version = task_of(step), step.version
    if "现行时限" in wanted:
        version = shaping.set_due(task=task, on=wanted["现行时限"], by=by, version=version).version
    if "报送周期" in wanted:
        version = shaping.set_cadence(task=task, cadence=wanted["报送周期"], by=by, version=version).version
    if "牵头单位" in wanted:
        shaping.name_first_lead(task=task, department=wanted["牵头单位"], by=by, version=version)
    values = {FIELDS[column]: value for column, value in wanted.items() if column in FIELDS}
    if values and step.report is not None:
        reporting.save_draft(report=step.report, by=by, version=step.report.version, values=values)
