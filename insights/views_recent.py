"""最近查看: the matters, documents and units a person opened lately, as far as it may still see them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.recent import recent as opened
from departments.models import Department
from policies.permissions import visible_to as policies_visible_to
from tasks.permissions import visible_to as tasks_visible_to


@dataclass(frozen=True, slots=True)
class Seen:
    """One object opened lately."""

    kind: str
    title: str
    note: str
    url: str


KINDS: dict[str, tuple[str, str, Callable[[Any], Any], Callable[[Any], tuple[str, str]]]] = {
    "task": ("事项", "tasks:detail", tasks_visible_to, lambda row: (row.title, row.number)),
    "policy": ("政策文件", "policies:detail", policies_visible_to, lambda row: (row.title, row.doc_number)),
    "unit": ("单位", "departments:detail", Department.objects.visible_to, lambda row: (row.name, "")),
}


@login_required
@require_safe
def recent(request: HttpRequest) -> HttpResponse:
    """What did I open lately?"""
    order = [one for one in opened(request) if one[0] in KINDS]
    found: dict[tuple[str, int], Seen] = {}
    for kind, (word, route, visible, words) in KINDS.items():
        wanted = [pk for name, pk in order if name == kind]
        for row in visible(request.user).filter(pk__in=wanted) if wanted else ():
            title, note = words(row)
            found[kind, row.pk] = Seen(word, title, note, reverse(route, args=[row.pk]))
    return render(request, "insights/recent.html", {"rows": [found[one] for one in order if one in found]})
