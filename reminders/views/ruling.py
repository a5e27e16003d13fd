"""The dated rules of the reminders: what is in force, what will be, what was; changed by the administrator."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from departments.rule_pages import RulePages
from reminders.forms import rule_form
from reminders.services.ruling import BOOK
from reminders.views.common import overseen_government, page_tabs

PAGES = RulePages(BOOK, rule_form, "只有本级系统管理员可以修改提醒规则。")


@login_required
@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """List every rule with the value in force, and what is decided for later."""
    government = overseen_government(request)
    tabs = page_tabs(request, government, "reminders:rules")
    return render(request, "reminders/rules.html", {**PAGES.overview(request, government), "tabs": tabs})


@login_required
@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Show a rule with all it ever was; the administrator lets it have another value from a day on."""
    return PAGES.edit(request, overseen_government(request), key)


@login_required
@require_POST
def rule_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a value that is not in force yet."""
    return PAGES.drop(request, overseen_government(request), pk)
