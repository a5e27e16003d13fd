"""A day replayed from the ledger: what was planned, what was sent, to whom, by which channel, and why."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core import clock
from departments.selectors import work_calendar
from reminders.selectors import people_of_day, replay
from reminders.views.common import overseen_government, page_tabs

PEOPLE = 25


@login_required
@require_GET
def replay_day(request: HttpRequest) -> HttpResponse:
    """Show a day as the rows keep it; without one today."""
    government = overseen_government(request)
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        day = clock.today()
    page = Paginator(people_of_day(government, day), PEOPLE).get_page(request.GET.get("page"))
    context = {
        "day": day,
        "page": page,
        "told": replay(government, day, page.object_list),
        "is_working": work_calendar(government).is_working(day),
        "is_future": day > clock.today(),
        "tabs": page_tabs(request, government, "reminders:day"),
    }
    return render(request, "reminders/day.html", context)
