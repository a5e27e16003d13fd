"""Settings of production: everything secret comes from the environment, examples and moved clocks are refused."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

SECRET_KEY = env.str("SECRET_KEY", "")
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY：生产环境必须设置至少40个字符的密钥（manage.py init 可生成）")
if DUBAN_TODAY:
    raise ImproperlyConfigured("DUBAN_TODAY：生产环境不得改动系统日期")
if not DATABASE_URL:
    raise ImproperlyConfigured("DATABASE_URL：生产环境必须指定 PostgreSQL 数据库")
if not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL：生产环境必须指定 Redis")

DUBAN_EXAMPLES_ALLOWED = False
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "notifications.channels.smtp.EmailBackend")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
