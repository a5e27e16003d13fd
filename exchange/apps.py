"""Configuration of the app exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """台账与文书."""

    name = "exchange"
    verbose_name = "台账与文书"
