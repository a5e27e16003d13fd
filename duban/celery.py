"""The Celery application; the jobs of each app live in its `jobs.py`.

Celery and beat are the alarm clock and the muscle, never the memory: every periodic job looks into the database for
what is due, so a lost or a doubled tick changes nothing. A tick that found no worker before the next one expires.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban.settings.dev")

app = Celery("duban")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


def every(seconds: int, task: str) -> dict[str, Any]:
    """Return an entry of the schedule; `expire_seconds` is what the database scheduler reads, `expires` every other."""
    return {"task": task, "schedule": float(seconds), "options": {"expire_seconds": seconds, "expires": seconds}}


app.conf.beat_schedule = {
    "提醒：计划并生成每日提醒": every(60, "reminders.jobs.run"),
    "导入：补读没有读完的": every(60, "policies.jobs.sweep_imports"),
    "消息：补发未发出的": every(30, "notifications.jobs.sweep"),
}
