"""The Celery job of reminders: plan, take back, and write the digests whose hour has come."""

import logging

from celery import shared_task

from core.jobs import heartbeat
from departments.models import Jurisdiction
from reminders.services import remind

log = logging.getLogger(__name__)


@shared_task(name="reminders.jobs.run")
def run() -> None:
    """Do all of it for every government; what fails in one does not stop the others."""
    with heartbeat("reminders.jobs.run") as beat:
        for jurisdiction in Jurisdiction.objects.all():
            try:
                outcome = remind(jurisdiction)
            except Exception as error:
                log.exception("reminders of %s", jurisdiction)
                beat.error += f"{jurisdiction}：{type(error).__name__}: {error}\n"
                continue
            beat.work_done += outcome.planned + outcome.superseded + outcome.digests
            beat.error += "".join(f"{failure}\n" for failure in outcome.failures)
