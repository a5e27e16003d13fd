"""Downloads: the ledger as Excel or CSV, and the paper of one task."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core import clock
from exchange.documents.order import order_sheet
from exchange.ledger import ledger_rows, to_csv, to_excel
from tasks.filters import TaskFilter
from tasks.models import TaskState
from tasks.permissions import visible_to
from tasks.selectors import ordered, rows

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _named(response: HttpResponseBase, filename: str) -> HttpResponseBase:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def ledger(request: HttpRequest, form: str) -> HttpResponseBase:
    """Return the ledger with the conditions and the order of the address, all pages of it."""
    found = TaskFilter(request.GET, queryset=rows(request.user), request=request).qs
    tasks = ledger_rows(ordered(found, request.GET.get("sort", "light")))
    name = f"督办台账{clock.today():%Y%m%d}.{form}"
    if form == "csv":
        return _named(StreamingHttpResponse(to_csv(tasks), content_type="text/csv; charset=utf-8"), name)
    if form == "xlsx":
        return _named(HttpResponse(to_excel(tasks), content_type=EXCEL), name)
    raise Http404


@login_required
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the 督办单 of a task as a Word document; a draft has none."""
    issued = visible_to(request.user).exclude(state=TaskState.DRAFTED)
    task = get_object_or_404(issued.select_related("policy", "measure", "jurisdiction"), pk=pk)
    return _named(HttpResponse(order_sheet(task), content_type=WORD), f"督办单{task.number}.docx")
