"""The rows behind the figures of the boards: what happened, who is silent, what was finished in time."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import access_of
from accounts.government import current_government
from core import clock
from core.http import wants_partial, whole
from departments.models import Department, Jurisdiction
from insights.board import Board
from insights.narrowing import conditions, narrowed
from insights.risks import silent_of
from insights.timely import in_time, rows_behind
from tasks.words import act_said

ROWS = 50


def office(request: HttpRequest) -> Jurisdiction:
    """Return the government whose office the person belongs to; 403 for everybody else."""
    government = current_government(request)
    if government is None or government.pk not in access_of(request.user).overseen:
        raise PermissionDenied("本页供督查室和分管领导使用。")
    return government


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What happened since yesterday, act by act, under the board's conditions."""
    government = office(request)
    filterset, narrow, query = narrowed(request, government)
    board = Board(government, clock.today(), narrow)
    counted = board.changes()
    action = request.GET.get("action", "")
    rows = board.events().select_related("task", "assignment__department").order_by("-at", "-id")
    if action:
        rows = rows.filter(action=action)
    page: Any = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for event in page:
        event.verb = act_said(event.action)
    put = f"{query}&" if query else ""
    tabs = [{"label": "全部", "url": f"?{query}", "count": sum(n for _, _, n in counted), "current": not action}]
    tabs += [
        {"label": verb, "url": f"?{put}action={code}", "count": n, "current": code == action}
        for code, verb, n in counted
    ]
    context = {"page": page, "tabs": tabs, "query": query, "conditions": conditions(filterset, query)}
    name = "insights/changes_rows.html" if wants_partial(request) else "insights/changes.html"
    return render(request, name, context)


@login_required
@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """Which units owe reports, since when?"""
    government = office(request)
    found = silent_of(government, clock.today())
    context = {"rows": found, "reports": sum(one.reports for one in found)}
    return render(request, "insights/silent.html", context)


@login_required
@require_safe
def timely(request: HttpRequest) -> HttpResponse:
    """Which matters stand behind an on-time rate?"""
    government, today = office(request), clock.today()
    asked: dict[str, Any] = {"unit": None, "timely": {"1": True, "0": False}.get(request.GET.get("timely", ""))}
    units = Department.objects.filter(jurisdiction=government)
    unit = units.filter(pk=whole(request.GET.get("unit")) or 0).first()
    asked["unit"] = unit.pk if unit else None
    rows = rows_behind(government, today, **asked)
    counts = {flag: rows_behind(government, today, unit=asked["unit"], timely=flag).count() for flag in (True, False)}
    put = f"unit={unit.pk}&" if unit else ""
    tabs = [
        {"label": "计入", "url": f"?{put}", "count": counts[True] + counts[False], "current": asked["timely"] is None},
        {"label": "按期办结", "url": f"?{put}timely=1", "count": counts[True], "current": asked["timely"] is True},
        {"label": "未按期", "url": f"?{put}timely=0", "count": counts[False], "current": asked["timely"] is False},
    ]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    done = set(rows.filter(in_time(), pk__in=[task.pk for task in page]).values_list("pk", flat=True))
    total = counts[True] + counts[False]
    context = {
        "page": page,
        "tabs": tabs,
        "unit": unit,
        "done": done,
        "total": total,
        "in_time": counts[True],
        "percent": round(100 * counts[True] / total) if total else None,
        "year": today.year,
    }
    return render(request, "insights/timely_rows.html" if wants_partial(request) else "insights/timely.html", context)
