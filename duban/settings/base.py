"""Settings shared by development, tests and production.

Everything an operator sets comes from the environment (see `.env.example`); a wrong value stops the start and
names its variable.
"""

import re
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from duban.settings import signing
from duban.settings.environment import Environment

from .locking import *
from .rest import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Environment(BASE_DIR / ".env")

VAR_DIR = Path(env.text("DUBAN_VAR", str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS = env.parts("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.parts("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "core",
    "audit",
    "departments",
    "accounts",
    "notifications",
    "work",
    "policies",
    "tasks",
    "reminders",
    "insights",
    "exchange",
    "outward",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PackedAnswersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.PasswordChangeMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "core.middleware.PageMethodsMiddleware",
    "core.middleware.PrivatePagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "audit.middleware.AuditContextMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "duban.urls"
WSGI_APPLICATION = "duban.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duban.context_processors.page",
            ],
            "builtins": ["core.templatetags.duban"],
        },
    },
]

# SQLite serves one office and every developer; production is PostgreSQL through DATABASE_URL.
DATABASE_URL = env.text("DATABASE_URL", "")
DATABASES: dict[str, Any]
if DATABASE_URL:
    try:
        DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
        if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
            # compiling a query of ours takes PostgreSQL longer than running it
            DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    except (dj_database_url.UnknownSchemeError, ValueError) as error:
        raise ImproperlyConfigured("DATABASE_URL：应形如 postgresql://用户:密码@主机:5432/库名") from error
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "duban.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                # deferred transactions fail with "database is locked" as soon as two of them write
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# mlps3 | asvs: passwords and time-outs where the two standards disagree
PROFILE = signing.chosen_profile(env)
AUTH_PASSWORD_VALIDATORS = signing.validators(PROFILE)
DUBAN_PASSWORD_DAYS = PROFILE.password_days
_sso = signing.sso(env)
DUBAN_SSO: str = _sso["DUBAN_SSO"]
DUBAN_SSO_SECONDS: int = _sso["DUBAN_SSO_SECONDS"]
DUBAN_OIDC_ISSUER: str = _sso["DUBAN_OIDC_ISSUER"]
DUBAN_OIDC_CLIENT_ID: str = _sso["DUBAN_OIDC_CLIENT_ID"]
DUBAN_OIDC_CLIENT_SECRET: str = _sso["DUBAN_OIDC_CLIENT_SECRET"]
DUBAN_OIDC_USER_CLAIM: str = _sso["DUBAN_OIDC_USER_CLAIM"]
DUBAN_CAS_URL: str = _sso["DUBAN_CAS_URL"]
LOGIN_URL = "accounts:sign-in"
# insights:home leads everybody to the page of the own role
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
# how many own proxies stand in front and write X-Forwarded-For; 0: nobody's word is taken
DUBAN_PROXY_COUNT = env.number("DUBAN_PROXY_COUNT", 0)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# minutes until a session ends without a request, and in any case; both on the real clock
DUBAN_SESSION_IDLE_MINUTES = env.number("DUBAN_SESSION_IDLE_MINUTES", PROFILE.idle, least=1)
DUBAN_SESSION_MINUTES = env.number("DUBAN_SESSION_MINUTES", PROFILE.absolute, least=1)
SESSION_COOKIE_AGE = DUBAN_SESSION_MINUTES * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# the chapters of the guide and, as static files, their pictures
DUBAN_GUIDE = BASE_DIR / "docs" / "guide"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static", ("guide", DUBAN_GUIDE / "pictures")]
STATIC_ROOT = Path(env.text("DUBAN_STATIC_ROOT", "") or VAR_DIR / "static")
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# What follows a restore: the indexes that no backup holds, then the proof that the log came back whole.
DUBAN_AFTER_RESTORE: list[tuple[str, dict[str, Any]]] = [
    ("reindex_search", {"phrases_only": True}),
    ("verify_audit", {}),
]

# Largest document a person may hand in, in bytes, and the limits of the child process that reads it.
DUBAN_UPLOAD_MAX_BYTES = env.number("DUBAN_UPLOAD_MAX_BYTES", 20 * 1024 * 1024, least=1)
DUBAN_PARSE_SECONDS = env.number("DUBAN_PARSE_SECONDS", 60, least=1)
DUBAN_PARSE_MEMORY_MB = env.number("DUBAN_PARSE_MEMORY_MB", 1024, least=1)

