"""The log as auditors read it, and its export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from audit.context import Principal
from audit.filters import EntryFilter
from audit.models import Entry
from audit.permissions import may_read_log
from audit.services import record
from audit.verification import heads
from audit.words import action_word, changes_of, object_word
from core import clock
from core.access import access_of
from core.cells import cell
from core.government import chosen_among
from core.http import wants_partial, whole

PAGE = 50
CHUNK = 2000
HEAD = ("序号", "时间", "操作人", "单位", "动作", "对象类型", "对象", "变更", "理由", "来源", "请求编号", "摘要")


def _auditor(request: HttpRequest) -> tuple[Principal, int]:
    """Return who asks and the government whose log is read; 403 for everybody but auditors."""
    user = request.user
    government = chosen_among(request, access_of(user).audited)
    if not user.is_authenticated or not may_read_log(user) or government is None:
        raise PermissionDenied("只有审计员可以查看审计记录。")
    return user, government


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show who did what, newest first, 50 a page; further pages are found by number, so all cost the same."""
    _, government = _auditor(request)
    filterset = EntryFilter(request.GET, Entry.objects.of_jurisdictions([government]))
    form = filterset.form
    rows = filterset.qs if form.is_valid() else Entry.objects.none()
    before = whole(request.GET.get("before"))
    if before is not None:
        rows = rows.filter(id__lt=before)
    today, _ = clock.day_bounds(clock.local(clock.real_now()).date())
    page = list(rows.order_by("-id")[: PAGE + 1])
    context = {
        "form": form,
        "entries": [_shown(entry) for entry in page[:PAGE]],
        "older": page[PAGE - 1].pk if len(page) > PAGE else None,
        "is_later_page": bool(before),
        "today_count": Entry.objects.of_jurisdictions([government]).filter(at__gte=today).count(),
        "conditions": _conditions(request, form),
        "anchor": next(iter(heads([government])), None),
    }
    return render(request, "audit/log_rows.html" if wants_partial(request) else "audit/log.html", context)


def _conditions(request: HttpRequest, form: Any) -> list[tuple[str, Any, str]]:
    """Return each condition in force with the query that is left when it is taken away."""
    if not form.is_valid():
        return []
    found = []
    for name, value in form.cleaned_data.items():
        if value not in (None, ""):
            rest = request.GET.copy()
            for gone in (name, "before"):
                rest.pop(gone, None)
            found.append((form.fields[name].label, value, rest.urlencode()))
    return found


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "action": action_word(entry.action),
        "object_kind": object_word(entry.object_type) if entry.object_type else "",
        "changes": changes_of(entry),
    }


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """Hand the log out as CSV under the same conditions; the export is itself an entry."""
    user, government = _auditor(request)
    filterset = EntryFilter(request.GET, Entry.objects.of_jurisdictions([government]))
    if not filterset.form.is_valid():
        return HttpResponse("条件有误，请返回修改。", status=400, content_type="text/plain; charset=utf-8")
    conditions = {name: value for name, value in filterset.form.cleaned_data.items() if value not in (None, "")}
    note_export(user, government, conditions)
    response = StreamingHttpResponse(_csv(filterset.qs.order_by("id")), content_type="text/csv; charset=utf-8")
    name = f"审计记录{clock.local(clock.real_now()):%Y%m%d}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def note_export(user: Principal, government: int, conditions: dict[str, Any]) -> None:
    """Record that somebody took the log out, and under which conditions."""
    newest = Entry.objects.of_jurisdictions([government]).first()
    record(
        "audit.export",
        None,
        actor=user.actor,
        chain=(government, newest.jurisdiction_name if newest else ""),
        after={"conditions": conditions},
    )


class _Echo:
    """A file that gives back what is written to it: how `csv` streams."""

    def write(self, value: str) -> str:
        return value


def _csv(rows: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    for entry in rows.iterator(CHUNK):
        yield writer.writerow(["" if value is None else cell(value) for value in _cells(entry)])


def _cells(entry: Entry) -> list[Any]:
    changes = "；".join(f"{one.label}：{one.words}" for one in changes_of(entry))
    return [
        entry.position,
        f"{clock.local(entry.at):%Y-%m-%d %H:%M:%S}",
        entry.actor_name,
        entry.unit_name,
        action_word(entry.action),
        object_word(entry.object_type) if entry.object_type else "",
        entry.object_name,
        changes,
        entry.reason,
        entry.origin,
        entry.request_id,
        entry.entry_hash,
    ]
