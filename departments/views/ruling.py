"""业务规则: the dated rules of the business, read by whoever works with them, kept by the administrator."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.context import Principal
from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from departments.models import Jurisdiction, Rule
from departments.permissions import may_administer, may_keep_register
from departments.rule_forms import RuleForm
from departments.rule_shapes import SHAPES, Shape
from departments.rules import EXAMPLES
from departments.services import ruling
from departments.views.common import here, person


def _reader(request: HttpRequest) -> Jurisdiction:
    jurisdiction = here(request)
    if not may_keep_register(request.user, jurisdiction):
        raise PermissionDenied("业务规则供系统管理员和督查员查看。")
    return jurisdiction


def _keeper(request: HttpRequest, jurisdiction: Jurisdiction) -> Principal:
    if not may_administer(request.user, jurisdiction):
        raise PermissionDenied("只有本级系统管理员可以修改业务规则。")
    return person(request)


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """List every rule with the value in force, and what is decided for later."""
    jurisdiction, today = _reader(request), clock.today()
    known: dict[str, list[Rule]] = defaultdict(list)
    for row in Rule.objects.filter(jurisdiction=jurisdiction, key__in=SHAPES).order_by("valid_from"):
        known[row.key].append(row)
    context = {
        "rows": [_row(key, shape, known[key], today) for key, shape in SHAPES.items()],
        "may_keep": may_administer(request.user, jurisdiction),
    }
    return render(request, "departments/rules.html", context)


def _row(key: str, shape: Shape, rows: Sequence[Rule], today: date) -> dict[str, Any]:
    now = next((row for row in reversed(rows) if row.valid_from <= today), None)
    return {
        "key": key,
        "shape": shape,
        "now": now,
        "words": shape.words(now.value if now else EXAMPLES[key]),
        "later": [(row, shape.words(row.value)) for row in rows if row.valid_from > today],
    }


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Show a rule with all it ever was; the administrator lets it have another value from a day on."""
    jurisdiction, today = _reader(request), clock.today()
    shape = SHAPES.get(key)
    if shape is None:
        raise Http404
    if request.method == "POST":
        _keeper(request, jurisdiction)
    rows = list(Rule.objects.filter(jurisdiction=jurisdiction, key=key).order_by("-valid_from"))
    newest = rows[0].value if rows else EXAMPLES[key]
    form = RuleForm(shape, newest, today + timedelta(days=1), request.POST or None)
    if form.is_valid():
        try:
            row = ruling.set_business_rule(
                jurisdiction=jurisdiction, key=key, value=form.read(), valid_from=form.cleaned_data["valid_from"],
                source=form.cleaned_data["source"], by=person(request),
            )  # fmt: skip
        except DomainError as error:
            show_errors(form, error)
        else:
            messages.success(request, f"“{shape.label}”自 {row.valid_from} 起：{shape.words(row.value)}。")
            return redirect("departments:rule", key=key)
    in_force = next((row for row in rows if row.valid_from <= today), None)
    context = {
        "shape": shape,
        "form": form,
        "example": shape.words(EXAMPLES[key]),
        "rows": [(row, shape.words(row.value), row == in_force, row.valid_from > today) for row in rows],
        "in_force": in_force,
        "may_keep": may_administer(request.user, jurisdiction),
    }
    return render(request, "departments/rule.html", context, status=422 if form.errors else 200)


@require_POST
def rule_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a value that is not in force yet."""
    jurisdiction = here(request)
    row = get_object_or_404(Rule, pk=pk, jurisdiction=jurisdiction, key__in=SHAPES)
    by, key = _keeper(request, jurisdiction), row.key
    shown = f"{SHAPES[key].label}（{row.valid_from}）"
    try:
        ruling.drop_business_rule(row=row, by=by)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已撤回：{shown}。")
    return redirect("departments:rule", key=key)
