"""What a person does at the desk: one address a verb, each back to the desk at the next thing to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.exceptions import DomainError, VersionConflict
from departments.models import Department, Roster
from policies import forms
from policies.models import CheckingStep, Measure, Responsibility
from policies.permissions import can_check
from policies.selectors.desk import Desk, MeasureSheet, load_desk, values_of
from policies.selectors.questions import Question
from policies.selectors.units import choices, unit_by_key
from policies.services import checking
from policies.services.describing import describe_policy
from policies.views.common import desk_version, person
from policies.views.desk import render_desk

PLACE = ("m", "q", "on", "edit", "pane")
SKIPPED = {"csrfmiddlewaretoken", "version", "keep", *PLACE, "next"}


class FormRefused(Exception):  # noqa: N818 the person is asked again
    """What was typed does not do: the form with its errors, and candidates where a unit was not clear."""

    def __init__(self, form: Form, candidates: Any = None) -> None:
        super().__init__("form refused")
        self.form = form
        self.candidates = candidates


@dataclass
class Act:
    """One posted act: the desk as it stands, who acts, and what was sent."""

    desk: Desk
    by: Any
    data: MultiValueDict[str, str]

    @property
    def seen(self) -> int:
        """Return the version of the record that the person had before it."""
        digits = str(self.data.get("version", ""))
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
            raise Http404
        return int(digits)

    @property
    def sheet(self) -> MeasureSheet:
        """Return the measure that is acted on."""
        digits = str(self.data.get("m", ""))
        found = self.desk.by_id.get(int(digits)) if digits.isascii() and digits.isdecimal() else None
        if found is None:
            raise Http404
        return found

    @property
    def measure(self) -> Measure:
        """Return the measure that is acted on."""
        return self.sheet.measure

    @property
    def question(self) -> Question:
        """Return the question that is answered."""
        found = next((one for one in self.desk.questions if one.key == self.data.get("q")), None)
        if found is None:
            raise Http404
        return found

    def value(self) -> Any:
        """Return the unit, date or target that is acted on, with its measure attached."""
        key = str(self.data.get("on", "")) or str(self.data.get("edit", ""))
        row = dict(values_of(self.sheet)).get(key)
        if row is None:
            raise Http404
        row.measure = self.measure
        return row

    def form(self, kind: type[Form]) -> Any:
        """Return the valid form; `FormRefused` otherwise."""
        form = kind(self.data)
        if not form.is_valid():
            raise FormRefused(form)
        return form

    def unit(self, form: Any) -> Department | Roster | None:
        """Return the unit that was picked or plainly named; `FormRefused` with candidates where it is not clear."""
        jurisdiction = self.desk.policy.jurisdiction
        picked = unit_by_key(jurisdiction, str(self.data.get("pick", "")))
        typed = form.cleaned_data["unit"].strip()
        if picked is not None:
            return picked
        if not typed:
            return None
        candidates = choices(jurisdiction, typed)
        if candidates and candidates[0].is_same:
            return candidates[0].unit
        form.add_error(
            "unit", "请从下面选择一个单位。" if candidates else "单位库中没有相近的单位，请换个写法，或先登记单位。"
        )
        raise FormRefused(form, candidates)


Verb = Callable[[Act], str]


def confirm(act: Act) -> str:
    """Confirm a measure."""
    checking.confirm_measure(measure=act.measure, version=act.seen, by=act.by)
    return f"已确认{act.measure.label}。"


def confirm_sure(act: Act) -> str:
    """Confirm what was listed as being without doubt."""
    shown = dict(pair.split(":", 1) for pair in act.data.getlist("shown") if ":" in pair)
    versions = {int(pk): int(version) for pk, version in shown.items() if pk.isdecimal() and version.isdecimal()}
    done = checking.confirm_undoubted(policy=act.desk.policy, by=act.by, versions=versions)
    return f"已确认 {len(done)} 条。"


def reject(act: Act) -> str:
    """Say that a paragraph is no measure."""
    form = act.form(forms.ReasonForm)
    checking.reject(measure=act.measure, version=act.seen, reason=form.cleaned_data["reason"], by=act.by)
    return f"{act.measure.label}不作举措。"


def reconsider(act: Act) -> str:
    """Let a measure wait again."""
    checking.reconsider(measure=act.measure, version=act.seen, by=act.by)
    return f"{act.measure.label}已退回待确认。"


def title(act: Act) -> str:
    """Give a measure another title."""
    form = act.form(forms.TitleForm)
    checking.correct_title(measure=act.measure, version=act.seen, title=form.cleaned_data["title"], by=act.by)
    return "标题已更正，原文不变。"


def unit(act: Act) -> str:
    """Correct a unit, its role or its scope."""
    form = act.form(forms.UnitForm)
    row: Responsibility = act.value()
    values = form.cleaned_data
    named = values["unit"].strip()
    unchanged = named in {row.printed_name, row.registered_name} and not act.data.get("pick")
    chosen = None if unchanged and (row.department_id or row.roster_id) else act.unit(form)
    checking.correct_unit(
        responsibility=row,
        version=act.seen,
        unit=chosen,
        role=values["role"] or None,
        scope=values["scope"] if "scope" in act.data else None,
        by=act.by,
    )
    return "单位已更正，原文写法另行保留。"


def add_unit(act: Act) -> str:
    """Put a further unit on a measure."""
    form = act.form(forms.UnitForm)
    chosen = act.unit(form)
    if chosen is None:
        form.add_error("unit", "请填写单位。")
        raise FormRefused(form)
    values = form.cleaned_data
    checking.add_unit(
        measure=act.measure,
        version=act.seen,
        unit=chosen,
        role=values["role"] or "co",
        scope=values["scope"],
        by=act.by,
    )
    return f"已增加{chosen}。"


def drop(act: Act) -> str:
    """Take a unit, a date or a target off."""
    row = act.value()
    if isinstance(row, Responsibility):
        checking.drop_unit(responsibility=row, version=act.seen, by=act.by)
        return f"已剔除{row.printed_name}。"
    checking.drop_value(row=row, version=act.seen, by=act.by)
    return f"已剔除{row.text}。"


def restore(act: Act) -> str:
    """Put a dropped value back."""
    row = act.value()
    if isinstance(row, Responsibility):
        checking.drop_unit(responsibility=row, version=act.seen, by=act.by, back=True)
        return f"已恢复{row.printed_name}。"
    checking.drop_value(row=row, version=act.seen, by=act.by, back=True)
    return f"已恢复{row.text}。"


def lead(act: Act) -> str:
    """Make a unit the lead."""
    row: Responsibility = act.value()
    checking.name_lead(responsibility=row, version=act.seen, by=act.by)
    return f"{act.measure.label}由{row.registered_name or row.printed_name}牵头。"


def deadline(act: Act) -> str:
    """Correct or add a date."""
    values = act.form(forms.DeadlineForm).cleaned_data
    said = {name: values[name] for name in ("day", "precision", "recurrence")}
    if act.data.get("edit") == "d+":
        checking.add_deadline(measure=act.measure, version=act.seen, text=values["text"], by=act.by, **said)
        return "已增加期限。"
    checking.correct_deadline(deadline=act.value(), version=act.seen, by=act.by, **said)
    return "期限已更正，原文写法另行保留。"


def target(act: Act) -> str:
    """Correct or add a target."""
    form = act.form(forms.TargetForm)
    values = form.cleaned_data
    said = {"value": form.value, "unit": values["unit"], "comparator": values["comparator"], "due": values["due"]}
    if act.data.get("edit") == "t+":
        checking.add_target(measure=act.measure, version=act.seen, text=values["text"], by=act.by, **said)
        return "已增加指标。"
    checking.correct_target(target=act.value(), version=act.seen, by=act.by, **said)
    return "指标已更正，原文写法另行保留。"


def split(act: Act) -> str:
    """Cut a measure in two."""
    values = act.form(forms.SplitForm).cleaned_data
    checking.split(measure=act.measure, version=act.seen, at=values["at"], title=values["title"], by=act.by)
    return f"{act.measure.label}已拆成两条。"


def merge(act: Act) -> str:
    """Join the measure that follows into this one."""
    other = act.desk.by_id.get(int(act.data.get("other") or 0))
    if other is None:
        raise Http404
    checking.merge(
        measure=act.measure,
        version=act.seen,
        other=other.measure,
        other_version=int(act.data.get("other_version") or 0),
        by=act.by,
    )
    return f"{other.measure.label}已并入{act.measure.label}。"


def move(act: Act) -> str:
    """Move a measure one place up or down."""
    order = [sheet.measure.pk for sheet in act.desk.sheets]
    at = order.index(act.measure.pk)
    to = at - 1 if act.data.get("to") == "up" else at + 1
    if not 0 <= to < len(order):
        raise DomainError("policies.order_incomplete", "已在最前或最后，不能再移。")
    order[at], order[to] = order[to], order[at]
    checking.reorder(policy=act.desk.policy, version=act.seen, order=order, by=act.by)
    return "顺序已调整。"


def add(act: Act) -> str:
    """Make a measure of a paragraph that the reader passed over."""
    values = act.form(forms.StretchForm).cleaned_data
    start = values["start"]
    text = act.desk.version.source_file.text
    end = values["end"] or len(text[: text.find("\n", start)] if text.find("\n", start) >= 0 else text)
    row = checking.add_measure(
        policy=act.desk.policy,
        version=act.seen,
        start=start,
        end=end,
        title=values["title"],
        number=values["number"],
        by=act.by,
    )
    return f"已增加举措{row.label}。"


def answer(act: Act) -> str:
    """Answer a question of the list."""
    question, choice = act.question, str(act.data.get("choice", ""))
    if question.code == "lead.inferred":
        checking.decide_first_listed(policy=act.desk.policy, version=act.seen, accept=choice != "no", by=act.by)
        return "已定：列首位的为牵头单位。" if choice != "no" else "已定：列首位的不作牵头，请逐条指定。"
    if question.code == "validity.effective_unclear" and choice != "note":
        return _effective(act, choice)
    if question.units and choice != "keep":
        return _unit_answer(act, question, choice)
    note = str(act.data.get("note", "")).strip() or "已核对，无误"
    for finding in question.findings:
        checking.resolve_finding(finding=finding, version=act.seen, resolution=note, by=act.by)
    return "已记录处理结果。"


def _effective(act: Act, choice: str) -> str:
    policy = act.desk.policy
    days = {"issued": policy.issued_on, "published": policy.published_on}
    day = days[choice] if choice in days else forms.DateField(required=False).clean(act.data.get("day"))
    if day is None:
        raise DomainError("policies.day_missing", "请填写施行日期。")
    describe_policy(policy=policy, version=act.seen, effective_on=day, by=act.by)
    for finding in act.question.findings:
        checking.resolve_finding(finding=finding, version=policy.version, resolution=f"施行日期为{day}", by=act.by)
    return f"施行日期已定为{day.year}年{day.month}月{day.day}日。"


def _unit_answer(act: Act, question: Question, choice: str) -> str:
    first = question.units[0]
    if choice == "drop":
        for row in question.units:
            row.measure = act.desk.by_id[row.measure_id].measure
            checking.drop_unit(responsibility=row, version=row.measure.version, by=act.by)
        return f"已剔除{first.printed_name}。"
    if choice == "typed" or not choice:
        chosen = act.unit(act.form(forms.UnitForm))
    else:
        chosen = unit_by_key(act.desk.policy.jurisdiction, choice)
    if chosen is None:
        raise DomainError("policies.unit_missing", "请选择或填写单位。", fields={"unit": ["请选择或填写单位。"]})
    if first.department_id or first.roster_id:
        first.measure = act.desk.by_id[first.measure_id].measure
        checking.correct_unit(responsibility=first, version=act.seen, unit=chosen, by=act.by)
    else:
        checking.settle_name(policy=act.desk.policy, printed_name=first.printed_name, unit=chosen, by=act.by)
    return f"“{first.printed_name}”已登记为{chosen}，原文不变。"


def undo(act: Act) -> str:
    """Take the named step back."""
    step = CheckingStep.objects.filter(pk=int(act.data.get("step") or 0), policy_version=act.desk.version).first()
    if step is None:
        raise Http404
    checking.undo(step=step, by=act.by)
    return f"已撤销：{step.label}。"


def publish(act: Act) -> str:
    """Publish the document."""
    checking.publish(policy=act.desk.policy, version=act.seen, by=act.by)
    return "已发布，各单位可以查看。"


def reopen(act: Act) -> str:
    """Take a published document back to the desk."""
    form = act.form(forms.ReasonForm)
    checking.reopen(policy=act.desk.policy, version=act.seen, reason=form.cleaned_data["reason"], by=act.by)
    return "已退回校核，改后请再次发布。"


def describe(act: Act) -> str:
    """Correct the head of the document."""
    values = act.form(forms.PolicyForm).cleaned_data
    describe_policy(policy=act.desk.policy, version=act.seen, by=act.by, **values)
    return "文件信息已更正。"


VERBS: dict[str, Verb] = {
    "confirm": confirm,
    "confirm-sure": confirm_sure,
    "reject": reject,
    "reconsider": reconsider,
    "title": title,
    "unit": unit,
    "add-unit": add_unit,
    "drop": drop,
    "restore": restore,
    "lead": lead,
    "deadline": deadline,
    "target": target,
    "split": split,
    "merge": merge,
    "move": move,
    "add": add,
    "answer": answer,
    "undo": undo,
    "publish": publish,
    "reopen": reopen,
    "describe": describe,
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
    digits = request.POST.get("m", "")
    sheet = shown.by_id.get(int(digits)) if digits.isdecimal() else None
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
