"""The addresses of the desk's acts: one a verb, each back to the desk at the next thing to do."""

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.exceptions import DomainError, VersionConflict
from core.http import whole
from policies.models import CheckingStep
from policies.permissions import can_check
from policies.selectors.desk import load_desk
from policies.selectors.units import choices
from policies.views.common import desk_version, person
from policies.views.desk import render_desk
from policies.views.desk_acts import answers, measures, values
from policies.views.desk_acts.acting import Act, FormRefused, Verb

PLACE = ("m", "q", "on", "edit", "pane")
SKIPPED = {"csrfmiddlewaretoken", "version", "keep", *PLACE, "next"}


VERBS: dict[str, Verb] = {
    "confirm": measures.confirm,
    "confirm-sure": measures.confirm_sure,
    "reject": measures.reject,
    "reconsider": measures.reconsider,
    "title": values.title,
    "unit": values.unit,
    "add-unit": values.add_unit,
    "drop": values.drop,
    "restore": values.restore,
    "lead": values.lead,
    "deadline": values.deadline,
    "target": values.target,
    "split": measures.split,
    "merge": measures.merge,
    "move": measures.move,
    "add": measures.add,
    "answer": answers.answer,
    "undo": measures.undo,
    "publish": measures.publish,
    "reopen": measures.reopen,
    "describe": measures.describe,
}


@require_POST
def desk_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one act and go on; a refused one shows the desk again with what was typed."""
    if verb not in VERBS:
        raise Http404
    version = desk_version(request, pk)
    if not can_check(person(request), version.policy):
        raise PermissionDenied("校核由本级督查员办理。")
    here = reverse("policies:desk", args=[pk])
    if request.POST.get("keep") == "theirs":
        return redirect(here + _place(request))
    act = Act(load_desk(version), person(request), request.POST)
    try:
        said = VERBS[verb](act)
    except FormRefused as refused:
        return render_desk(request, act.desk, status=422, form=refused.form, candidates=refused.candidates)
    except VersionConflict:
        return _conflict(request, pk, verb)
    except DomainError as error:
        return _refused(request, pk, error)
    messages.success(request, said)
    return redirect(here + _next(request))


def _refused(request: HttpRequest, pk: int, error: DomainError) -> HttpResponse:
    shown = load_desk(desk_version(request, pk))
    # htmx swaps these; a refusal keeps the desk as it is and says why
    status = error.status if error.status == 409 else 422
    return render_desk(request, shown, status=status, refusal=error.message)


def _conflict(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Show what a colleague wrote beside what this person sent; both stay until one of them is chosen."""
    shown = load_desk(desk_version(request, pk))
    last = CheckingStep.objects.filter(policy_version=shown.version).select_related("done_by").first()
    sent = [(_LABELS.get(name, name), value) for name, value in request.POST.items() if name not in SKIPPED and value]
    sheet = shown.by_id.get(whole(request.POST.get("m")) or 0)
    version = sheet.measure.version if sheet else shown.policy.version
    conflict = {
        "theirs": {
            "author": last.done_by if last and last.done_by else "系统",
            "at": last.done_at if last else clock.now(),
            "values": [("改动", last.label if last else "")],
            "value": "theirs",
        },
        "mine": {
            "author": "您",
            "at": clock.now(),
            "values": sent or [("操作", _ACTS.get(verb, verb))],
            "value": "mine",
        },
        "verb": verb,
        "fields": [(name, value) for name, values in request.POST.lists() for value in values if name not in _OWN],
        "version": version,
    }
    return render_desk(request, shown, status=412, conflict=conflict)


_OWN = {"csrfmiddlewaretoken", "version", "keep"}
_LABELS = {
    "title": "标题",
    "unit": "单位",
    "role": "角色",
    "scope": "范围",
    "day": "日期",
    "precision": "精度",
    "recurrence": "周期",
    "figure": "数值",
    "scale": "数量级",
    "comparator": "关系",
    "due": "完成时限",
    "text": "原文依据",
    "reason": "理由",
    "note": "说明",
}
_ACTS = {"confirm": "确认本条", "drop": "剔除", "lead": "指定牵头", "publish": "发布", "merge": "合并", "move": "移动"}


def _place(request: HttpRequest) -> str:
    values = {name: request.POST[name] for name in PLACE if request.POST.get(name) and name != "edit"}
    return "?" + urlencode(values) if values else ""


def _next(request: HttpRequest) -> str:
    """Return where to go on: what the form named, cut down to the parameters of the desk."""
    asked = dict(parse_qsl(request.POST.get("next", "").lstrip("?")))
    values = {name: asked[name] for name in PLACE if name in asked}
    return "?" + urlencode(values) if values else _place(request)


@require_safe
def unit_choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the units that typed words may mean, as choices of the form at hand."""
    version = desk_version(request, pk)
    found = choices(version.policy.jurisdiction, request.GET.get("unit", ""))
    return render(request, "policies/desk/candidates.html", {"candidates": found, "typed": request.GET.get("unit", "")})
