"""Celery jobs: note the days that came, and tell every subscription what happened."""

from celery import shared_task

from core import clock
from core.jobs import heartbeat, wake
from departments.models import Jurisdiction
from outward.models import Subscription
from outward.services import days, pushing


@shared_task(name="outward.jobs.note_days")
def note_days() -> None:
    """Note overdue matters, missed reports and policies at their end; forget what was told long ago."""
    with heartbeat("outward.jobs.note_days") as beat:
        for jurisdiction in Jurisdiction.objects.all():
            beat.work_done += days.note_days(jurisdiction, clock.today())
        pushing.forget()


@shared_task(name="outward.jobs.push", expires=600)
def push(subscription_id: int) -> None:
    """Tell one subscription what is due."""
    pushing.push(subscription_id)


@shared_task(name="outward.jobs.sweep")
def sweep() -> None:
    """Wake a sender for every subscription in use; one that has nothing to tell is done at once."""
    with heartbeat("outward.jobs.sweep") as beat:
        for pk in Subscription.objects.filter(is_active=True).values_list("pk", flat=True):
            beat.work_done += 1
            wake(push, pk)
