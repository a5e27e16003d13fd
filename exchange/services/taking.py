"""The edited ledger taken in by a worker: all or nothing, with what failed line by line."""

from django.urls import reverse

from accounts.models import User
from audit.services import unit_of_work
from core.exceptions import DomainError, NotPermitted
from departments.models import Jurisdiction
from exchange.services.carrying import carry_out
from work import services as work
from work.models import Job
from work.running import Steps

JOB_KIND = "exchange.import"


def import_job(*, data: bytes, digest: str, count: int, jurisdiction: Jurisdiction, by: User) -> Job:
    """Have a previewed ledger taken in; `count` is the number of matters its plan changes."""
    title = f"导入台账，{count} 件事项"
    with unit_of_work():
        job = work.start(
            kind=JOB_KIND, jurisdiction=jurisdiction, title=title, by=by, params={"digest": digest}, total=count
        )
        work.attach(job, data, "上传的台账.xlsx")
    return job


def take_in(job: Job, steps: Steps) -> None:
    """Carry a plan out in one transaction; a worker that died after it finds it done."""
    if job.summary:
        return
    if job.created_by is None:
        raise NotPermitted("exchange.not_permitted", "发起人已不在。")
    steps.begin(job.total)
    steps.next("核对并写入各件事项，全部写入或全部不写入")
    with job.file.open("rb") as file:
        data = file.read()
    try:
        with unit_of_work():
            plan = carry_out(data=data, digest=job.params["digest"], by=job.created_by)
            # in the same transaction: what is taken in is known to be so
            steps.say(f"已导入 {len(plan.steps)} 件事项的 {len(plan.changes)} 处变动。", reverse("tasks:list"))
    except DomainError as error:
        for line in error.fields.get("file", []):
            steps.failed("表格", line)
        raise
    steps.did(job.total)
    work.detach(job)
