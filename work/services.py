"""Starting, following and stopping long work."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.crypto import get_random_string

from accounts.access import actor_of
from accounts.models import User
from audit import services as audit
from audit.services import unit_of_work
from core import clock
from core.exceptions import NotPermitted, TransitionForbidden
from core.jobs import wake
from departments.models import Jurisdiction
from departments.rules import rule
from work import kinds
from work.models import UNFINISHED, Job, JobState
from work.permissions import may_cancel

# how long a message may be on its way before the sweep looks after its job
RING_AGAIN = timedelta(minutes=1)


def start(
    *,
    kind: str,
    jurisdiction: Jurisdiction,
    title: str,
    by: User | None,
    params: Mapping[str, Any] | None = None,
    total: int = 0,
) -> Job:
    """Write down a piece of long work and ring for a worker once the transaction is through.

    The caller has checked that the person may do what the job will do; the handler checks again, part by part.
    """
    with unit_of_work():
        job = Job.objects.create(
            jurisdiction=jurisdiction,
            kind=kind,
            title=title[:200],
            params=dict(params or {}),
            total=total,
            created_by=by,
            created_at=clock.now(),
        )
        _log("work.started", job, by, after={"state": job.state, "title": job.title})
        ring(job)
    return job


def ring(job: Job) -> None:
    """Wake a worker of the kind's queue; a kind without a handler is run by its own app."""
    from work.jobs import run_one

    found = kinds.kind_of(job.kind)
    if found is not None and found.handler is not None:
        wake(run_one, job.pk, queue=found.queue)


def cancel(*, job: Job, by: User) -> Job:
    """Stop a job: at once while it waits, after the part in hand while it runs; what is done stays done."""
    if not may_cancel(by, job):
        raise NotPermitted("work.not_permitted", "只能取消自己发起的作业。")
    with unit_of_work():
        now = clock.now()
        # compare and set, 0 rows: a worker was quicker
        stopped = Job.objects.filter(pk=job.pk, state__in=(JobState.WAITING, JobState.ASKS)).update(
            state=JobState.CANCELLED, cancel_asked_at=now, finished_at=now
        )
        asked = stopped or Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(cancel_asked_at=now)
        if not asked:
            raise TransitionForbidden("work.finished", "作业已经结束，不能取消。")
        job.refresh_from_db()
        _log("work.cancelled", job, by, after={"state": job.state})
    return job


def mirror(job: Job | None, **values: Any) -> None:
    """Write how far a job came that its own app runs; None where work was done without a job (commands)."""
    if job is None:
        return
    if values.get("state") in (JobState.DONE, JobState.FAILED, JobState.CANCELLED):
        values["finished_at"] = clock.now()
    Job.objects.filter(pk=job.pk).exclude(state=JobState.CANCELLED).update(**values)


def lost_jobs() -> list[Job]:
    """Return what a lost message or a dead worker left behind, the oldest first."""
    long_ago = clock.now() - RING_AGAIN
    left = Job.objects.claimable(clock.now()).filter(kind__in=kinds.handled(), created_at__lt=long_ago)
    return list(left.order_by("pk")[:20])


def attach(job: Job, data: bytes, filename: str) -> None:
    """Keep the file a job works on with it; it is removed with the job's other files when its term is over."""
    job.filename = filename
    job.file.save(f"job-{job.pk}-{get_random_string(8)}", ContentFile(data), save=False)
    job.save(update_fields=["file", "filename"])


def detach(job: Job) -> None:
    """Forget the file a job worked on."""
    name, storage = str(job.file.name), job.file.storage
    job.file, job.filename = "", ""
    job.save(update_fields=["file", "filename"])
    storage.delete(name)


def remove_old_files(limit: int = 200) -> int:
    """Remove the files of finished jobs whose term is over by the rule of their government; returns how many."""
    today, removed = clock.today(), 0
    for jurisdiction in Jurisdiction.objects.filter(jobs__in=Job.objects.exclude(file="")).distinct():
        days = rule(jurisdiction, "export.keep_days", today)
        over, _ = clock.day_bounds(today - timedelta(days=days))
        old = Job.objects.filter(jurisdiction=jurisdiction, finished_at__lt=over).exclude(file="")
        for job in old.order_by("pk")[: limit - removed]:
            with unit_of_work():
                name, storage = str(job.file.name), job.file.storage
                # 0 rows: another worker was quicker
                gone = Job.objects.filter(pk=job.pk, file=name).update(file="", file_removed_at=clock.now())
                if gone:
                    _log("work.file_removed", job, None, after={"file": job.filename})
            if gone:
                storage.delete(name)
                removed += 1
    return removed


def _log(action: str, job: Job, by: User | None, *, after: Mapping[str, Any]) -> None:
    actor = actor_of(by) if by is not None else None
    audit.record(action, job, actor=actor, jurisdiction=job.jurisdiction, after=after)
