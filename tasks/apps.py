"""Configuration of the app tasks."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """督办事项."""

    name = "tasks"
    verbose_name = "督办事项"

    def ready(self) -> None:
        """Tell the audit log what the acts of the workflow are called, and the search how tasks are found."""
        from audit.words import name_actions
        from tasks.search import register_kind
        from tasks.transitions import TABLE
        from tasks.words import WORDS

        name_actions({row.code: row.word for row in TABLE} | WORDS)
        register_kind()
