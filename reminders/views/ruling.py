"""The dated rules of the reminders: what is in force, what will be, what was; changed by the administrator."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from departments.models import Jurisdiction, Rule
from departments.rules import EXAMPLES
from reminders import services
from reminders.forms import rule_form
from reminders.permissions import may_keep_rules
from reminders.shapes import SHAPES, Shape
from reminders.views.common import overseen_government, page_tabs


@login_required
@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """List every rule with the value in force, and what is decided for later."""
    government = overseen_government(request)
    today = clock.today()
    known: dict[str, list[Rule]] = defaultdict(list)
    for row in Rule.objects.filter(jurisdiction=government, key__in=SHAPES).order_by("valid_from"):
        known[row.key].append(row)
    context = {
        "rows": [_row(key, shape, known[key], today) for key, shape in SHAPES.items()],
        "may_keep": may_keep_rules(request.user, government),
        "tabs": page_tabs(request, government, "reminders:rules"),
    }
    return render(request, "reminders/rules.html", context)


def _row(key: str, shape: Shape, rows: Sequence[Rule], today: date) -> dict[str, Any]:
    now = next((row for row in reversed(rows) if row.valid_from <= today), None)
    return {
        "key": key,
        "shape": shape,
        "now": now,
        "words": shape.words(now.value if now else EXAMPLES[key]),
        "later": [(row, shape.words(row.value)) for row in rows if row.valid_from > today],
    }


@login_required
@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Show a rule with all it ever was; the administrator lets it have another value from a day on."""
    government = overseen_government(request)
    if key not in SHAPES:
        raise Http404
    if request.method == "POST":
        _keeper(request, government)
    rows = list(Rule.objects.filter(jurisdiction=government, key=key).order_by("-valid_from"))
    shape, today = SHAPES[key], clock.today()
    newest = rows[0].value if rows else EXAMPLES[key]
    form = rule_form(key, newest, request.POST or None, today + timedelta(days=1))
    if form.is_valid():
        try:
            row = services.set_rule(
                jurisdiction=government, key=key, value=form.read(), valid_from=form.cleaned_data["valid_from"],
                source=form.cleaned_data["source"], by=_keeper(request, government),
            )  # fmt: skip
        except DomainError as error:
            show_errors(form, error)
        else:
            toasts.success(request, f"“{shape.label}”自 {row.valid_from} 起：{shape.words(row.value)}。")
            return redirect("reminders:rule", key=key)
    in_force = next((row for row in rows if row.valid_from <= today), None)
    context = {
        "key": key,
        "shape": shape,
        "form": form,
        "example": shape.words(EXAMPLES[key]),
        "rows": [(row, shape.words(row.value), row == in_force, row.valid_from > today) for row in rows],
        "in_force": in_force,
        "may_keep": may_keep_rules(request.user, government),
    }
    return render(request, "reminders/rule.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def rule_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a value that is not in force yet."""
    government = overseen_government(request)
    row = get_object_or_404(Rule, pk=pk, jurisdiction=government, key__in=SHAPES)
    key, shown = row.key, f"{SHAPES[row.key].label}（{row.valid_from}）"
    try:
        services.drop_rule(row=row, by=_keeper(request, government))
    except DomainError as error:
        toasts.error(request, error.message)
    else:
        toasts.success(request, f"已撤回：{shown}。")
    return redirect("reminders:rule", key=key)


def _keeper(request: HttpRequest, government: Jurisdiction) -> User:
    if not may_keep_rules(request.user, government):
        raise PermissionDenied("只有本级系统管理员可以修改提醒规则。")
    assert isinstance(request.user, User)  # noqa: S101 narrows a type
    return request.user
