"""Configuration of the app outward."""

from django.apps import AppConfig


class OutwardConfig(AppConfig):
    """对外推送."""

    name = "outward"
    verbose_name = "对外推送"

    def ready(self) -> None:
        """Tell the audit log what the days that came are called."""
        from audit.words import name_actions
        from outward.kinds import ACTS, DAYS

        name_actions(DAYS | {f"outward.{act}": word for act, word in ACTS.items()})
