"""Configuration of the app reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """提醒."""

    name = "reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        """Let the outbox ask whether a digest still holds."""
        from notifications.guards import register
        from notifications.models import MessageKind
        from reminders.digest import guard, suspects

        register(MessageKind.DIGEST, guard, suspects)
