"""Celery jobs of this app. Only ids travel in the queue; the row is the memory."""

from celery import shared_task

from core.jobs import heartbeat
from work.running import run
from work.services import lost_jobs, remove_old_files, ring


@shared_task(name="work.jobs.run_one")
def run_one(job_id: int) -> None:
    """Run one job; the queue is that of its kind."""
    run(job_id)


@shared_task(name="work.jobs.sweep")
def sweep() -> None:
    """Ring again for what a lost message or a dead worker left behind."""
    with heartbeat("work.jobs.sweep") as beat:
        for job in lost_jobs():
            ring(job)
            beat.work_done += 1
        beat.work_done += remove_old_files()
