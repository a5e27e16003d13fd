"""Figures of the machinery, read from the rows: planned, sent, failed, unknown, the age of the oldest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from departments.models import Jurisdiction
from notifications.models import Delivery, DeliveryState
from reminders.models import Reminder, ReminderState


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts; `oldest_seconds` is how long the oldest due delivery waits."""

    reminders_waiting: int
    reminders_failed: int
    deliveries_waiting: int
    deliveries_sent: int
    deliveries_failed: int
    deliveries_doubtful: int
    oldest_seconds: float


def figures(now: datetime, government: Jurisdiction | None = None) -> Figures:
    """Return the figures of a government, or of the whole installation; three queries."""
    reminders, deliveries = Reminder.objects.all(), Delivery.objects.all()
    if government is not None:
        reminders = reminders.filter(jurisdiction=government)
        deliveries = deliveries.filter(message__jurisdiction=government)
    said = reminders.aggregate(
        waiting=Count("pk", filter=Q(state=ReminderState.PLANNED)),
        failed=Count("pk", filter=Q(state=ReminderState.FAILED)),
    )
    outside = deliveries.outside().aggregate(
        waiting=Count("pk", filter=Q(state__in=[DeliveryState.PLANNED, DeliveryState.CLAIMED])),
        sent=Count("pk", filter=Q(state=DeliveryState.SENT)),
        failed=Count("pk", filter=Q(state=DeliveryState.FAILED)),
        doubtful=Count("pk", filter=Q(unknown_at__isnull=False, checked_at=None)),
    )
    oldest = deliveries.due(now).aggregate(first=Min("retry_after"))["first"]
    return Figures(
        reminders_waiting=said["waiting"],
        reminders_failed=said["failed"],
        deliveries_waiting=outside["waiting"],
        deliveries_sent=outside["sent"],
        deliveries_failed=outside["failed"],
        deliveries_doubtful=outside["doubtful"],
        oldest_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
    )
