"""Settings of production: everything secret comes from the environment, examples and moved clocks are refused."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from duban.settings.environment import SHORTEST_KEY, kept_key

from .base import *

SECRET_KEY_FILE = Path(env.text("SECRET_KEY_FILE", "") or VAR_DIR / "secret_key")
# `manage.py init` is the one command that begins without a key: it makes the file
SECRET_KEY = env.text("SECRET_KEY", "") or kept_key(SECRET_KEY_FILE, make=sys.argv[1:2] == ["init"])
if len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY：生产环境必须有至少 {SHORTEST_KEY} 个字符的密钥（manage.py init 可生成）")
if DUBAN_TODAY:
    raise ImproperlyConfigured("DUBAN_TODAY：生产环境不得改动系统日期")
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_URL：生产环境必须指定 PostgreSQL 数据库，形如 postgresql://用户:密码@主机/库名"
    )
if urlsplit(REDIS_URL).scheme not in ("redis", "rediss", "unix"):
    raise ImproperlyConfigured("REDIS_URL：生产环境必须指定 Redis，形如 redis://127.0.0.1:6379/0")
if "ALLOWED_HOSTS" not in os.environ or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS：生产环境必须逐个列出访问用的主机名，不得用 *")

DUBAN_EXAMPLES_ALLOWED = False
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "notifications.channels.smtp.EmailBackend")
# an intranet without certificates may switch the three off together by setting this to false; `check --deploy` says so
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
if SECURE_SSL_REDIRECT and urlsplit(DUBAN_BASE_URL).scheme != "https":
    raise ImproperlyConfigured("DUBAN_BASE_URL：应为 https 开头的访问地址，邮件里的链接由它而来")
for _name, _value in (("DUBAN_OIDC_ISSUER", DUBAN_OIDC_ISSUER), ("DUBAN_CAS_URL", DUBAN_CAS_URL)):
    if SECURE_SSL_REDIRECT and urlsplit(_value).scheme == "http":
        raise ImproperlyConfigured(f"{_name}：应为 https 开头的地址")
# asked by the machine itself, without the proxy in front
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000) if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
LOGGING["formatters"]["json"] = {"()": "duban.logs.JsonLine"}
LOGGING["handlers"]["console"]["formatter"] = "json"
