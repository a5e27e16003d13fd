"""The Celery application; the jobs of each app live in its `jobs.py`.

Celery and beat are the alarm clock and the muscle, never the memory: every periodic job looks into the database for
what is due, so a lost or a doubled tick changes nothing. A tick that found no worker before the next one expires.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban.settings.dev")

app = Celery("duban")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
