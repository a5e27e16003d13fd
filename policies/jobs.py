"""Celery jobs of this app. Only ids travel in the queue; the row is the memory."""

from celery import shared_task

from core.jobs import heartbeat
from policies.services.runs import run_import, waiting_runs


@shared_task(name="policies.jobs.import_one")
def import_one(run_id: int) -> None:
    """Read one uploaded file."""
    run_import(run_id=run_id)


@shared_task(name="policies.jobs.sweep_imports")
def sweep_imports() -> None:
    """Read what a lost message or a killed worker left behind."""
    with heartbeat("policies.jobs.sweep_imports") as beat:
        for run_id in waiting_runs():
            run_import(run_id=run_id)
            beat.work_done += 1
