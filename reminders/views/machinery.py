"""What would go out on a day, and whether the machinery does its work."""

from collections import defaultdict
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import User
from core import clock
from core.jobs import job_health
from core.workdays import WorkCalendar
from departments.selectors import work_calendar
from notifications.permissions import lanes_of
from reminders import metrics
from reminders.planning import PlannedRow, preview
from reminders.selectors import Titles, matters
from reminders.views.common import overseen_government, page_tabs

JOB_NAMES = {"reminders.jobs.run": "计划提醒、生成每日提醒", "notifications.jobs.sweep": "补发未发出的消息"}


@login_required
@require_GET
def preview_day(request: HttpRequest) -> HttpResponse:
    """Show what would go out on a day, to whom and why; nothing is written."""
    government = overseen_government(request)
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = clock.today()
    calendar = work_calendar(government)
    rows = preview(government, day) if calendar.is_working(day) else []
    by_person: dict[int, list[PlannedRow]] = defaultdict(list)
    for row in rows:
        by_person[row.recipient_id].append(row)
    people = User.objects.in_bulk(by_person)
    titles = matters(rows)
    context = {
        "day": day,
        "is_working": calendar.is_working(day),
        "is_provisional": calendar.is_provisional(day),
        "next_working": calendar.on_or_after(day),
        "total": len(rows),
        "people": [
            (people[pk], [_shown(titles, row, calendar) for row in sorted_rows])
            for pk, sorted_rows in sorted(by_person.items(), key=lambda item: -len(item[1]))
        ],
        "tabs": page_tabs(request, government, "reminders:preview"),
    }
    return render(request, "reminders/preview.html", context)


def _shown(titles: Titles, row: PlannedRow, calendar: WorkCalendar) -> tuple[str, PlannedRow, str]:
    """Return what a row is about, the row, and how working days were counted where they were."""
    counted = row.subject in ("extension", "dispute")
    words = calendar.explain(row.anchor_on, row.occurrence_on) if counted else ""
    return titles.get((row.subject, row.subject_id), ""), row, words


@login_required
@require_GET
def machinery(request: HttpRequest) -> HttpResponse:
    """Show the periodic jobs by the work they did, the outbox by its oldest row, and lanes that wait."""
    government = overseen_government(request)
    now = clock.real_now()
    jobs = [(JOB_NAMES.get(one.job, one.job), one) for one in job_health(now)]
    context = {
        "jobs": jobs,
        "late": sum(not one.is_fresh for _, one in jobs),
        "figures": metrics.figures(now, government),
        "lanes": lanes_of(government).filter(failures__gt=0),
        "now": now,
        "tabs": page_tabs(request, government, "reminders:machinery"),
    }
    return render(request, "reminders/machinery.html", context)
