"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.http import wants_partial
from departments.models import Department
from policies.filters import SearchForm
from policies.search.finding import Asked, search
from policies.search.kinds import KINDS
from policies.views.common import government, person


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Where do these words stand?"""
    user, jurisdiction = person(request), government(request)
    form = SearchForm(request.GET)
    form.offer(Department.objects.of(jurisdiction).active(clock.today()))
    values = form.cleaned_data if form.is_valid() else {}
    asked = Asked(
        words=values.get("q", ""),
        kind=values.get("kind", ""),
        year=values.get("year"),
        unit=values.get("unit"),
        state=values.get("state", ""),
        order=values.get("order") or "newest",
        before=values.get("before"),
    )
    found = search(user, [jurisdiction.pk], asked)
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "kinds": {name: kind.label for name, kind in KINDS.items()},
    }
    return render(request, "policies/search_hits.html" if wants_partial(request) else "policies/search.html", context)
