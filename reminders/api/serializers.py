"""What a reminder and its deliveries look like over REST."""

from typing import Any

from rest_framework import serializers

from notifications.models import Delivery
from reminders.models import Reminder


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One attempt by one channel; the address itself stays inside."""

    class Meta:
        model = Delivery
        fields = ["channel", "state", "attempts", "sent_at", "unknown_at", "last_error"]


class ReminderSerializer(serializers.ModelSerializer[Reminder]):
    """A row of the reminder ledger."""

    subject = serializers.SerializerMethodField(help_text="提醒的对象：类别和编号")
    matter = serializers.CharField(read_only=True, help_text="事项")
    recipient_name = serializers.CharField(source="recipient.name", read_only=True)
    deliveries = DeliverySerializer(source="message.deliveries", many=True, read_only=True, default=[])

    class Meta:
        model = Reminder
        fields = [
            "id",
            "subject",
            "matter",
            "recipient",
            "recipient_name",
            "step",
            "anchor_on",
            "occurrence_on",
            "reason",
            "state",
            "planned_at",
            "message",
            "deliveries",
        ]

    def get_subject(self, row: Reminder) -> dict[str, Any]:
        """Return the kind of the subject and its id."""
        kind, pk = row.subject_key
        return {"kind": kind, "id": pk}
