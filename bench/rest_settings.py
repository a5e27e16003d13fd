"""Production's middleware and cost, with the bare twins beside the real pages: only for `bench.rest`."""

from duban.settings.test import *

ROOT_URLCONF = "bench.rest_urls"
LOG_LEVEL = "ERROR"
LOGGING["root"]["level"] = "ERROR"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
WHITENOISE_AUTOREFRESH = False
