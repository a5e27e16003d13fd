"""档案: archived matters, each to be taken along as one package, and those whose retention term is over."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import access_of
from accounts.government import current_government
from core import clock
from tasks import kept
from tasks.acts.bulk import BULK
from tasks.models import TaskSource
from tasks.transitions import Subject
from tasks.views.common import person

ROWS = 50


@require_GET
def kept_page(request: HttpRequest) -> HttpResponse:
    """List what is archived, or with `queue=over` what may be deleted; a leader picks and decides."""
    user, government = person(request), current_government(request)
    if government is None or government.pk not in access_of(user).overseen:
        raise PermissionDenied("本页供督查室使用。")
    today = clock.today()
    queues = {
        "": ("已归档", kept.archived(user, government)),
        "over": ("保管期满", kept.term_over(user, government, today)),
    }
    current = request.GET.get("queue", "") if request.GET.get("queue", "") in queues else ""
    years = kept.terms(government, today)
    page: Any = Paginator(queues[current][1], ROWS).get_page(request.GET.get("page"))
    for task in page:
        task.kept_until = kept.kept_until(task, years)
    context = {
        "page": page,
        "tabs": [
            {"label": label, "url": f"?queue={key}" if key else "?", "count": rows.count(), "current": key == current}
            for key, (label, rows) in queues.items()
        ],
        "over": current == "over",
        "erase": BULK[Subject.TASK, "erase"] if current == "over" and government.pk in access_of(user).led else None,
        "terms": [(TaskSource(source).label, term) for source, term in years.items()],
    }
    return render(request, "tasks/kept.html", context)
