"""Configuration of the app departments."""

from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    """单位."""

    name = "departments"
    verbose_name = "单位"
