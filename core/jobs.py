"""What jobs share: the bell that wakes a worker, and the heartbeat row that shows the work of a periodic job."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app, shared_task
from django.core.management import call_command
from django.db import transaction
from kombu.exceptions import OperationalError

from core import clock
from core.models import Heartbeat

log = logging.getLogger(__name__)

# a job is late when it missed two runs and a minute for the run itself
GRACE = timedelta(seconds=60)
ALLOWED_MISSES = 3


@dataclass
class Beat:
    """What a job says of its run: how many rows it handled, and an error that did not stop it."""

    work_done: int = 0
    error: str = ""


@contextmanager
def heartbeat(job: str) -> Iterator[Beat]:
    """Write start, end, work done and error of one run; an exception is recorded and raised again."""
    _write(job, started_at=clock.real_now())
    beat = Beat()
    try:
        yield beat
    except Exception as error:
        _write(job, error=f"{type(error).__name__}: {error}"[:2000])
        raise
    _write(job, finished_at=clock.real_now(), work_done=beat.work_done, error=beat.error[:2000])


def wake(job: Any, *ids: int | str, queue: str = "") -> None:
    """Ring for a worker once the transaction at hand is through; only ids travel. `queue` overrules the route.

    The row is the memory and the queue a bell: a broker that does not answer costs nothing but time, a sweep finds the
    row. So the person whose act is already stored never sees an error of the broker.
    """
    transaction.on_commit(partial(_ring, job, ids, queue))


def _ring(job: Any, ids: tuple[int | str, ...], queue: str) -> None:
    try:
        job.apply_async(args=ids, **({"queue": queue} if queue else {}))
    except (OperationalError, OSError) as error:
        log.warning("%s %s: the broker does not answer, the sweep will find it: %s", job.name, ids, error)


def _write(job: str, **values: datetime | int | str) -> None:
    Heartbeat.objects.update_or_create(job=job, defaults=values)


@dataclass(frozen=True, slots=True)
class JobHealth:
    """One periodic job as the health page shows it; `interval` in seconds."""

    job: str
    interval: float
    started_at: datetime | None
    finished_at: datetime | None
    work_done: int
    error: str
    is_fresh: bool


def periodic_jobs() -> dict[str, float]:
    """Return the periodic jobs by name with their interval in seconds, as beat runs them."""
    schedule: dict[str, dict[str, object]] = current_app.conf.beat_schedule or {}
    return {
        str(entry["task"]): float(entry["schedule"])
        for entry in schedule.values()
        if isinstance(entry["schedule"], int | float)
    }


def job_health(now: datetime) -> list[JobHealth]:
    """Return the health of every periodic job; one that never finished is not fresh."""
    rows = {row.job: row for row in Heartbeat.objects.all()}
    return [_health(job, interval, rows.get(job), now) for job, interval in sorted(periodic_jobs().items())]


def _health(job: str, interval: float, row: Heartbeat | None, now: datetime) -> JobHealth:
    finished = row.finished_at if row else None
    allowed = timedelta(seconds=interval * ALLOWED_MISSES) + GRACE
    return JobHealth(
        job=job,
        interval=interval,
        started_at=row.started_at if row else None,
        finished_at=finished,
        work_done=row.work_done if row else 0,
        error=row.error if row else "",
        # a heartbeat in the future was written before the clock was put back: it says nothing
        is_fresh=finished is not None and abs(now - finished) <= allowed,
    )


@shared_task(name="core.jobs.tidy")
def tidy() -> int:
    """Delete what has had its time: keys of idempotent requests after a day, sessions that ended."""
    from core.api.idempotency import forget

    with heartbeat("core.jobs.tidy") as beat:
        beat.work_done = forget()
        call_command("clearsessions")
    return beat.work_done
