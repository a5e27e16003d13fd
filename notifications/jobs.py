"""Celery jobs of the outbox: a bell that wakes a sender, and the sweep."""

from celery import shared_task


@shared_task(name="notifications.jobs.deliver")
def deliver(channel: str) -> None:
    """Send what is due by one channel."""
