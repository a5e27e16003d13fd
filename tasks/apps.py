"""Configuration of the app tasks."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """督办事项."""

    name = "tasks"
    verbose_name = "督办事项"
