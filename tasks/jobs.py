"""The Celery job of tasks: let the rows of reports that are due appear on time."""

from celery import shared_task

from core import clock
from core.jobs import heartbeat
from tasks.services import expecting


@shared_task(name="tasks.jobs.expect_reports")
def expect_reports() -> None:
    """Make what is missing for every period begun by today; safe at any time and beside itself."""
    with heartbeat("tasks.jobs.expect_reports") as beat:
        beat.work_done = expecting.expect_reports(on=clock.today())
