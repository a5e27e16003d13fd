"""The ledger as Excel by a worker: for a ledger too long to wait for."""

from types import SimpleNamespace
from typing import Any

from django.http import QueryDict

from accounts.models import User
from core import clock
from core.exceptions import NotPermitted
from departments.models import Jurisdiction
from exchange.workbook import bridge_rows, to_excel
from tasks.filters import TaskFilter
from tasks.selectors import ordered, rows
from work import services as work
from work.models import Job
from work.running import Steps

JOB_KIND = "exchange.ledger"
# how many rows lie between two looks at whether the job was cancelled
STRIDE = 500


def ledger_job(*, query: str, jurisdiction: Jurisdiction, by: User) -> Job:
    """Have the ledger with the conditions of an address made as a workbook; it holds what the person may see."""
    params = {"query": query}
    return work.start(kind=JOB_KIND, jurisdiction=jurisdiction, title="导出督办台账（Excel）", by=by, params=params)


def make_ledger(job: Job, steps: Steps) -> None:
    """Write the workbook of a job and keep it with the job."""
    if job.created_by is None:
        raise NotPermitted("exchange.not_permitted", "发起人已不在。")
    asked: Any = SimpleNamespace(user=job.created_by)
    values = QueryDict(job.params["query"])
    tasks = ordered(TaskFilter(values, queryset=rows(job.created_by), request=asked).qs, values.get("sort") or "light")
    total, user = tasks.count(), job.created_by
    steps.begin(total)

    def watched() -> Any:
        for at, row in enumerate(bridge_rows(tasks, user)):
            if at % STRIDE == 0:
                steps.next(f"第 {at + 1} 行")
                steps.did(min(STRIDE, total - at))
            yield row

    with to_excel(watched()) as book:
        steps.keep(book.read(), f"督办台账{clock.today():%Y%m%d}.xlsx")
    steps.say(f"共 {total} 件。")
