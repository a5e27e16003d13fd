"""What periodic jobs share: the heartbeat row that shows work done, and how fresh it must be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app

from core import clock
from core.models import Heartbeat

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
