"""Bring documents in: upload, progress, and the plan of differences where a stored document changes."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exceptions import DomainError
from core.http import wants_partial
from policies import jobs
from policies.forms import UploadForm
from policies.models import ImportRun, ImportState
from policies.permissions import import_runs_visible_to
from policies.services.importing import policies_of
from policies.services.runs import decide as record_decision
from policies.services.runs import start_import
from policies.views.common import importing_government, person

SHOWN = 20
RUNNING = (ImportState.WAITING, ImportState.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take files, and show how far the latest imports came."""
    jurisdiction = importing_government(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        for file in form.cleaned_data["files"]:
            with transaction.atomic():
                run = start_import(jurisdiction=jurisdiction, upload=file, by=person(request))
                transaction.on_commit(partial(jobs.import_one.delay, run.pk))
        return redirect("policies:upload")
    runs = list(
        import_runs_visible_to(request.user)
        .filter(jurisdiction=jurisdiction)
        .select_related("source_file", "created_by")
        .order_by("-pk")[:SHOWN]
    )
    context = {
        "form": form,
        "runs": [(run, policies_of(run.source_file) if run.source_file else ()) for run in runs],
        "running": any(run.state in RUNNING for run in runs),
    }
    if wants_partial(request) and request.method != "POST":
        return render(request, "policies/import_runs.html", context)
    return render(request, "policies/upload.html", context, status=422 if form.errors else 200)


@require_safe
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one import: its progress, its failure, or the plan that waits for a decision."""
    run = _run(request, pk)
    found = policies_of(run.source_file) if run.source_file else ()
    context = {"run": run, "policies": found, "running": run.state in RUNNING}
    if wants_partial(request):
        return render(request, "policies/import_state.html", context)
    return render(request, "policies/import.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision on every document that may change a stored one."""
    run = _run(request, pk)
    decisions = {}
    for entry in run.plan:
        choice = request.POST.get(f"document-{entry['position']}", "")
        if choice in ("change", "new"):
            decisions[entry["position"]] = entry["policy"] if choice == "change" else None
    try:
        with transaction.atomic():
            record_decision(run=run, decisions=decisions, by=person(request))
            transaction.on_commit(partial(jobs.import_one.delay, run.pk))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("policies:import", pk=pk)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    run = import_runs_visible_to(request.user).select_related("jurisdiction", "source_file").filter(pk=pk).first()
    if run is None:
        raise Http404
    if run.jurisdiction != importing_government(request):
        raise PermissionDenied("这次导入属于另一个管辖，请先切换。")
    return run
