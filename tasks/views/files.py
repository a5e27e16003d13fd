"""佐证: handed in, taken back, and read only by those who may read its report."""

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from core.exceptions import DomainError, NotPermitted
from tasks import permissions
from tasks.services import evidence
from tasks.views.common import person
from tasks.views.detail import visible_task

# shown in the browser itself, everything else is saved
INLINE = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take files in for a report; each one that cannot be taken says why, the others stay."""
    row = get_object_or_404(
        permissions.reports_visible_to(request.user).select_related("assignment__task", "assignment__department"), pk=pk
    )
    files = request.FILES.getlist("file")
    done = 0
    for file in files:
        try:
            evidence.attach(
                report=row, file=file, name=file.name or "", by=person(request), field=request.POST.get("field", "")
            )
            done += 1
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except DomainError as error:
            messages.error(request, error.message)
    if done:
        messages.success(request, f"已添加 {done} 份材料。")
    elif not files:
        messages.error(request, "没有添加：请先选择文件。")
    return redirect("tasks:report", pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off a report that is being written."""
    rows = permissions.evidence_visible_to(request.user).select_related(
        "report__assignment__task", "report__assignment__department"
    )
    row = get_object_or_404(rows, pk=pk)
    report_id = row.report_id
    try:
        evidence.remove(evidence=row, by=person(request))
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("tasks:report", report_id)


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to those who may read its report; the browser never guesses what it is."""
    row = get_object_or_404(permissions.evidence_visible_to(request.user), pk=pk)
    return _file(row.file.open("rb"), row.name)


@require_GET
def source_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the document a matter registered by hand came with."""
    task = visible_task(request, pk)
    if not task.source_document:
        return redirect("tasks:detail", pk)
    return _file(task.source_document.open("rb"), PurePath(str(task.source_document.name)).name)


def _file(content: object, name: str) -> FileResponse:
    suffix = PurePath(name).suffix.lower()
    kind = INLINE.get(suffix)
    response = FileResponse(
        content,
        as_attachment=kind is None,
        filename=name,
        content_type=kind or "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return response
