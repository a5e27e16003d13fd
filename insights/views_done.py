"""我的办理记录: the page of one's own acts."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from core.http import wants_partial
from insights.done import by_day, done_by
from insights.forms import SpanForm

ROWS = 100


@login_required
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What did I do, and when?"""
    assert isinstance(request.user, User)  # noqa: S101 login_required comes first
    form = SpanForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = done_by(request.user, wanted.get("start"), wanted.get("end"), wanted.get("q", ""))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "days": by_day(page),
        "narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "insights/done_rows.html" if wants_partial(request) else "insights/done.html", context)
