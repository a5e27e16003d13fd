"""Configuration of the app reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """提醒."""

    name = "reminders"
    verbose_name = "提醒"
