"""Configuration of the app reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """提醒."""

    name = "reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        """Let the outbox ask whether a digest still holds, and a transfer what waits for a unit's part."""
        from notifications.guards import register
        from notifications.models import MessageKind
        from reminders.digest import guard, suspects
        from reminders.planning import of_parts, take_back
        from tasks.services.transferring import along

        register(MessageKind.DIGEST, guard, suspects)
        along.register(of_parts, take_back)
