"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.government import governments_of
from core import clock
from core.http import wants_partial
from departments.models import Department, Jurisdiction
from policies.filters import SearchForm
from policies.search.finding import Asked, search
from policies.search.kinds import KINDS
from policies.views.common import government, person


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Where do these words stand?"""
    user, jurisdiction = person(request), government(request)
    choices = governments_of(request)
    form = SearchForm(request.GET)
    offered = Jurisdiction.objects.filter(pk__in=[one.pk for one in choices])
    asked_for = next((one for one in choices if str(one.pk) == request.GET.get("jurisdiction")), jurisdiction)
    form.offer(offered, Department.objects.of(asked_for).active(clock.today()))
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
    found = search(user, [asked_for.pk], asked)
    context = {
        "form": form,
        "asked": asked,
        "governments": choices,
        "jurisdiction": asked_for,
        "found": found,
        "kinds": {name: kind.label for name, kind in KINDS.items()},
    }
    return render(request, "policies/search_hits.html" if wants_partial(request) else "policies/search.html", context)
