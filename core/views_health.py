"""Health for machines: is the process alive, and is the work done."""

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import clock
from core.jobs import job_health

BROKER_SECONDS = 2


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and broker answer and every periodic job finished lately, else 503; nothing secret."""
    checks: dict[str, str] = {"database": _database(), "broker": _broker()}
    if checks["database"] == "ok":
        checks |= {row.job: "ok" if row.is_fresh else "late" for row in job_health(clock.real_now())}
    is_ready = all(value == "ok" for value in checks.values())
    return JsonResponse({"status": "ok" if is_ready else "late", "checks": checks}, status=200 if is_ready else 503)


def _broker() -> str:
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as bell:
            bell.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (OSError, OperationalError, RedisError):
        return "down"
    return "ok"


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"
