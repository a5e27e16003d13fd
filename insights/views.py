"""The pages people start from."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import access_of
from accounts.government import current_government
from accounts.models import User
from core import clock
from core.http import wants_partial
from core.markup import LIGHTS
from departments.models import Department, Jurisdiction
from insights.board import Board
from insights.burden import burden_of
from insights.calendars import four_weeks
from insights.narrowing import conditions, narrowed
from insights.onepage import DECISIONS, OnePage
from insights.risks import risks, silent_of
from insights.silent import silent_units
from insights.timely import ranking
from insights.todo import Workload

QUEUES = (
    ("mine", "待我处理"),
    ("missed", "逾期未报"),
    ("receipt", "待签收"),
    ("reports", "待填报"),
    ("returned", "退回补报"),
    ("urged", "催办待复"),
    ("review", "单位审签中"),
    ("leading", "我牵头"),
    ("all", "全部"),
)
ROWS_AT_FIRST = 10
SILENT_AT_FIRST = 6
RANKED = 6


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "login_required comes first"  # noqa: S101 narrows a type
    return request.user


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the page of their role."""
    access = access_of(_person(request))
    if access.led:
        return redirect("insights:onepage")
    if access.supervised:
        return redirect("insights:board")
    if access.unit_ids:
        return redirect("insights:workbench")
    if access.audited:
        return redirect("audit:log")
    if access.administered:
        return redirect("accounts:people")
    raise PermissionDenied("您的账号还没有任职。请与本单位的系统管理员联系。")


@login_required
@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """What must my unit do today?"""
    user = _person(request)
    access = access_of(user)
    if not access.unit_ids:
        raise PermissionDenied("工作台供各单位使用。督查室请用督查看板。")
    today = clock.today()
    unit = Department.objects.select_related("jurisdiction").filter(pk__in=access.unit_ids).order_by("id")[0]
    load = Workload(user=user, jurisdiction=unit.jurisdiction, department_ids=access.unit_ids, today=today)
    queue = request.GET.get("queue", "mine")
    context = _queue_context(request, load, queue)
    if wants_partial(request):
        return render(request, "insights/workbench_list.html", context)
    return render(request, "insights/workbench.html", context | _rail_context(load, unit.jurisdiction) | {"unit": unit})


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Where is it red, what changed, whom do I urge?"""
    user = _person(request)
    government = current_government(request)
    if government is None or government.pk not in access_of(user).overseen:
        raise PermissionDenied("督查看板供督查室使用。请用工作台。")
    today = clock.today()
    filterset, narrow, query = narrowed(request, government)
    view = Board(government, today, narrow)
    counts = view.counts()
    units, policies = view.by_unit(), view.by_policy()
    shown = None if request.GET.get("all") else ROWS_AT_FIRST
    days, values = view.trend()
    context = {
        "today": today,
        "counts": counts,
        "band": [(code, counts[code], LIGHTS[code][2]) for code in counts],
        "open_count": sum(counts.values()),
        "late_today": values[-1],
        "late_change": values[-1] - values[-2],
        "late": view.late_tasks(ROWS_AT_FIRST),
        "units": units[:shown],
        "units_count": len(units),
        "more_units": shown is not None and len(units) > shown,
        "policies": policies[:shown],
        "policies_count": len(policies),
        "more_policies": shown is not None and len(policies) > shown,
        "changes": view.changes(),
        "expiring": view.expiring(),
        "silent": silent_of(government, today)[:SILENT_AT_FIRST],
        "form": filterset.form,
        "query": query,
        "conditions": conditions(filterset, query),
        "trend": {"labels": [f"{day.month}月{day.day}日" for day in days], "values": values, "unit": "件"},
    }
    return render(request, "insights/board.html", context)


@login_required
@require_safe
def onepage(request: HttpRequest) -> HttpResponse:
    """Ten minutes: what is wrong, what do I decide?"""
    user = _person(request)
    government = current_government(request)
    if government is None or government.pk not in access_of(user).overseen:
        raise PermissionDenied("一页纸供督查室和分管领导使用。请用工作台。")
    today = clock.today()
    page = OnePage(government, today)
    counts = page.board.counts()
    decisions = page.decisions()
    late = page.board.late_on(today).count()
    change = late - page.board.late_on(today - timedelta(days=7)).count()
    ranked = ranking(government, today)
    days, values = page.board.trend()
    context = {
        "government": government,
        "today": today,
        "ranked": ranked[:RANKED],
        "ranked_count": len(ranked),
        "due_total": sum(row.due for row in ranked),
        "timely_total": sum(row.timely for row in ranked),
        "risks": risks(user, page.board),
        "trend": {"labels": [f"{day.month}月{day.day}日" for day in days], "values": values, "unit": "件"},
        "open_count": sum(counts.values()),
        "late": late,
        "on_schedule": page.on_schedule_percent(counts),
        "decisions": decisions[:DECISIONS],
        "more_decisions": max(0, len(decisions) - DECISIONS),
        "may_decide": government.pk in access_of(user).led,
        "red_units": page.red_units(),
        "progress": page.policy_progress(),
        "points": page.points(),
        "week": today.isocalendar().week,
    }
    return render(request, "insights/onepage.html", context | {"late_change": change, "late_fewer": -change})


def _queue_context(request: HttpRequest, load: Workload, queue: str) -> dict[str, Any]:
    nearest, ahead = load.next_group
    counts = {key: len(load.rows_of(key)) for key, _ in QUEUES if key != "mine"}
    counts["mine"] = len(load.today_rows) + len(ahead)
    shown = None if request.GET.get("all") else ROWS_AT_FIRST
    rows = [] if queue == "mine" else load.rows_of(queue)
    return {
        "today": load.today,
        "queue": queue,
        "queue_label": dict(QUEUES).get(queue, "全部"),
        "tabs": [
            {"label": label, "url": f"?queue={key}", "count": counts[key], "current": key == queue}
            for key, label in QUEUES
        ],
        "today_rows": load.today_rows,
        "nearest": nearest,
        "ahead": ahead[:shown],
        "ahead_count": len(ahead),
        "rows": rows[:shown],
        "rows_count": len(rows),
        "hidden": max(0, len(ahead if queue == "mine" else rows) - (shown or len(ahead) + len(rows))),
        "resting": max(0, len(load.assignments) - len({row.assignment.pk for row in [*load.today_rows, *ahead]})),
    }


def _rail_context(load: Workload, jurisdiction: Jurisdiction) -> dict[str, Any]:
    nearest, _ = load.next_group
    due = [report.due_on for report in load.reports] + [assignment.receipt_due_on for assignment in load.receipts]
    return {
        "weeks": four_weeks(due, load.today, load.calendar),
        "burden": burden_of(jurisdiction, load.department_ids, load.today),
        "silent": silent_units(load.leading, nearest or load.today + timedelta(days=7)),
    }
