"""`/metrics`: the figures of the machinery in Prometheus' text form, for the addresses that the operator named."""

from collections.abc import Iterator
from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.http import client_address
from core.jobs import job_health
from reminders.metrics import figures

# the rest of the figures are counts of rows that may fall again: gauges
HELP = {
    "reminders_waiting": "Reminders planned and not yet in a digest",
    "reminders_failed": "Reminders that could not be given",
    "deliveries_waiting": "Deliveries waiting or in hand",
    "deliveries_sent": "Deliveries accepted by the far side",
    "deliveries_failed": "Deliveries given up",
    "deliveries_doubtful": "Deliveries whose answer was lost and that nobody looked at yet",
    "oldest_seconds": "How long the oldest due delivery waits",
}


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the named addresses; everybody else finds nothing here."""
    if client_address(request) not in settings.DUBAN_METRICS_FROM:
        raise Http404
    return HttpResponse("\n".join([*_lines(), ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _lines() -> Iterator[str]:
    now = clock.real_now()
    for name, value in asdict(figures(now)).items():
        yield f"# HELP duban_{name} {HELP[name]}"
        yield f"# TYPE duban_{name} gauge"
        yield f"duban_{name} {value}"
    jobs = job_health(now)
    yield "# HELP duban_job_fresh Whether a periodic job finished lately"
    yield "# TYPE duban_job_fresh gauge"
    for job in jobs:
        yield f'duban_job_fresh{{job="{job.job}"}} {int(job.is_fresh)}'
    yield "# HELP duban_job_age_seconds How long ago a periodic job finished"
    yield "# TYPE duban_job_age_seconds gauge"
    for job in jobs:
        if job.finished_at is not None:
            yield f'duban_job_age_seconds{{job="{job.job}"}} {(now - job.finished_at).total_seconds():.0f}'
