"""A decision about a policy's validity with its effect on the policy's open tasks: asked, shown, then done at once."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.exceptions import DomainError, NotPermitted
from core.forms import show_errors
from core.http import whole
from policies import forms
from policies.models import Policy
from policies.permissions import can_decide_validity, visible_to
from tasks.models import Task
from tasks.services.validity_effects import (
    EFFECT_WORDS,
    Decision,
    Effect,
    EffectKind,
    Wanted,
    affected,
    choices_for,
    decide,
)
from tasks.views.common import person

FORMS = {
    Decision.EXTEND: forms.EndForm,
    Decision.REPEAL: forms.SourceForm,
    Decision.SUPERSEDE: forms.SuccessorForm,
    Decision.LAPSE: forms.SourceForm,
}
TITLES = {
    Decision.EXTEND: "延续",
    Decision.REPEAL: "废止",
    Decision.SUPERSEDE: "被其他文件替代",
    Decision.LAPSE: "到期失效",
}


@require_POST
def effects(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Ask what becomes of each open task, show it, and do all of it when `confirm` is sent."""
    if decision not in list(Decision):
        raise Http404
    act, user = Decision(decision), person(request)
    policy = get_object_or_404(visible_to(user).select_related("jurisdiction"), pk=pk)
    if not can_decide_validity(user, policy):
        raise PermissionDenied("有效期由本级督查员和分管领导决定。")
    form = _form(act, policy, user, request)
    tasks = affected(policy)
    chosen, wrong = _effects(request, tasks)
    context: dict[str, Any] = {
        "policy": policy,
        "form": form,
        "decision": act.value,
        "title": TITLES[act],
        "rows": [{"task": task, "effect": chosen.get(task.pk)} for task in tasks],
        "choices": choices_for(act),
        "counts": _counts(chosen, len(tasks)),
    }
    if not form.is_valid() or wrong or "confirm" not in request.POST:
        if wrong:
            form.add_error(None, wrong)
        return render(request, "tasks/validity_effects.html", context, status=422 if form.errors else 200)
    wanted = Wanted(
        act, form.cleaned_data["source"], form.cleaned_data["version"], form.cleaned_data.get("expires_on"),
        form.cleaned_data.get("successor"),
    )  # fmt: skip
    try:
        decide(policy=policy, wanted=wanted, effects=chosen, by=user)
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error
    except DomainError as error:
        show_errors(form, error)
        conflict = error.status in (409, 412)
        return render(request, "tasks/validity_effects.html", context, status=409 if conflict else 422)
    messages.success(request, f"已定：{TITLES[act]}。{_counts(chosen, len(tasks))}")
    return redirect("policies:validity-decide", pk)


def _form(act: Decision, policy: Policy, user: Any, request: HttpRequest) -> Any:
    form = FORMS[act](request.POST)
    if isinstance(form, forms.SuccessorForm):
        form.offer(visible_to(user).filter(jurisdiction=policy.jurisdiction).exclude(pk=policy.pk))
    return form


def _effects(request: HttpRequest, tasks: list[Task]) -> tuple[dict[int, Effect], str]:
    """Return what was chosen by task, those without a choice left out, and what is wrong with it."""
    found: dict[int, Effect] = {}
    rest = request.POST.get("rest", "")
    for task in tasks:
        said = request.POST.get(f"effect-{task.pk}", "") or rest
        if said not in list(EffectKind):
            continue
        kind = EffectKind(said)
        if kind is EffectKind.KEEP:
            found[task.pk] = Effect()
            continue
        typed = (request.POST.get(f"due-{task.pk}", "") or request.POST.get("due", "")).strip()
        seen = request.POST.get(f"version-{task.pk}", "")
        try:
            day = date.fromisoformat(typed) if typed else None
        except ValueError:
            return found, f"“{typed}”不是日期，请按 2026-12-31 的样子填写。"
        found[task.pk] = Effect(kind, day, whole(seen))
    return found, ""


def _counts(chosen: dict[int, Effect], total: int) -> str:
    """Return in words how many tasks meet which effect."""
    if not total:
        return "没有在办事项。"
    kinds = [effect.kind for effect in chosen.values()]
    said = [f"{EFFECT_WORDS[kind]} {kinds.count(kind)} 件" for kind in EffectKind if kind in kinds]
    if open_ones := total - len(kinds):
        said.append(f"未选择 {open_ones} 件")
    return "；".join(said) + "。"
