"""What a message looks like over REST."""

from rest_framework import serializers

from notifications.models import Message


class MessageSerializer(serializers.ModelSerializer[Message]):
    """A message in the caller's own inbox."""

    class Meta:
        model = Message
        fields = ["id", "kind", "subject", "body", "link", "created_at", "read_at"]
