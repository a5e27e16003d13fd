"""The ledger as a download, for pages and REST."""

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from accounts.models import User
from core import clock
from core.sheets import XLSX
from exchange.ledger import ledger_rows, to_csv
from exchange.workbook import bridge_rows, to_excel
from tasks.models import TaskQuerySet

FORMS = ("xlsx", "csv")


def ledger_response(tasks: TaskQuerySet, form: str, user: User) -> HttpResponseBase:
    """Answer with the ledger in one of FORMS, in bounded memory however long it is."""
    response: HttpResponseBase
    if form == "csv":
        response = StreamingHttpResponse(to_csv(ledger_rows(tasks)), content_type="text/csv; charset=utf-8")
    else:
        response = FileResponse(to_excel(bridge_rows(tasks, user)), content_type=XLSX)
    name = content_disposition_header(as_attachment=True, filename=f"督办台账{clock.today():%Y%m%d}.{form}")
    response["Content-Disposition"] = name or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
