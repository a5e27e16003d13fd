"""Configuration of the app reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """提醒."""

    name = "reminders"
    verbose_name = "提醒"

    def ready(self) -> None:
        """Let the outbox ask whether a digest still holds, a transfer what waits, and the log say what acts mean."""
        from audit.words import name_actions
        from notifications.guards import register
        from notifications.models import MessageKind
        from reminders.digest import guard, suspects
        from reminders.planning import of_parts, take_back
        from tasks.services.transferring import along

        name_actions({"reminders.rule_set": "修改提醒规则", "reminders.rule_dropped": "撤回提醒规则"})
        register(MessageKind.DIGEST, guard, suspects)
        along.register(of_parts, take_back)
