"""时间轴: the deadlines of one policy's matters."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import clock
from insights.timeline import Span, timeline
from policies.permissions import visible_to
from tasks import selectors
from tasks.lighting import light_of

MOST = 200


@login_required
@require_safe
def policy_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """When does what of this document fall due?"""
    policy = get_object_or_404(visible_to(request.user), pk=pk)
    rows = selectors.ordered(selectors.rows(request.user).issued().filter(policy=policy), "due")
    tasks: list[Any] = list(rows[: MOST + 1])
    spans = [
        Span(
            id=task.pk,
            number=task.number,
            title=task.title,
            lead=task.lead_name or "",
            light=light_of(task).code.value,
            word=task.word,
            issued_on=task.issued_on,
            original_due_on=task.original_due_on,
            due_on=task.due_on,
            completed_on=task.completed_on,
        )
        for task in tasks[:MOST]
    ]
    drawn = timeline(spans, today=clock.today(), expires_on=policy.expires_on)
    context = {"policy": policy, "drawn": drawn, "spans": spans, "more": len(tasks) > MOST, "most": MOST}
    return render(request, "insights/timeline.html", context)
