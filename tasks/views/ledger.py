"""The ledger: find, compare, act on many; everything about the view stands in the address."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import access_of
from accounts.government import current_government
from core.http import wants_partial
from tasks import selectors
from tasks.acts.bulk import BULK
from tasks.filters import SORTS, TaskFilter
from tasks.services.bulk import MOST_AT_ONCE
from tasks.transitions import Subject
from tasks.views.common import person

ROWS = 50
DENSITY_COOKIE = "duban_density"
# shown with their counts; the others of `selectors.QUEUES` are reached from elsewhere
OFFICE_TABS = ("open", "overdue", "unurged", "review", "completion", "month", "draft")
UNIT_TABS = ("open", "receipt", "report", "returned", "urged", "leading")
HIDDEN = ("q", "queue")
# what is done on picked rows besides urging; the preview says on which of them it can be done
BULK_ACTS = ("note", "verify", "close", "archive")


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """List the matters a person may see, filtered, sorted and paged by the address."""
    user = person(request)
    base: Any = selectors.rows(user)
    government = current_government(request)
    if government is not None:
        base = base.filter(jurisdiction=government)
    found = TaskFilter(request.GET, queryset=base, request=request)
    sort = request.GET.get("sort", "light")
    page = Paginator(selectors.ordered(found.qs, sort), ROWS).get_page(request.GET.get("page"))
    access = access_of(user)
    density = request.GET.get("density") or request.COOKIES.get(DENSITY_COOKIE, "")
    context = {
        "page": page,
        "filter": found,
        "tabs": _tabs(request, base),
        "tokens": tokens_of(found),
        "sort": sort if sort in SORTS else "light",
        "sorts": SORTS.items(),
        "compact": density == "compact",
        "densities": _densities(request, density),
        "is_office": bool(access.overseen),
        "is_supervisor": bool(access.supervised),
        "bulk_acts": [BULK[Subject.TASK, name] for name in BULK_ACTS],
        "most": MOST_AT_ONCE,
        "q": request.GET.get("q", ""),
        "queue": request.GET.get("queue", ""),
        "partial": wants_partial(request),
    }
    response = render(request, "tasks/list_rows.html" if wants_partial(request) else "tasks/list.html", context)
    if request.GET.get("density") in ("compact", "wide"):
        response.set_cookie(DENSITY_COOKIE, request.GET["density"], max_age=365 * 86400, httponly=True, samesite="Lax")
    return response


def _tabs(request: HttpRequest, base: Any) -> list[dict[str, Any]]:
    user = person(request)
    names = list(dict.fromkeys(_tab_names(request)))
    live = base.filter(archived_at=None)
    counts = selectors.queue_counts(user, live, names)
    current = request.GET.get("queue", "")
    tabs = [{"label": "全部", "url": "?", "count": live.count(), "current": not current}]
    for name in names:
        label = selectors.QUEUE_NAMES[name].label
        tabs.append({"label": label, "url": f"?queue={name}", "count": counts[name], "current": current == name})
    return tabs


def _tab_names(request: HttpRequest) -> list[str]:
    access = access_of(request.user)
    shown = [*(OFFICE_TABS if access.overseen else ()), *(UNIT_TABS if access.unit_ids else ())]
    asked = request.GET.get("queue", "")
    return [*shown, *([asked] if asked in selectors.QUEUE_NAMES and asked not in shown else [])]


def _densities(request: HttpRequest, density: str) -> list[dict[str, Any]]:
    def address(value: str) -> str:
        query = request.GET.copy()
        query["density"] = value
        return f"?{query.urlencode()}"

    return [
        {"label": "舒适", "url": address("wide"), "current": density != "compact"},
        {"label": "紧凑", "url": address("compact"), "current": density == "compact"},
    ]


def tokens_of(found: TaskFilter) -> list[dict[str, str]]:
    """Return the conditions of the address as a person reads them: name, value in the address, words."""
    if not found.form.is_valid():
        return []
    tokens = []
    for name, value in found.form.cleaned_data.items():
        if name in HIDDEN or value in (None, "", []):
            continue
        label = found.form.fields[name].label
        tokens += [
            {"name": name, "value": raw, "words": f"{label}：{_word(found.form, name, raw, value)}"}
            for raw in found.form.data.getlist(name)
        ]
    return tokens


def _word(form: Any, name: str, raw: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", None) or {}) if not hasattr(value, "pk") else {}
    if value is True or value is False:
        return "是" if value else "否"
    return str(choices.get(raw) or (value if hasattr(value, "pk") else raw))
