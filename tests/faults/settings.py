"""Settings of the processes that the fault tests kill: real database, real broker, real mail, short times."""

from duban.settings.base import every
from duban.settings.test import *

CELERY_TASK_ALWAYS_EAGER = False
EMAIL_BACKEND = "notifications.channels.smtp.EmailBackend"
DUBAN_CHECKPOINT_HOOK = "tests.faults.hooks.checkpoint"
CELERY_BEAT_SCHEDULE = {
    "remind": every(1, "reminders.jobs.run"),
    "sweep": every(1, "notifications.jobs.sweep"),
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
# the digest of these tests breaks on a matter named 毒
TEMPLATES[0]["DIRS"] = [BASE_DIR / "tests" / "faults" / "templates", *TEMPLATES[0]["DIRS"]]  # type: ignore[misc]
