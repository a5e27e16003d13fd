"""Configuration of the app work."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """后台作业."""

    name = "work"
    verbose_name = "后台作业"
