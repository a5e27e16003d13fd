"""The conditions of the ledger on the boards: the same names in the address, so that one link fits every view."""

from django.http import HttpRequest
from django.http.request import QueryDict

from departments.models import Jurisdiction
from tasks.filters import TaskFilter
from tasks.lighting import tasks_with_lead
from tasks.models import Task, TaskQuerySet

NAMES = ("policy", "unit", "lead", "source")


def narrowed(request: HttpRequest, government: Jurisdiction) -> tuple[TaskFilter, TaskQuerySet | None, str]:
    """Return the filter, the matters that keep its conditions (None: no condition), and the conditions as a query."""
    asked = QueryDict(mutable=True)
    for name in NAMES:
        values = [value for value in request.GET.getlist(name) if value]
        if values:
            asked.setlist(name, values)
    # the ledger's rule for archived matters is not the boards': they count what was open on a day
    own = asked.copy()
    own["archived"] = "true"
    base = Task.objects.filter(jurisdiction=government)
    filterset = TaskFilter(own, queryset=tasks_with_lead(base), request=request)
    if not asked or not filterset.is_valid():
        return filterset, None, ""
    return filterset, filterset.qs, asked.urlencode()


def conditions(filterset: TaskFilter, query: str) -> list[str]:
    """Return the conditions in words, for the page and for print."""
    asked = QueryDict(query)
    found = []
    for name in NAMES:
        if name in asked and filterset.is_valid():
            value = filterset.form.cleaned_data.get(name)
            words = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append(f"{filterset.form.fields[name].label}：{words}")
    return found
