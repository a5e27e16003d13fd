"""业务规则: the dated rules of the business, read by whoever works with them, kept by the administrator."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from departments.models import Jurisdiction
from departments.permissions import may_keep_register
from departments.rule_forms import RuleForm
from departments.rule_pages import RulePages
from departments.rule_shapes import SHAPES
from departments.services.ruling import BUSINESS
from departments.views.common import here

PAGES = RulePages(
    BUSINESS,
    lambda key, value, first, data: RuleForm(SHAPES[key], value, first, data),
    "只有本级系统管理员可以修改业务规则。",
)


def _read_by(request: HttpRequest) -> Jurisdiction:
    jurisdiction = here(request)
    if not may_keep_register(request.user, jurisdiction):
        raise PermissionDenied("业务规则供系统管理员和督查员查看。")
    return jurisdiction


@require_safe
def rule_list(request: HttpRequest) -> HttpResponse:
    """List every rule with the value in force, and what is decided for later."""
    return render(request, "departments/rules.html", PAGES.overview(request, _read_by(request)))


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Show a rule with all it ever was; the administrator lets it have another value from a day on."""
    return PAGES.edit(request, _read_by(request), key)


@require_POST
def rule_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a value that is not in force yet."""
    return PAGES.drop(request, here(request), pk)
