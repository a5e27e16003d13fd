"""Imports that run in the background: the row remembers how far it came, so that a page can be left and found again."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from audit.context import acting
from audit.services import unit_of_work
from core import clock
from core.exceptions import DomainError, TransitionForbidden
from departments.models import Jurisdiction
from policies.models import ImportRun, ImportState
from policies.permissions import require_importer
from policies.services.acting import actor_or_none
from policies.services.importing import ImportOutcome, import_file
from policies.services.planning import DocumentPlan
from work import services as work
from work.models import Job, JobState
from work.running import Cancelled

# a run that stands longer than this belongs to a worker that died
JOB_KIND = "policies.import"
LOST_AFTER = timedelta(minutes=10)
BROKEN = "导入没有完成：系统出错。请稍后重新上传，仍不成功请联系技术支持。"


def start_import(*, jurisdiction: Jurisdiction, upload: "UploadedFile[bytes]", by: User) -> ImportRun:
    """Keep an uploaded file and the run that will read it; the caller queues `jobs.import_one` on commit."""
    require_importer(by, jurisdiction)
    run = ImportRun(jurisdiction=jurisdiction, filename=str(upload.name)[:255], created_by=by, created_at=clock.now())
    with unit_of_work():
        run.job = work.start(kind=JOB_KIND, jurisdiction=jurisdiction, title=f"导入 {run.filename}", by=by)
        run.upload.save(f"upload-{clock.real_now():%H%M%S%f}", ContentFile(upload.read()), save=False)
        run.save()
        work.mirror(run.job, link=reverse("policies:import", args=[run.pk]))
    return run


def run_import(*, run_id: int) -> ImportRun:
    """Read the file of a run and record what became of it; a run that another worker holds is left alone."""
    claimable = Q(state=ImportState.WAITING) | Q(state=ImportState.RUNNING, created_at__lt=clock.now() - LOST_AFTER)
    # compare and set: 0 rows means done, failed, or in another worker's hands
    taken = ImportRun.objects.filter(claimable, pk=run_id).update(state=ImportState.RUNNING)
    run = ImportRun.objects.select_related("jurisdiction", "created_by", "job").get(pk=run_id)
    if not taken:
        return run
    if was_cancelled(run):
        return _cancel(run)
    work.mirror(run.job, state=JobState.RUNNING, current=f"读取 {run.filename}")
    with acting(actor_or_none(run.created_by), origin="import"):
        try:
            with run.upload.open("rb") as file:
                data = file.read()
            outcome = import_file(
                jurisdiction=run.jurisdiction,
                data=data,
                filename=run.filename,
                by=run.created_by,
                decisions={int(at): chosen for at, chosen in run.decisions.items()},
                confirm_changes=True,
                proceed=partial(_proceed, run),
            )
        except Cancelled:
            return _cancel(run)
        except DomainError as error:
            return _finish(run, ImportState.FAILED, error_code=error.code, error=error.message[:300])
        except Exception:
            _finish(run, ImportState.FAILED, error_code="import.failed", error=BROKEN)
            raise
    return _settle(run, outcome)


def was_cancelled(run: ImportRun) -> bool:
    """Say whether the person who follows the import has stopped it, as it stands now."""
    if run.job_id is None:
        return False
    job = Job.objects.get(pk=run.job_id)
    return job.state == JobState.CANCELLED or job.cancel_asked_at is not None


def _proceed(run: ImportRun) -> None:
    """Called when the file is read and before anything of it is stored."""
    if was_cancelled(run):
        raise Cancelled
    work.mirror(run.job, current="写入举措")


def _cancel(run: ImportRun) -> ImportRun:
    return _finish(run, ImportState.CANCELLED, error_code="import.cancelled", error="导入已取消，没有写入任何内容。")


def decide(*, run: ImportRun, decisions: Mapping[int, int | None], by: User) -> ImportRun:
    """Record which stored policy each waiting document changes (None: a new one); the caller queues the run again."""
    require_importer(by, run.jurisdiction)
    waiting = {entry["position"] for entry in run.plan if entry["waiting"]}
    offered = {entry["position"]: entry["policy"] for entry in run.plan}
    if set(decisions) != waiting or any(pk not in (None, offered[at]) for at, pk in decisions.items()):
        raise DomainError("policies.decision_incomplete", "请对每一份文件作出选择。")
    stored = {str(at): pk for at, pk in decisions.items()}
    # compare and set: the second of two who decide is told so
    moved = ImportRun.objects.filter(pk=run.pk, state=ImportState.DECISION).update(
        state=ImportState.WAITING, decisions=stored
    )
    if not moved:
        raise TransitionForbidden("policies.already_decided", "这次导入已有人处理。")
    work.mirror(run.job, state=JobState.WAITING, summary="")
    run.refresh_from_db()
    return run


def waiting_runs() -> list[int]:
    """Return the runs that a lost message or a dead worker left behind."""
    long_ago = clock.now() - LOST_AFTER
    left = Q(state=ImportState.WAITING, created_at__lt=clock.now() - timedelta(minutes=1))
    left |= Q(state=ImportState.RUNNING, created_at__lt=long_ago)
    return list(ImportRun.objects.filter(left).values_list("pk", flat=True)[:20])


def _settle(run: ImportRun, outcome: ImportOutcome) -> ImportRun:
    total = sum(len(one.document.measures) for one in outcome.plan.documents)
    if outcome.status == "undecided":
        run.plan = [_entry(at, one) for at, one in enumerate(outcome.plan.documents)]
        return _finish(run, ImportState.DECISION, total=total)
    run.plan = [_entry(at, one) for at, one in enumerate(outcome.plan.documents)]
    return _finish(run, ImportState.DONE, source_file=outcome.source_file, total=total, progress=total)


def _finish(run: ImportRun, state: ImportState, **values: Any) -> ImportRun:
    run.state = state
    for name, value in values.items():
        setattr(run, name, value)
    work.mirror(run.job, **_of_job(run, state))
    if state != ImportState.DECISION:
        run.finished_at = clock.now()
        if run.upload:
            # the source file holds the bytes of what was taken in; nothing else is kept
            run.upload.delete(save=False)
    run.save()
    return run


def _of_job(run: ImportRun, state: ImportState) -> dict[str, Any]:
    """Return what the job says where an import has come to a state."""
    if state == ImportState.DECISION:
        return {"state": JobState.ASKS, "current": "", "summary": "与已有文件有差异，请决定如何处理。"}
    if state == ImportState.FAILED:
        return {"state": JobState.FAILED, "current": "", "error": run.error}
    if state == ImportState.CANCELLED:
        return {"state": JobState.CANCELLED, "current": ""}
    told = {"current": "", "summary": f"已读取 {run.total} 条举措，请校核。", "done": run.total, "total": run.total}
    return {"state": JobState.DONE, **told}


def _entry(position: int, plan: DocumentPlan) -> dict[str, Any]:
    """Return what the page shows of one document: what it changes, measure by measure."""
    return {
        "position": position,
        "title": plan.document.title,
        "match": plan.match,
        "waiting": plan.match != "new",
        "policy": plan.stored.id if plan.stored else None,
        "policy_title": plan.stored.title if plan.stored else "",
        "counts": {kind: plan.count(kind) for kind in ("added", "changed", "removed", "unchanged")},
        "changes": [
            {
                "kind": change.kind,
                "number": (change.parsed.number if change.parsed else change.stored.number if change.stored else "")
                or "",
                "title": change.parsed.title if change.parsed else change.stored.title if change.stored else "",
                "fields": list(change.fields),
                "before": change.stored.text if change.stored and change.kind in ("changed", "removed") else "",
                "after": change.parsed.text if change.parsed and change.kind == "changed" else "",
            }
            for change in plan.changes
            if plan.match != "new" and change.kind != "unchanged"
        ],
    }
