"""Wiring of Duban: settings, Celery, routes. No rule of the business lives here."""

from duban.celery import app as celery_app

__all__ = ["celery_app"]