# The day the office lives in, for rehearsals: "2026-01-05". Refused in production.
DUBAN_TODAY = env.text("DUBAN_TODAY", "")
DUBAN_BASE_URL = env.text("DUBAN_BASE_URL", "http://127.0.0.1:8000")

# Who may read /metrics: addresses, as client_address sees them.
DUBAN_METRICS_FROM = env.parts("DUBAN_METRICS_FROM", ["127.0.0.1", "::1"])

REDIS_URL = env.text("REDIS_URL", "")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True


def every(seconds: int, task: str) -> dict[str, Any]:
    """Return a periodic job. A tick that found no worker before the next one expires: the next one does its work.

    `expire_seconds` is what the database scheduler reads, `expires` what every other scheduler does.
    """
    return {"task": task, "schedule": float(seconds), "options": {"expire_seconds": seconds, "expires": seconds}}


CELERY_BEAT_SCHEDULE = {
    "提醒：计划并生成每日提醒": every(60, "reminders.jobs.run"),
    "报送：列出应报的期次": every(600, "tasks.jobs.expect_reports"),
    "导入：补读没有读完的": every(60, "policies.jobs.sweep_imports"),
    "消息：补发未发出的": every(30, "notifications.jobs.sweep"),
    "后台作业：接续没有做完的": every(60, "work.jobs.sweep"),
    "推送：记下到来的日期": every(600, "outward.jobs.note_days"),
    "推送：告知订阅的系统": every(15, "outward.jobs.sweep"),
    "清理：过期的幂等键和会话": every(60, "core.jobs.tidy"),
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "policies.jobs.*": {"queue": "import"},
    "notifications.jobs.*": {"queue": "delivery"},
    "outward.jobs.push": {"queue": "delivery"},
    "exchange.jobs.*": {"queue": "export"},
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 600}
else:
    _queue, _control = VAR_DIR / "queue", VAR_DIR / "queue-control"
    for _folder in (_queue, _control):
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
        "store_processed": False,
        "polling_interval": 0.1,
    }
    CELERY_WORKER_POOL = "threads"
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False

# The outbox: how long a sender holds a message, the first waiting time after "later", senders woken at once by a
# sweep, seconds a webhook may take. A lease must outlast the slowest conversation with the mail server.
DUBAN_LEASE_SECONDS = env.number("DUBAN_LEASE_SECONDS", 300, least=1)
DUBAN_RETRY_SECONDS = env.number("DUBAN_RETRY_SECONDS", 30, least=1)
DUBAN_SENDERS = env.number("DUBAN_SENDERS", 4, least=1)
DUBAN_WEBHOOK_SECONDS = env.number("DUBAN_WEBHOOK_SECONDS", 10, least=1)
# How many days back the planner looks: a stop of this length loses no reminder.
DUBAN_CATCH_UP_DAYS = env.number("DUBAN_CATCH_UP_DAYS", 45, least=1)

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", 25, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 20, least=1)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "duban@localhost")

# largest JSON body of the REST interface, in bytes; uploads have their own limit
DUBAN_API_MAX_BYTES = env.number("DUBAN_API_MAX_BYTES", 2 * 1024 * 1024, least=1)
# requests of one token or person ("600/min"); empty sets no limit. With Redis all web processes count together
DUBAN_API_RATE = env.text("DUBAN_API_RATE", "600/min")

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
if not re.fullmatch(r"|[1-9]\d{0,6}/(?:s|sec|min|hour|day)", DUBAN_API_RATE):
    raise ImproperlyConfigured(f"DUBAN_API_RATE：应为空或如 600/min，现在是“{DUBAN_API_RATE}”")
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise ImproperlyConfigured(f"LOG_LEVEL：应为 DEBUG、INFO、WARNING、ERROR 或 CRITICAL，现在是“{LOG_LEVEL}”")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # who signed in stands in the audit log, not in the server's lines
    "loggers": {"axes": {"level": "WARNING"}},
}
