"""The validity watch: which policies end when, what has to be decided, and deciding it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.exceptions import DomainError
from core.forms import show_errors
from policies import forms
from policies.models import Policy, PolicyState
from policies.permissions import can_decide_validity, visible_to
from policies.selectors.validity import SOON_MONTHS, Watched, steps_of, watched
from policies.services import validity
from policies.views.common import government, person, visible_policy

TABS = (
    ("due", "待决定"),
    ("soon", f"{SOON_MONTHS} 个月内到期"),
    ("over", "已到期"),
    ("unknown", "有效期不明"),
    ("all", "全部"),
)


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """Which policies end when, and which decisions are due?"""
    user, jurisdiction = person(request), government(request)
    if not can_decide_validity(user, Policy(jurisdiction=jurisdiction)):
        raise PermissionDenied("有效期由督查室管理。您可查看已发布的文件。")
    today = clock.today()
    rows = watched(visible_to(user).filter(jurisdiction=jurisdiction), jurisdiction, today)
    groups = _groups(rows)
    tab = request.GET.get("tab", "due")
    tab = tab if tab in groups else "due"
    tabs = [
        {"label": label, "url": f"?tab={key}", "count": len(groups[key]), "current": key == tab} for key, label in TABS
    ]
    context = {
        "rows": groups[tab],
        "tabs": tabs,
        "tab": tab,
        "due": len(groups["due"]),
        "unknown": len(groups["unknown"]),
    }
    return render(request, "policies/validity.html", context)


def _groups(rows: list[Watched]) -> dict[str, list[Watched]]:
    soon = SOON_MONTHS * 31
    open_ended = [row for row in rows if not row.lapses]
    return {
        "due": [row for row in open_ended if any(step.is_due for step in row.steps) or (row.days or 0) < 0],
        "soon": [row for row in rows if row.days is not None and 0 <= row.days <= soon],
        "over": [row for row in rows if row.days is not None and row.days < 0],
        "unknown": [row for row in rows if row.days is None],
        "all": rows,
    }


ACTS: dict[str, tuple[type[Form], Callable[[Policy, dict[str, Any], Any], Any], str]] = {
    "step": (forms.StepForm, lambda policy, sent, by: validity.record_step(policy=policy, by=by, **sent), "已记录。"),
    "date": (forms.EndForm, lambda policy, sent, by: validity.set_end(policy=policy, by=by, **sent), "有效期已补定。"),
}
# these ask first what becomes of the open tasks: the page of the tasks takes them, nothing is decided here
ASKING: dict[str, type[Form]] = {
    "extend": forms.EndForm,
    "lapse": forms.SourceForm,
    "supersede": forms.SuccessorForm,
    "repeal": forms.SourceForm,
}
KEEP_METHOD = 307


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What is to become of this policy?"""
    policy, user = visible_policy(request, pk), person(request)
    if not can_decide_validity(user, policy):
        raise PermissionDenied("有效期由本级督查员和分管领导决定。")
    bound: dict[str, Form] = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name in ASKING:
            return HttpResponseRedirect(reverse("tasks:validity-effects", args=[pk, name]), status=KEEP_METHOD)
        if name not in ACTS:
            raise Http404
        kind, service, said = ACTS[name]
        form = _form(kind, policy, user, request.POST)
        bound[name] = form
        if form.is_valid():
            try:
                service(policy, form.cleaned_data, user)
            except DomainError as error:
                show_errors(form, error)
            else:
                messages.success(request, said)
                return redirect("policies:validity-decide", pk=pk)
    kinds = ASKING | {name: kind for name, (kind, _, _) in ACTS.items()}
    context = {
        "policy": policy,
        "forms": {name: bound.get(name) or _form(kind, policy, user) for name, kind in kinds.items()},
        "steps": steps_of(policy, clock.today()) if policy.state in validity.HELD else [],
        "held": policy.state in validity.HELD,
        "in_review": policy.state == PolicyState.IN_REVIEW,
        "opened": next(iter(bound), ""),
        "history": policy.validity_decisions.select_related("decided_by", "successor"),
    }
    return render(request, "policies/validity_decide.html", context, status=422 if bound else 200)


def _form(kind: type[Form], policy: Policy, user: Any, data: Any = None) -> Form:
    form = kind(
        data,
        initial={"version": policy.version, "expires_on": policy.validity_suggested},
        auto_id=f"{kind.__name__}-%s",
    )
    if isinstance(form, forms.SuccessorForm):
        form.offer(visible_to(user).filter(jurisdiction=policy.jurisdiction).exclude(pk=policy.pk))
    return form
