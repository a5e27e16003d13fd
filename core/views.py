"""Pages of no business app: the theme, the sheet of components."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from core.design import components
from core.http import safe_next

THEMES = ("light", "dark")
THEME_COOKIE = "duban_theme"


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie for a year and go back to the page it was chosen on."""
    response = HttpResponseRedirect(safe_next(request, "/"))
    if (chosen := request.POST.get("theme")) in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_GET
def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, with made-up matters: what people who write pages copy from."""
    return render(request, "core/design.html", components(request.GET.get("state", "")))
