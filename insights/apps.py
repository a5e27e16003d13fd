"""Configuration of the app insights."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """看板与统计."""

    name = "insights"
    verbose_name = "看板与统计"
