"""Running one job: claimed by compare and set, leased while it lives, each part reported, stopped between parts."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils.crypto import get_random_string

from accounts.access import actor_of
from audit.context import SYSTEM, acting
from core import clock
from core.exceptions import DomainError
from work import kinds
from work.models import Job, JobState

# a worker that did not end a part within this time is taken for dead
LEASE = timedelta(minutes=10)
MOST_TRIES = 3
MOST_FAILURES = 200
BROKEN = "系统出错，没有做完。已完成的部分保留，可再发起一次；仍不成功请联系技术支持。"
DIED = "作业进程多次中断，没有做完。已完成的部分保留，请联系技术支持。"


class Cancelled(Exception):  # noqa: N818 not an error: somebody asked for it
    """Raised between two parts of a job that was asked to stop."""


class Steps:
    """What a handler tells of its work; every call renews the lease and stops a job that was cancelled."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def begin(self, total: int) -> None:
        """Say how many parts there are."""
        self.job.total = total
        self._save("total")

    def next(self, what: str) -> None:
        """Say which part begins; raises `Cancelled` when the job is to stop before it."""
        self.job.refresh_from_db(fields=["cancel_asked_at"])
        if self.job.cancel_asked_at is not None:
            raise Cancelled
        self.job.current = what[:200]
        self._save("current")

    def did(self, count: int = 1) -> None:
        """Count parts as handled, whether they succeeded or not."""
        self.job.done = min(self.job.done + count, self.job.total or self.job.done + count)
        self._save("done")

    def failed(self, what: str, why: str) -> None:
        """Write down a part that failed; the job goes on."""
        if len(self.job.failures) < MOST_FAILURES:
            self.job.failures.append({"what": what, "why": why})
        self._save("failures")

    def keep(self, data: bytes, filename: str) -> None:
        """Keep the file that came of the job, to be fetched from its page."""
        self.job.filename = filename[:200]
        self.job.file.save(f"job-{self.job.pk}-{get_random_string(8)}", ContentFile(data), save=False)
        self._save("filename", "file")

    def say(self, summary: str, link: str = "") -> None:
        """Say what came of it, and where it can be seen."""
        self.job.summary, self.job.link = summary[:200], link
        self._save("summary", "link")

    def _save(self, *names: str) -> None:
        self.job.leased_until = clock.now() + LEASE
        self.job.save(update_fields=[*names, "leased_until"])


def run(job_id: int) -> Job | None:
    """Run a job unless it is finished or in another worker's hands; returns it when this call did the work."""
    now = clock.now()
    taken = Job.objects.claimable(now).filter(pk=job_id).update(state=JobState.RUNNING, leased_until=now + LEASE)
    # 0 rows: done, cancelled, or another worker holds it
    if not taken:
        return None
    job = Job.objects.select_related("jurisdiction", "created_by").get(pk=job_id)
    kind = kinds.kind_of(job.kind)
    job.tries, job.done, job.failures = job.tries + 1, 0, []
    if kind is None or kind.handler is None or job.tries > MOST_TRIES:
        return _finish(job, JobState.FAILED, error=DIED)
    job.save(update_fields=["tries", "done", "failures"])
    with acting(actor_of(job.created_by) if job.created_by else SYSTEM, origin="work"):
        try:
            kind.handler(job, Steps(job))
        except Cancelled:
            return _finish(job, JobState.CANCELLED)
        except DomainError as error:
            return _finish(job, JobState.FAILED, error=error.message)
        except Exception:
            _finish(job, JobState.FAILED, error=BROKEN)
            raise
    return _finish(job, JobState.DONE)


def _finish(job: Job, state: JobState, *, error: str = "") -> Job:
    job.state, job.error, job.current, job.finished_at = state, error[:300], "", clock.now()
    job.save(update_fields=["state", "error", "current", "finished_at", "tries"])
    return job
