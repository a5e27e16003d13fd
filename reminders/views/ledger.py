"""The ledger: what was planned and said, to whom, when, by which channel, with which outcome."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from core import words
from core.exceptions import DomainError, NotPermitted
from core.http import wants_partial
from notifications.models import Delivery
from notifications.permissions import deliveries_visible_to, may_settle
from notifications.services import settle
from reminders.filters import DeliveryFilter, ReminderFilter
from reminders.models import Reminder
from reminders.permissions import visible_to
from reminders.selectors import SHOWN
from reminders.views.common import ROWS, overseen_government, page_tabs

# a spreadsheet takes these as the beginning of a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _rows(request: HttpRequest) -> tuple[ReminderFilter, QuerySet[Reminder]]:
    government = overseen_government(request)
    own = visible_to(request.user).filter(jurisdiction=government).select_related(*SHOWN)
    found = ReminderFilter(request.GET, queryset=own.prefetch_related("message__deliveries"))
    return found, found.qs


@login_required
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """List the reminders of a government."""
    conditions, rows = _rows(request)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "filter": conditions, "is_filtered": any(request.GET.values())}
    if wants_partial(request):
        return render(request, "reminders/ledger_list.html", context)
    tabs = page_tabs(request, overseen_government(request), "reminders:list")
    return render(request, "reminders/ledger.html", context | {"tabs": tabs})


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


@login_required
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the ledger as CSV with the same conditions; no cell begins a formula."""
    _, rows = _rows(request)
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(["应提醒日期", "规则步", "理由", "事项", "收件人", "状态", "计划时间", "投递"])
        for row in rows.iterator(chunk_size=1000):
            yield writer.writerow(_safe(_cells(row)))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reminders.csv"'
    return response


def _cells(row: Reminder) -> list[str]:
    message = row.message
    outcomes = "；".join(
        f"{one.get_channel_display()} {one.get_state_display()} {words.stamp(one.sent_at)}"
        for one in (message.deliveries.all() if message else [])
    )
    return [
        row.occurrence_on.isoformat(),
        row.step,
        row.reason,
        row.matter,
        str(row.recipient),
        row.get_state_display(),
        words.stamp(row.planned_at),
        outcomes,
    ]


def _safe(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]


@login_required
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """List what was given to the channels and what became of it."""
    return _outbox(request, "reminders:deliveries")


@login_required
@require_GET
def doubtful(request: HttpRequest) -> HttpResponse:
    """List the deliveries whose outcome nobody knows: the queue for a person."""
    return _outbox(request, "reminders:doubtful", only_doubtful=True)


def _outbox(request: HttpRequest, current: str, *, only_doubtful: bool = False) -> HttpResponse:
    government = overseen_government(request)
    rows = deliveries_visible_to(request.user).filter(message__jurisdiction=government)
    rows = rows.select_related("message__recipient", "endpoint").order_by("-id")
    conditions = DeliveryFilter(request.GET, queryset=rows.doubtful() if only_doubtful else rows)
    page = Paginator(conditions.qs, ROWS).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "filter": conditions,
        "only_doubtful": only_doubtful,
        "is_filtered": any(request.GET.values()),
        "may_settle": may_settle(request.user, government),
    }
    if wants_partial(request):
        return render(request, "reminders/deliveries_list.html", context)
    return render(request, "reminders/deliveries.html", context | {"tabs": page_tabs(request, government, current)})


@login_required
@require_POST
def settle_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person's word on a doubtful delivery: it arrived, or it is sent again."""
    assert isinstance(request.user, User)  # noqa: S101 narrows a type
    row: Delivery = get_object_or_404(deliveries_visible_to(request.user), pk=pk)
    arrived = request.POST.get("arrived") == "yes"
    try:
        settle(by=request.user, delivery_id=row.pk, arrived=arrived)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        toasts.error(request, error.message)
    else:
        toasts.success(request, "已记为送达。" if arrived else "已重新发出，沿用原编号。")
    return redirect("reminders:doubtful")
