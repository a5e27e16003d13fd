"""Configuration of the app policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """政策文件."""

    name = "policies"
    verbose_name = "政策文件"
