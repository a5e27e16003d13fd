"""无人承办: what hangs because people left, for the office and for administrators."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import access_of
from accounts.government import current_government
from tasks.permissions import may_see_unattended
from tasks.unattended import WORDS, unattended, why_of
from tasks.views.common import person

ROWS = 50


@require_GET
def unattended_page(request: HttpRequest) -> HttpResponse:
    """List the parts without a person, unit by unit."""
    user, government = person(request), current_government(request)
    if government is None or not may_see_unattended(user, government):
        raise PermissionDenied("本页供督查室和系统管理员使用。")
    page = Paginator(unattended(user, government), ROWS).get_page(request.GET.get("page"))
    for part in page:
        part.why_word = WORDS[why_of(part)]
    access = access_of(user)
    context = {
        "page": page,
        "is_office": government.pk in access.overseen,
        "is_administrator": government.pk in access.administered,
    }
    return render(request, "tasks/unattended.html", context)
