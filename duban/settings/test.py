"""Settings of the tests: fast hashes, mail in memory, Celery called directly unless a test starts a worker."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DUBAN_VAR", str(Path(tempfile.gettempdir()) / f"duban-test-{os.getuid()}"))

from .base import *

VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = "for-the-tests-only"  # noqa: S105 the tests keep no secret
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = env.flag("CELERY_TASK_ALWAYS_EAGER", True)
CELERY_TASK_EAGER_PROPAGATES = True
AXES_ENABLED = False
# a test that signs in by the platform sets up its own, whatever .env says
DUBAN_SSO = ""
# every test begins with the ids of the last: counts would run together; the test of the rate sets its own
DUBAN_API_RATE = ""
DUBAN_EXAMPLES_ALLOWED = True
# an undefined variable in a template is a defect: it shows and the page test fails on it
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED[%s]"  # type: ignore[index]
WHITENOISE_AUTOREFRESH = True
