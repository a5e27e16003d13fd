"""Celery jobs of the outbox: a bell that wakes a sender, and the sweep that finds what a lost bell left."""

from celery import shared_task
from django.conf import settings

from core import clock
from core.jobs import heartbeat, wake
from notifications import outbox
from notifications.channels import CHANNELS
from notifications.models import Delivery


@shared_task(name="notifications.jobs.deliver", expires=600)
def deliver(channel: str) -> None:
    """Send what is due by one channel, as long as one run may take; ring again when more is left."""
    if outbox.deliver(channel):
        wake(deliver, channel)


@shared_task(name="notifications.jobs.sweep")
def sweep() -> None:
    """Settle what vanished senders left and wake senders for every channel with something due."""
    with heartbeat("notifications.jobs.sweep") as beat:
        beat.work_done = outbox.settle_lost()
        for channel in CHANNELS:
            waiting = Delivery.objects.due(clock.real_now()).filter(channel=channel)[: 8 * outbox.BATCH].count()
            beat.work_done += waiting
            for _ in range(min(settings.DUBAN_SENDERS, -(-waiting // outbox.BATCH))):
                wake(deliver, channel)
